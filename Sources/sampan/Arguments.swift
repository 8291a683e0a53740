import Config
import Model

/// The command line and its stand-ins in the environment, taken apart but not yet understood.
struct Arguments: Equatable, Sendable {
  var command: String
  /// Everything that is no flag, after the command.
  var operands: [String]
  private var values: [String: String]

  func value(_ flag: Flag) -> String? { values[flag.name] }
  func isSet(_ flag: Flag) -> Bool { values[flag.name] != nil }

  /// `words`: without the program's name. `flags`: what the command takes, asked once the command is known.
  init(
    _ words: [String], environment: [String: String], readsPluginSettings: Bool,
    flags: (_ command: String) throws(Failure) -> [Flag]
  ) throws(Failure) {
    let command = Self.commandWord(words)
    let known = try flags(command.word)
    var values: [String: String] = [:]
    var operands: [String] = []
    var rest = command.others[...]
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
      guard let flag = known.first(where: { "--\($0.name)" == parts[0] || $0.short == parts[0] }) else {
        throw Self.unknown(parts[0], command: command.word, known: known)
      }
      values[flag.name] = try Self.value(of: flag, written: parts.dropFirst().first, rest: &rest)
    }
    for flag in known where values[flag.name] == nil {
      values[flag.name] = try Self.fromEnvironment(flag, environment, readsPluginSettings)
    }
    self.command = command.word
    self.operands = operands
    self.values = values
  }

  /// The first word that is no flag names the command; `--help` and `--version` are commands, too.
  private static func commandWord(_ words: [String]) -> (word: String, others: [String]) {
    for help in ["--help", "-h"] where words.contains(help) { return ("help", words.filter { $0 != help }) }
    if words.first == "--version" { return ("version", Array(words.dropFirst())) }
    var skipNext = false
    for (index, word) in words.enumerated() {
      if skipNext {
        skipNext = false
      } else if word.hasPrefix("-") {
        skipNext = Flag.common.contains { $0.value != nil && (word == "--\($0.name)" || word == $0.short) }
      } else {
        var others = words
        others.remove(at: index)
        return (word, others)
      }
    }
    return ("help", words)
  }

  private static func value(
    of flag: Flag, written: String?, rest: inout ArraySlice<String>
  ) throws(Failure) -> String? {
    guard flag.value != nil else {
      guard let written else { return "true" }
      return try truth(written, of: "--\(flag.name)") ? "true" : nil
    }
    if let written { return written }
    guard let next = rest.popFirst() else {
      throw Failure(.usage, "--\(flag.name) needs a value", remedies: ["write \(flag.spelling)"])
    }
    return next
  }

  private static func fromEnvironment(
    _ flag: Flag, _ environment: [String: String], _ readsPluginSettings: Bool
  ) throws(Failure) -> String? {
    let prefixes = readsPluginSettings ? ["SAMPAN_", "PLUGIN_"] : ["SAMPAN_"]
    for prefix in prefixes {
      guard let text = environment[prefix + flag.variable], !text.isEmpty else { continue }
      guard flag.value == nil else { return text }
      return try truth(text, of: prefix + flag.variable) ? "true" : nil
    }
    return nil
  }

  private static func truth(_ text: String, of name: String) throws(Failure) -> Bool {
    switch text.lowercased() {
    case "1", "true", "yes", "on": return true
    case "0", "false", "no", "off": return false
    default:
      throw Failure(.usage, "\(name) is \"\(text)\"", remedies: ["write true or false"])
    }
  }

  private static func unknown(_ word: String, command: String, known: [Flag]) -> Failure {
    let nearest = Spelling.nearest(to: String(word.drop { $0 == "-" }), among: known.map(\.name))
    return Failure(
      .usage, "\(command) has no flag \(word)",
      remedies: [nearest.map { "did you mean --\($0)?" }, "see them all: sampan help \(command)"]
        .compactMap { $0 })
  }
}
