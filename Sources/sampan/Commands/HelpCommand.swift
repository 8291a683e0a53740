import Config
import Model
import Providers
import Report

enum HelpCommand: Command {
  static let name = "help"
  static let summary = "show this, or one command in full"
  static let operands = "[COMMAND | config | exit-codes | PROVIDER]"
  static var choices: [String] {
    Commands.all.map { $0.name } + ["config", "exit-codes"] + Catalog.all.schemas.map(\.name)
  }
  static let flags = Flag.common
  static var notes: [String] {
    ["Providers: \(Catalog.all.schemas.map(\.name).joined(separator: ", ")).", "sampan help deploy"]
  }

  static func run(_ context: Context) async throws(Failure) -> Product {
    try context.refuseOperands(after: 1)
    return .text(try lines(for: context.arguments.operands.first))
  }

  private static func lines(for topic: String?) throws(Failure) -> [String] {
    switch topic {
    case nil: overview
    case "config": ConfigReference.lines
    case "exit-codes": exitCodes
    case let name?:
      if let provider = Catalog.all.schema(name) { page(provider) } else { page(try named(name)) }
    }
  }

  private static func named(_ topic: String) throws(Failure) -> any Command.Type {
    if let command = Commands.all.first(where: { $0.name == topic }) { return command }
    guard let meant = Spelling.nearest(to: topic, among: choices), OtherWords.remedy(for: topic) == nil else {
      return try Commands.named(topic)
    }
    throw Failure(
      .usage, "there is no help about \"\(topic)\"",
      remedies: ["did you mean: sampan help \(meant)", "see all commands: sampan help"])
  }

  /// One provider: what it deploys, its options, and what it cannot do.
  private static func page(_ provider: ProviderSchema) -> [String] {
    let accepted = ArtifactForm.allCases.filter(provider.accepts.contains).map { "\"\($0.rawValue)\"" }
    let artifact = accepted.isEmpty ? "no artifact" : "one artifact: \(accepted.joined(separator: " or "))"
    let limits = ProviderSchema.Verb.allCases.compactMap { verb in
      provider.cannot[verb].map { "cannot \(verb.rawValue): \($0)" }
    }
    return [
      "\(provider.name): \(provider.title)", "", "A target with \"\(provider.name)\" takes \(artifact).", "",
    ]
      + ConfigReference.lines(of: provider.name).dropFirst()
      + (limits.isEmpty ? [] : [""] + limits)
      + ["", "more: sampan help config"]
  }

  private static var exitCodes: [String] {
    ["  0  serving, unchanged, nothing to do, or submitted where \"wait\" is false"]
      + Failure.Kind.allCases.map { kind in
        let number = String(ExitCode(kind).rawValue)
        return "\(String(repeating: " ", count: 3 - number.count))\(number)  \(kind.meaning)"
          + (kind.isWorthRetrying ? " (worth retrying)" : "")
      }
  }

  private static var overview: [String] {
    let width = Commands.all.map { $0.name.count }.max() ?? 0
    return ["sampan takes the current commit to a running cloud service.", "", "commands:"]
      + Commands.all.map { "  \(padded($0.name, width))  \($0.summary)" }
      + ["", "every command takes:"] + flagLines(Flag.common)
      + [
        "", "each flag can be given as a variable: --config as SAMPAN_CONFIG; the flag wins",
        "more: sampan help COMMAND, sampan help PROVIDER, sampan help config, sampan help exit-codes",
      ]
  }

  private static func page(_ command: any Command.Type) -> [String] {
    let usage = ["sampan", command.name, command.operands].filter { !$0.isEmpty }.joined(separator: " ")
    return ["\(usage)", "", "\(command.summary)", ""]
      + command.notes.dropLast().flatMap { [$0, ""] }
      + ["flags:"] + flagLines(command.ownFlags + Flag.common)
      + ["", "example:", "  " + (command.notes.last ?? "sampan \(command.name)")]
  }

  private static func flagLines(_ flags: [Flag]) -> [String] {
    let width = flags.map(\.spelling.count).max() ?? 0
    return flags.map { "  \(padded($0.spelling, width))  \($0.help)" }
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}

/// The config file's keys as text.
private enum ConfigReference {
  static var lines: [String] {
    Array(ConfigurationSchema.sections(providers: Catalog.all.schemas).map(lines).joined(separator: [""]))
  }

  /// The table that a key opens, e.g. `package` or a provider's name; none of that name: nothing.
  static func lines(of name: String) -> [String] {
    ConfigurationSchema.sections(providers: Catalog.all.schemas).filter { $0.name == name }.flatMap(lines)
  }

  private static func lines(of section: ConfigSection) -> [String] {
    ["\(section.name): \(section.help)"]
      + section.options.flatMap { option in
        var facts = [option.type]
        if option.isRequired { facts.append("required") }
        if let text = option.defaultText { facts.append("default \(text)") }
        return ["  \(option.name) (\(facts.joined(separator: "; ")))", "      \(option.help)"]
      }
  }
}
