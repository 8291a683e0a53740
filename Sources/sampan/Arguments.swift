import Model

/// The command line and its stand-ins in the environment, taken apart but not yet understood.
struct Arguments: Equatable, Sendable {
  var command: String
  /// Everything that is no flag, after the command.
  var operands: [String]
  /// By the flag's name; of a switch `true` or `false`.
  private var values: [String: String]

  func value(_ flag: Flag) -> String? { values[flag.name] }
  func isSet(_ flag: Flag) -> Bool { values[flag.name] == "true" }

  /// `words`: without the program's name.
  init(_ words: [String], environment: [String: String], readsPluginSettings: Bool) throws(Failure) {
    let (word, others) = try Self.split(words)
    let command = word ?? HelpCommand.name
    let known = try Commands.named(command).flags
    var values: [String: String] = [:]
    var operands: [String] = []
    var rest = others[...]
    while let word = rest.popFirst() {
      if word == "--" {
        operands += rest
        break
      }
      guard word.hasPrefix("-"), word.count > 1 else {
        operands.append(word)
        continue
      }
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard let flag = known.first(where: { $0.isWritten(parts[0]) }) else {
        throw Self.unknown(parts[0], of: command, known: known, "sampan help \(command)")
      }
      values[flag.name] = try Self.value(of: flag, written: parts.dropFirst().first, rest: &rest)
    }
    for flag in known where values[flag.name] == nil {
      values[flag.name] = try Self.fromEnvironment(flag, environment, readsPluginSettings)
    }
    self.command = command
    self.operands = operands
    self.values = values
    if isSet(.help) {
      self.command = HelpCommand.name
      self.operands = word.map { [$0] } ?? []
    }
  }

  /// The command that the words name, whether or not the rest of them makes sense.
  static func command(in words: [String]) -> String { (try? split(words))?.command ?? HelpCommand.name }

  /// Whether the results are wanted as JSON, as far as that can be told when the rest makes no sense.
  static func asksForJSON(_ words: [String], _ environment: [String: String]) -> Bool {
    let variable = environment["SAMPAN_JSON"] ?? ""
    return words.contains("--json") || (try? truth(variable, of: "SAMPAN_JSON")) == true
  }

  /// The first word that is neither a flag nor a flag's value names the command; so does `--version` there.
  ///
  /// Failure: a flag before it that no command has, whose value would be taken for the command.
  private static func split(_ words: [String]) throws(Failure) -> (command: String?, others: [String]) {
    if words.first == "--version" { return (VersionCommand.name, Array(words.dropFirst())) }
    let flags = Commands.all.flatMap { $0.flags }
    var index = 0
    while index < words.count, words[index].hasPrefix("-") {
      let written = words[index].split(separator: "=", maxSplits: 1).first.map(String.init) ?? ""
      guard let flag = flags.first(where: { $0.isWritten(written) }) else {
        throw unknown(written, of: "sampan", known: flags, "sampan help")
      }
      index += flag.value != nil && written == words[index] ? 2 : 1
    }
    guard index < words.count else { return (nil, words) }
    return (words[index], Array(words[..<index] + words[(index + 1)...]))
  }

  private static func value(
    of flag: Flag, written: String?, rest: inout ArraySlice<String>
  ) throws(Failure) -> String {
    if flag.value == nil { return try checked(written ?? "true", for: flag, from: "--\(flag.name)") }
    guard let text = written ?? rest.popFirst() else {
      throw Failure(.usage, "--\(flag.name) needs a value", remedies: ["write \(flag.spelling)"])
    }
    return try checked(text, for: flag, from: "--\(flag.name)")
  }

  private static func fromEnvironment(
    _ flag: Flag, _ environment: [String: String], _ readsPluginSettings: Bool
  ) throws(Failure) -> String? {
    let prefixes = readsPluginSettings ? ["SAMPAN_", "PLUGIN_"] : ["SAMPAN_"]
    for prefix in prefixes {
      guard let text = environment[prefix + flag.variable], !text.isEmpty else { continue }
      return try checked(text, for: flag, from: prefix + flag.variable)
    }
    return nil
  }

  /// The value as it is kept: one of the choices, or of a switch `true` or `false`.
  private static func checked(_ text: String, for flag: Flag, from name: String) throws(Failure) -> String {
    if flag.value == nil { return try String(truth(text, of: name)) }
    guard flag.choices.isEmpty || flag.choices.contains(text) else {
      throw Failure(.usage, "\(name) is \"\(text)\"", remedies: flag.remedies(for: text))
    }
    return text
  }

  private static func truth(_ text: String, of name: String) throws(Failure) -> Bool {
    switch text.lowercased() {
    case "1", "true", "yes", "on": return true
    case "0", "false", "no", "off": return false
    default:
      throw Failure(.usage, "\(name) is \"\(text)\"", remedies: ["write true or false"])
    }
  }

  private static func unknown(_ word: String, of command: String, known: [Flag], _ help: String) -> Failure {
    let nearest = Spelling.nearest(to: String(word.drop { $0 == "-" }), among: known.map(\.name))
    return Failure(
      .usage, "\(command) has no flag \(word)",
      remedies: [nearest.map { "did you mean --\($0)?" }, "see them all: \(help)"]
        .compactMap { $0 })
  }
}
