import Config
import Model
import Providers
import Report

enum HelpCommand: Command {
  static let name = "help"
  static let summary: Text = "show help for a command or a topic"
  static let usage = "[COMMAND | config | exit-codes | PROVIDER]"
  static var choices: [String] {
    Commands.all.map { $0.name } + ["config", "exit-codes"] + Catalog.all.schemas.map(\.name)
  }
  static let flags = Flag.common
  static var notes: [Text] {
    ["Providers: \(Catalog.all.schemas.map(\.name).joined(separator: ", ")).", "sampan help deploy"]
  }

  static func run(_ context: Context) async throws(Failure) -> Product {
    try context.refuseArguments(after: 1)
    return .text(try lines(for: context.arguments.positional.first))
  }

  private static func lines(for topic: String?) throws(Failure) -> [Text] {
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
    guard let meant = Spelling.nearest(to: topic, among: choices),
      CommandSuggestions.remedy(for: topic) == nil
    else {
      return try Commands.named(topic)
    }
    throw Failure(
      .usage, "unknown help topic \"\(topic)\"",
      remedies: ["did you mean: sampan help \(meant)", "see all commands: sampan help"])
  }

  /// The page of a provider: what it deploys, its options, and what it does not support.
  private static func page(_ provider: ProviderSchema) -> [Text] {
    let accepted = ArtifactForm.allCases.filter(provider.accepts.contains).map(\.rawValue)
    let artifact: Text =
      accepted.isEmpty ? "nothing else" : listed(accepted + provider.artifactOptions.sorted())
    let limits: [Text] = ProviderSchema.Verb.allCases.compactMap { verb in
      provider.cannot[verb].map { "cannot \(verb.phrase): \($0)" }
    }
    return [
      "\(provider.name): \(provider.title)", "", "A target with \"\(provider.name)\" needs \(artifact).", "",
    ]
      + ConfigReference.lines(of: provider.name).dropFirst()
      + (limits.isEmpty ? [] : [""] + limits)
      + ["", "more: sampan help config"]
  }

  private static var exitCodes: [Text] {
    ["  0  live, unchanged, nothing to do, or submitted where \"wait\" is false"]
      + Failure.Kind.allCases.map { kind in
        let number = String(ExitCode(kind).rawValue)
        let code = "\(String(repeating: " ", count: 3 - number.count))\(number)"
        return kind.isWorthRetrying ? "\(code)  \(kind.meaning) (worth retrying)" : "\(code)  \(kind.meaning)"
      }
  }

  private static var overview: [Text] {
    let width = Commands.all.map { $0.name.count }.max() ?? 0
    return [
      "sampan deploys the current commit to a cloud service and waits until it is live.", "", "commands:",
    ]
      + Commands.all.map { "  \(padded($0.name, width))  \($0.summary)" }
      + ["", "global flags:"] + flagLines(Flag.common)
      + [
        "", "each flag can be set as a variable: --config as SAMPAN_CONFIG; the flag takes precedence",
        "more: sampan help COMMAND, sampan help PROVIDER, sampan help config, sampan help exit-codes",
      ]
  }

  private static func page(_ command: any Command.Type) -> [Text] {
    let usage = ["sampan", command.name, command.usage].filter { !$0.isEmpty }.joined(separator: " ")
    return ["\(usage)", "", "\(command.summary)", ""]
      + command.notes.dropLast().flatMap { [$0, ""] }
      + ["flags:"] + flagLines(command.ownFlags + Flag.common)
      + ["", "example:", "  \(command.notes.last ?? "sampan \(command.name)")"]
  }

  private static func flagLines(_ flags: [Flag]) -> [Text] {
    let width = flags.map(\.spelling.count).max() ?? 0
    return flags.map { "  \(padded($0.spelling, width))  \($0.help)" }
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}

/// The config reference as text.
private enum ConfigReference {
  static var lines: [Text] {
    Array(ConfigurationSchema.sections(providers: Catalog.all.schemas).map(lines).joined(separator: [""]))
  }

  /// The table that a key opens, e.g. `package` or a provider's name; none of that name: nothing.
  static func lines(of name: String) -> [Text] {
    ConfigurationSchema.sections(providers: Catalog.all.schemas).filter { $0.name == name }.flatMap(lines)
  }

  private static func lines(of section: ConfigSection) -> [Text] {
    ["\(section.name): \(section.help)"]
      + section.options.flatMap { option -> [Text] in
        var facts: [Text] = [option.type]
        if option.isRequired { facts.append("required") }
        if let text = option.defaultText { facts.append("default \(text)") }
        return ["  \(option.name) (\(facts.joined(separator: "; ")))", "      \(option.help)"]
      }
  }
}
