import Foundation
import Model
import Support
import Testing

@testable import Report

struct `A secret of this run` {
  static let secret = "hunter2/+ s3cret?&\u{FF}"

  /// The ways it turns up: as it is, in base64, in a URL, in a form, in JSON.
  static let spellings: [String] = {
    let data = Data(secret.utf8)
    let padded = data.base64EncodedString()
    let urlSafe = padded.replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
    let unreserved = CharacterSet(
      charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
    let encoded = secret.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
    return [
      secret, padded, padded.filter { $0 != "=" }, urlSafe, encoded, encoded.lowercased(),
      encoded.replacingOccurrences(of: "%20", with: "+"),
    ]
  }()

  @Test(arguments: spellings, Run.systems)
  func `is in no line and in no file`(spelling: String, system: String) throws {
    for json in [false, true] {
      let run = try Run(
        system, hostile: "before \(spelling)\u{301} after", secrets: [Self.secret],
        options: ReportOptions(verbosity: .verbose, json: json))
      let lines = run.lines.filter { !$0.hasPrefix("::add-mask::") && !$0.hasPrefix("##vso[task.setsecret]") }
      let everything = (lines + run.files.values.map(\.text)).joined(separator: "\n")
      #expect(!everything.utf8Contains(spelling))
      #expect(everything.utf8Contains("***") || everything.utf8Contains("\\*\\*\\*"))
    }
  }

  @Test func `is masked in GitHub before anything else is printed`() throws {
    let run = try Run("github", hostile: "x", secrets: ["one-secret", "line one\nx\nline three", "abc"])
    #expect(
      run.lines.prefix(4) == [
        "::add-mask::one-secret", "::add-mask::line one", "::add-mask::line three", "::group::x → x x   x",
      ])
    let command = GitHubReader.command(try #require(run.lines.first))
    #expect(command == GitHubReader.Command(name: "add-mask", data: "one-secret"))
  }

  @Test func `that becomes known later is masked from then on`() {
    let known = Known()
    var printer = Printer(
      command: "deploy", traits: [], job: nil, environment: [:], options: ReportOptions(), token: Run.token,
      now: HastyClock().tick, secrets: { known.all })
    let token = "token-1234"
    #expect(printer.render(.notice("\(token)")).map(\.text) == ["sampan: token-1234"])
    known.add(token)
    #expect(printer.render(.notice("\(token)")).map(\.text) == ["sampan: ***"])
  }

  @Test func `that is also a word of a message is masked in its arguments only`() {
    let word = "deploy"
    var printer = Printer(
      command: "deploy", traits: [], job: nil, environment: [:], options: ReportOptions(), token: Run.token,
      now: HastyClock().tick, secrets: { [word] })
    #expect(printer.render(.notice("deploy again: \(word)")).map(\.text) == ["sampan: deploy again: ***"])
  }

  @Test func `of fewer than four characters is left alone`() {
    #expect(Sanitizer(secrets: ["abc", ""]).mask("abc") == "abc")
  }

  @Test func `that holds another one is masked whole`() {
    #expect(Sanitizer(secrets: ["abcd", "xxabcdxx"]).mask("xxabcdxx abcd") == "*** ***")
  }

  /// Python's own functions, and what other languages' libraries write.
  private static let judge = """
    import base64, html, json, random, sys, urllib.parse as u
    def forms(s, r):
      b = s.encode()
      ascii = json.dumps(s)[1:-1]
      yield from [s, ascii, json.dumps(s, ensure_ascii=False)[1:-1], ascii.replace('/', '\\\\/')]
      yield json.dumps(json.dumps(s))[3:-3]
      yield ''.join('\\\\u%04x' % ord(c) if c in '/<>&=+' else c for c in s)
      yield ''.join('\\\\u%04X' % ord(c) if c in '/<>&=+\\'' else c for c in s)
      yield from [u.quote(s), u.quote(s, safe=''), u.quote_plus(s), u.quote(s, safe='').lower() if s.islower() else u.quote(s)]
      yield ''.join('%%%02x' % c for c in b)
      yield u.quote(u.quote(s))
      yield from [html.escape(s), html.escape(s, quote=False), html.escape(s).replace('&#x27;', '&#39;')]
      yield ''.join('&#%d;' % ord(c) if ord(c) > 126 or c in '<>&/"' else c for c in s)
      yield from [b.hex(), b.hex().upper()]
      for text in [base64.b64encode(b), base64.urlsafe_b64encode(b)]:
        text = text.decode().rstrip('=')
        yield from [text, u.quote(text, safe=''), json.dumps(text)[1:-1].replace('/', '\\\\/')]
    def inside(s, r):
      for before in range(6):
        for after in range(3):
          text = r.randbytes(before) + s.encode() + r.randbytes(after)
          yield base64.b64encode(text).decode()
          yield base64.urlsafe_b64encode(text).decode().rstrip('=')
    r = random.Random(7)
    print(json.dumps([[list(forms(s, r)), list(inside(s, r))] for s in json.load(sys.stdin)]))
    """

  @Test func `is masked in every encoding that logs, responses and pages use`() async throws {
    var random = SeededRandom(seed: 11)
    let letters = Array("abcXYZ019/+=&<>\"'%\\ -_.:#@é字🚀")
    var secrets = (0..<20).map { _ in
      // No blank at the ends: URLs of forms would show it as a +, which stays.
      "s"
        + String(
          (0..<Int.random(in: 7...40, using: &random)).map { _ in letters.randomElement(using: &random) ?? "x"
          })
        + "t"
    }
    secrets += [String(repeating: "\\", count: 30) + "n", "%25%2541%/", "a&amp;b/c"]
    let answer = try await Command.succeed(
      ["python3", "-c", Self.judge], input: Array(try JSONEncoder().encode(secrets)))
    let judged = try JSONDecoder().decode([[[String]]].self, from: Data(answer.utf8))
    #expect(judged.count == secrets.count)
    for (secret, forms) in zip(secrets, judged) {
      let sanitizer = Sanitizer(secrets: [secret])
      for form in forms[0] {
        let masked = sanitizer.mask("before: \(form), after")
        #expect(masked == "before: ***, after", "\(secret) as \(form)")
      }
      for form in forms[1] {
        let masked = sanitizer.mask(form)
        // Bytes around it are at most 5 and 2, with the bits that they share with its ends.
        #expect(masked.contains("***") && masked.count <= 3 + 7 + 1 + 3 + 3, "\(secret) in \(form)")
      }
    }
  }

  @Test func `leaves ordinary text alone, however short it is`() {
    let secrets = ["pw12", "a b+", "main", "p%41", "0000"]
    let text =
      "100 % of main_loop: 'C:\\new' &amp; <b>x</b> a%20c QUFBQQ== 30303 6d61 TWFp cGFzc3dvcmQ= \\u0041"
    let masked = Sanitizer(secrets: secrets).mask(text)
    #expect(masked == text.replacing("main", with: "***"))
  }

  @Test func `costs little, be they many and the text long`() {
    var random = SeededRandom(seed: 3)
    let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/+=%\\&")
    let secrets = (0..<50).map { _ in
      String((0..<40).map { _ in letters.randomElement(using: &random) ?? "x" })
    }
    let start = ContinuousClock.now
    for piece in ["step 12 of api/service == done; ", "%2F%41%", "\\", "&amp;&#47;", "\\u002f"] {
      // A line shows 4096 characters of it.
      let text = String(repeating: piece, count: 1_000_000 / piece.utf8.count)
      #expect(Sanitizer(secrets: secrets).clean(text).hasSuffix("…"))
    }
    let text = String(repeating: "step 12 of api/service == done; ", count: 200)
    #expect(Sanitizer(secrets: secrets).mask(text) == text)
    // An optimised build needs 0.01 s, this one 0.5 s; the rest is for what else the machine does.
    #expect(ContinuousClock.now - start < .seconds(120))
  }

  @Test func `is not cut in two by the length limit`() {
    let text = String(repeating: "a", count: Sanitizer.longest - 3) + "hunter2"
    #expect(!Sanitizer(secrets: ["hunter2"]).clean(text).contains("hun"))
  }
}

extension String {
  func utf8Contains(_ other: String) -> Bool { components(other).count > 1 }
}
