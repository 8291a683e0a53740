import Languages
import Model

/// The parsed command line, with the flags that are set by variables.
struct Arguments: Equatable, Sendable {
  var command: String
  /// The arguments after the command that are not flags.
  var positional: [String]
  /// By the name of the flag; for a switch `true` or `false`.
  private var values: [String: String]

  func value(_ flag: Flag) -> String? { values[flag.name] }
  func isSet(_ flag: Flag) -> Bool { values[flag.name] == "true" }

  /// `words`: without the name of the program.
  init(_ words: [String], environment: [String: String], readsPluginSettings: Bool) throws(Failure) {
    let (word, others) = try Self.split(words)
    let command = word ?? HelpCommand.name
    let known = try Commands.named(command).flags
    var values: [String: String] = [:]
    var positional: [String] = []
    var rest = others[...]
    while let word = rest.popFirst() {
      if word == "--" {
        positional += rest
        break
      }
      guard word.hasPrefix("-"), word.count > 1 else {
        positional.append(word)
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
    self.positional = positional
    self.values = values
    if isSet(.dryRun) { self.command = PlanCommand.name }
    if isSet(.help) {
      self.command = HelpCommand.name
      self.positional = word.map { [$0] } ?? []
    }
  }

  /// The command in the words, even if the rest is not valid.
  static func command(in words: [String]) -> String { (try? split(words))?.command ?? HelpCommand.name }

  /// The language that the words or the environment set, for command lines that are not valid.
  static func language(_ words: [String], _ environment: [String: String]) -> Language? {
    let flag = "--\(Flag.language.name)"
    for (index, word) in words.enumerated() where word.hasPrefix(flag) {
      let given =
        word == flag ? words.dropFirst(index + 1).first ?? "" : String(word.dropFirst(flag.count + 1))
      if let language = Language(rawValue: given) { return language }
    }
    return Language(rawValue: environment["SAMPAN_LANG"] ?? "")
  }

  /// Whether the results are to be printed as JSON, for command lines that are not valid.
  static func printsJSON(_ words: [String], _ environment: [String: String]) -> Bool {
    let variable = environment["SAMPAN_JSON"] ?? ""
    return words.contains("--json") || (try? truth(variable, of: "SAMPAN_JSON")) == true
  }

  /// The command is the first word that is neither a flag nor the value of a flag, or `--version` or `-V` as the first word.
  ///
  /// Fails for an unknown flag before the command: its value would be taken for the command.
  private static func split(_ words: [String]) throws(Failure) -> (command: String?, others: [String]) {
    if words.first == "--version" || words.first == "-V" {
      return (VersionCommand.name, Array(words.dropFirst()))
    }
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

  /// The validated value: one of the choices; for a switch `true` or `false`.
  private static func checked(_ text: String, for flag: Flag, from name: String) throws(Failure) -> String {
    if flag.value == nil { return try String(truth(text, of: name)) }
    if flag == .events, text == "-" {
      throw Failure(
        .usage, "\(name) needs a file: the lines would be mixed with results and messages",
        remedies: ["write them to another file descriptor: --events /dev/fd/3 3>events.jsonl"])
    }
    guard flag.choices.isEmpty || flag.choices.contains(text) else {
      throw Failure(.usage, "invalid value \"\(text)\" for \(name)", remedies: flag.remedies(for: text))
    }
    return text
  }

  private static func truth(_ text: String, of name: String) throws(Failure) -> Bool {
    switch text.lowercased() {
    case "1", "true", "yes", "on": return true
    case "0", "false", "no", "off": return false
    default:
      throw Failure(
        .usage, "invalid value \"\(text)\" for \(name)", remedies: ["valid values: true, false"])
    }
  }

  private static func unknown(_ word: String, of command: String, known: [Flag], _ help: String) -> Failure {
    let nearest = Spelling.nearest(to: String(word.drop { $0 == "-" }), among: known.map(\.name))
    return Failure(
      .usage, "unknown flag \(word) for \(command)",
      remedies: [nearest.map { "did you mean --\($0)?" }, "see all flags: \(help)"]
        .compactMap { $0 })
  }
}
