import Model
import Providers
import Report

enum HelpCommand: Command {
  static let name = "help"
  static let summary: Text = "show help for a command, a topic or a provider"
  static let usage = "[COMMAND | TOPIC [PART] | PROVIDER]"
  static var choices: [String] {
    Commands.all.map { $0.name } + HelpTopic.all.map(\.name) + Catalog.all.schemas.map(\.name)
  }
  static var furtherChoices: [String: [String]] {
    Dictionary(HelpTopic.all.filter { !$0.parts.isEmpty }.map { ($0.name, $0.parts) }) { first, _ in first }
  }
  static let flags = Flag.common + [.noPager, .man]
  static var notes: [Text] {
    [
      "Topics: \(HelpTopic.all.map(\.name).list).",
      "Providers: \(Catalog.all.schemas.map(\.name).list).",
      "On a terminal, long help is shown in PAGER (default: less -FRX).", "sampan help config image",
    ]
  }

  static func run(_ context: Context) async throws(Failure) -> Product {
    let words = context.arguments.positional
    if context.arguments.isSet(.man) {
      try context.refuseArguments()
      return .text(ManPage(world: context.world, translation: context.translation).lines)
    }
    guard let topic = HelpTopic.all.first(where: { $0.name == words.first }) else {
      try context.refuseArguments(after: 1)
      return .text(try page(of: words.first))
    }
    try context.refuseArguments(after: topic.parts.isEmpty ? 1 : 2)
    return .text(try topic.lines(words.dropFirst().first))
  }

  private static func page(of word: String?) throws(Failure) -> [Text] {
    guard let word else { return overview }
    if let provider = Catalog.all.schema(word) { return page(provider) }
    return page(try command(word))
  }

  private static func command(_ word: String) throws(Failure) -> any Command.Type {
    if let command = Commands.all.first(where: { $0.name == word }) { return command }
    guard let meant = Spelling.nearest(to: word, among: choices),
      CommandSuggestions.remedy(for: word) == nil
    else {
      return try Commands.named(word)
    }
    throw Failure(
      .usage, "unknown help topic \"\(word)\"",
      remedies: ["did you mean: sampan help \(meant)", "see all commands: sampan help"])
  }

  /// The page of a provider: what it deploys, its options, what it does not support, and a recipe.
  private static func page(_ provider: ProviderSchema) -> [Text] {
    let accepted = ArtifactForm.allCases.filter(provider.accepts.contains).map(\.rawValue)
    let needs: Text =
      accepted.isEmpty
      ? "A target with \"\(provider.name)\" needs nothing else."
      : "A target with \"\(provider.name)\" needs \(listed(accepted + provider.artifactOptions.sorted()))."
    let limits: [Text] = ProviderSchema.Verb.allCases.compactMap { verb in
      provider.cannot[verb].map { "cannot \(verb.phrase): \($0)" }
    }
    return [
      "\(provider.name): \(provider.title)", "", needs, "",
    ]
      + ConfigReference.lines(of: provider.name).dropFirst()
      + (limits.isEmpty ? [] : [""] + limits)
      + ["", "a complete sampan.json:", ""]
      + StarterConfig(provider: provider.name).recipe.map { "  \($0)" }
      + [
        "", "one for this repository, with comments: sampan init --provider \(provider.name)",
        "more: sampan help config",
      ]
  }

  private static var overview: [Text] {
    [
      "sampan deploys the current commit to a cloud service and waits until it is live.", "", "commands:",
    ]
      + HelpTopic.columns(Commands.all.map { ($0.name, $0.summary) })
      + ["", "topics (sampan help TOPIC):"]
      + HelpTopic.columns(HelpTopic.all.map { ($0.name, $0.summary) })
      + ["", "providers (sampan help PROVIDER):"]
      + HelpTopic.columns(Catalog.all.schemas.map { ($0.name, "\($0.title)") })
      + ["", "global flags:"] + flagLines(Flag.common)
      + [
        "", "each flag can be set as a variable: --config as SAMPAN_CONFIG; the flag takes precedence",
        "to begin: sampan init",
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
    HelpTopic.columns(flags.map { ($0.spelling, $0.help) })
  }
}
