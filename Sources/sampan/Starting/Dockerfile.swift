/// What a Dockerfile declares about the port of its service. Its text is not trusted: what cannot be understood declares
/// nothing. https://docs.docker.com/reference/dockerfile/
struct Dockerfile {
  /// The TCP ports that the last stage exposes, also those of the stages that it is based on, in order.
  let ports: [Int]

  /// Variables and ports at the end of a stage.
  private struct Stage {
    var ports: [Int] = []
    var variables: [String: String] = [:]
    /// The names of those that `ARG` set: they end with their stage.
    var ownArguments: Set<String> = []
  }

  init(_ text: String) {
    var stages: [String: Stage] = [:]
    /// `ARG` before the first `FROM`: the default of an `ARG` of the same name in a stage.
    var defaults: [String: String] = [:]
    var stage: Stage?
    var name = ""
    for (instruction, rest) in Self.instructions(of: text) {
      switch instruction {
      case "FROM":
        if let stage { stages[name] = stage }
        let words = rest.split(whereSeparator: \.isWhitespace).filter { !$0.hasPrefix("--") }
        name = words.count > 2 && words[1].lowercased() == "as" ? words[2].lowercased() : ""
        var next = words.first.flatMap { stages[$0.lowercased()] } ?? Stage()
        for argument in next.ownArguments { next.variables[argument] = nil }
        next.ownArguments = []
        stage = next
      case "ARG":
        for (variable, value) in Self.assignments(rest) {
          guard stage != nil else {
            defaults[variable] = value.flatMap { Self.substituted($0, defaults) }
            continue
          }
          // `ENV` takes precedence over `ARG`, wherever it is.
          guard stage?.variables[variable] == nil || stage?.ownArguments.contains(variable) == true else {
            continue
          }
          let known = value.flatMap { Self.substituted($0, stage?.variables ?? [:]) } ?? defaults[variable]
          stage?.variables[variable] = known
          stage?.ownArguments.insert(variable)
        }
      case "ENV":
        // As one instruction: a value does not see the variables that are set with it.
        let before = stage?.variables ?? [:]
        for (variable, value) in Self.environment(rest) {
          stage?.variables[variable] = Self.substituted(value, before)
          stage?.ownArguments.remove(variable)
        }
      case "EXPOSE":
        let ports = Self.words(rest)
          .compactMap { Self.substituted($0, stage?.variables ?? [:]).flatMap(Self.port) }
        for port in ports where stage?.ports.contains(port) == false { stage?.ports.append(port) }
      default: break
      }
    }
    ports = stage?.ports ?? []
  }

  /// Each instruction in upper case, and what follows it. A backslash at the end of a line continues it, also over
  /// comments and empty lines.
  private static func instructions(of text: String) -> [(name: String, rest: String)] {
    var found: [(name: String, rest: String)] = []
    var open = ""
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let line = line.trimmingBlanks
      if line.hasPrefix("#") || line.isEmpty { continue }
      if line.hasSuffix("\\") {
        open += line.dropLast() + " "
        continue
      }
      let whole = (open + line).trimmingBlanks
      open = ""
      let name = whole.prefix { !$0.isWhitespace }
      found.append((name.uppercased(), String(whole.dropFirst(name.count).trimmingBlanks)))
    }
    return found
  }

  /// `NAME` and `NAME=VALUE`, separated by blanks.
  private static func assignments(_ text: String) -> [(name: String, value: String?)] {
    words(text).map { word in
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      return (parts[0], parts.count > 1 ? parts[1] : nil)
    }
  }

  /// Also the old form `NAME VALUE`, with one variable.
  private static func environment(_ text: String) -> [(name: String, value: String)] {
    let first = text.prefix { !$0.isWhitespace }
    guard first.contains("=") else {
      return [(String(first), String(text.dropFirst(first.count).trimmingBlanks))]
    }
    return assignments(text).compactMap { pair in pair.value.map { (pair.name, $0) } }
  }

  /// Separated by blanks outside of quotes; the quotes are removed.
  private static func words(_ text: String) -> [String] {
    var words: [String] = []
    var word: String?
    var quote: Character?
    for character in text {
      if let open = quote {
        if character == open { quote = nil } else { word = (word ?? "") + String(character) }
      } else if character == "\"" || character == "'" {
        quote = character
        word = word ?? ""
      } else if character.isWhitespace {
        if let finished = word { words.append(finished) }
        word = nil
      } else {
        word = (word ?? "") + String(character)
      }
    }
    return words + [word].compactMap { $0 }
  }

  /// With the values of `$NAME`, `${NAME}` and `${NAME:-DEFAULT}`; nil where one is not known, or is written otherwise.
  private static func substituted(_ text: String, _ variables: [String: String]) -> String? {
    var result = ""
    var rest = text[...]
    while let dollar = rest.firstIndex(of: "$") {
      result += rest[..<dollar]
      rest = rest[dollar...].dropFirst()
      if rest.first == "{" {
        guard let end = rest.firstIndex(of: "}") else { return nil }
        let inner = rest[..<end].dropFirst()
        rest = rest[end...].dropFirst()
        let name = inner.prefix(while: isNamePart)
        let fallback = inner.dropFirst(name.count)
        guard fallback.isEmpty || fallback.hasPrefix(":-") else { return nil }
        guard let value = variables[String(name)] ?? (fallback.isEmpty ? nil : String(fallback.dropFirst(2)))
        else { return nil }
        result += value
      } else {
        let name = rest.prefix(while: isNamePart)
        guard let value = variables[String(name)] else { return nil }
        result += value
        rest = rest.dropFirst(name.count)
      }
    }
    return result + rest
  }

  private static func isNamePart(_ character: Character) -> Bool {
    character.isASCII && (character.isLetter || character.isNumber || character == "_")
  }

  /// Of `8080`, `8080/tcp` and the first of `8080-8090`.
  private static func port(_ text: String) -> Int? {
    let parts = text.lowercased().split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 1 || parts.count == 2 && parts[1] == "tcp" else { return nil }
    let digits = parts[0].prefix { $0 != "-" }
    guard let port = Int(digits), digits.first != "+", (1...65_535).contains(port) else { return nil }
    return port
  }
}

extension StringProtocol {
  /// Without white space at both ends.
  var trimmingBlanks: SubSequence {
    let start = drop(while: \.isWhitespace)
    guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return start[start.endIndex...] }
    return start[...last]
  }
}
