import Config
import Model
import Support
import Testing

/// The parser against Python's.
@Suite struct ParserJudgeTests {
  /// Python's parser made as strict as ours: what we refuse on purpose (NaN, duplicates, half surrogates,
  /// numbers that do not fit), it refuses; what we take on purpose (a trailing comma), it takes.
  private let strictness = """
    import json, math, re, sys
    def refuse(*_): raise ValueError
    def integer(text):
      value = int(text)
      return value if -2**63 <= value < 2**63 else refuse()
    def number(text):
      value = float(text)
      return value if math.isfinite(value) else refuse()
    def members(pairs):
      return dict(pairs) if len({key for key, _ in pairs}) == len(pairs) else refuse()
    def parse(text):
      value = json.loads(text, parse_constant=refuse, parse_int=integer, parse_float=number,
        object_pairs_hook=members)
      json.dumps(value, ensure_ascii=False).encode("utf-8")
      return value
    def is_taken(text):
      for attempt in (text, re.sub(r"(?<=[^\\[{,:\\s])(\\s*),(\\s*[}\\]])", r"\\1\\2", text)):
        try:
          parse(attempt)
          return True
        except ValueError: pass
      return False
    texts = json.load(sys.stdin)

    """

  private func isSyntaxTaken(_ text: String) -> Bool {
    let syntax: Set = ["config/syntax", "config/encoding", "config/too-deep", "config/duplicate-key"]
    return !read(text).findings.contains {
      syntax.contains($0.rule) || $0.message.hasPrefix("the file is empty")
    }
  }

  @Test func `Python accepts and refuses the same JSON`() async throws {
    let sample = #"{"a":[1,-0.5e+3,"x\u00e9\ud83d\ude00\n",true,{"b":null,"c":{}}],"d":[[],false],"e":"é"}"#
    let characters = #"{}[]",:0123456789.eE+-\utrfnabl x"#.map(String.init)
    let alphabet = characters + ["\n", "\t", "\u{1}", "é", "'", "NaN", "null"]
    var random = SeededRandom(seed: 3)
    var texts = (0..<3000).map { _ in
      var text = sample.map(String.init)
      for _ in 0..<Int.random(in: 1...2, using: &random) {
        let at = Int.random(in: text.indices, using: &random)
        let other = alphabet[Int.random(in: alphabet.indices, using: &random)]
        switch Int.random(in: 0...2, using: &random) {
        case 0: text.remove(at: at)
        case 1: text.insert(other, at: at)
        default: text[at] = other
        }
      }
      return text.joined()
    }
    texts += [
      sample, "", "[1,]", "[,]", "{,}", "[1,,]", "-", "0", "-0", "1e5", "1E+05", "\"\u{7F}\"", "\"\u{2028}\"",
      "01",
    ]
    let verdicts: [Bool] = try await Python.run(
      strictness + "print(json.dumps([is_taken(text) for text in texts]))", texts)
    for (text, isTaken) in zip(texts, verdicts) { #expect(isSyntaxTaken(text) == isTaken, "\(text)") }
    #expect(Set(verdicts) == [true, false])
  }

  @Test func `text and numbers have the values that Python reads`() async throws {
    var random = SeededRandom(seed: 5)
    let parts = [
      "a", "é", "流", "👍", "\u{301}", "\\n", "\\\"", "\\\\", "\\/", "\\b", "\\u0041", "\\u00E9",
      "\\ud83d\\ude00", "\\u0000",
      "{", "//", "/*", ",", "]",
    ]
    func text(_: Int) -> String {
      "\"" + (0..<6).map { _ in parts[Int.random(in: parts.indices, using: &random)] }.joined() + "\""
    }
    func number(_ index: Int) -> String {
      let sign = index % 2 == 0 ? "" : "-"
      let whole = Int.random(in: 0...Int.max, using: &random) >> Int.random(in: 0...62, using: &random)
      switch index % 3 {
      case 0: return "\(sign)\(whole)"
      case 1: return "\(sign)\(whole).\(Int.random(in: 0...999_999, using: &random))"
      default: return "\(sign)\(whole % 10).25e\(Int.random(in: -330...300, using: &random))"
      }
    }
    let texts = (0..<500).map(text)
    let numbers =
      (0..<500).map(number) + [
        "9223372036854775807", "-9223372036854775808", "5e-324", "1.7976931348623157e308",
      ]
    let script = """
      import json, struct, sys
      def shown(value):
        if isinstance(value, str): return value.encode().hex()
        return str(value) if isinstance(value, int) else struct.pack(">d", value).hex()
      print(json.dumps([shown(json.loads(text)) for text in json.load(sys.stdin)]))
      """
    let expected: [String] = try await Python.run(script, texts + numbers)
    #expect((texts + numbers).map(value) == expected)
  }

  /// As the script shows it.
  private func value(of literal: String) -> String {
    let schema = ProviderSchema(
      name: "x", title: "X", accepts: [],
      options: [
        OptionSpec("text", .string, ""),
        OptionSpec("number", .number(-.greatestFiniteMagnitude ... .greatestFiniteMagnitude), ""),
      ], remarkLimit: RemarkLimit(characters: 1, utf8Bytes: 1), versionRule: .imageTag,
      polling: Polling(shortest: .zero, usual: .zero, registration: .zero))
    let key = literal.utf8.first == UInt8(ascii: "\"") ? "text" : "number"
    let file = "{\"targets\": {\"a\": {\"x\": {\"\(key)\": \(literal)}}}}"
    let reading = ConfigurationReader.read(Array(file.utf8), file: "f", providers: [schema])
    switch reading.configuration?.targets.first?.options[key]?.value {
    case .string(let text): return hexadecimal(text.utf8, digits: 2)
    case .integer(let number): return "\(number)"
    case .number(let number): return hexadecimal([number.bitPattern], digits: 16)
    default: return "\(reading.findings)"
    }
  }

  private func hexadecimal(_ values: some Sequence<some BinaryInteger>, digits: Int) -> String {
    values.map { value in
      let text = String(value, radix: 16)
      return String(repeating: "0", count: digits - text.count) + text
    }.joined()
  }
}
