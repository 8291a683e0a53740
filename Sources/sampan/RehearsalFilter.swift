import Config
import Model
import Providers

/// What a rehearsal prints: the events of a deploy, without the hints that concern a real account.
struct RehearsalFilter: Sendable {
  /// The id of the emulated key.
  let keyID: String

  /// The commands that send nothing to a real cloud.
  private static let offlineCommands = ["rehearse", "check", "plan", "package", "init", "help"]

  /// Nil if the event is not printed.
  func shown(_ event: Event) -> Event? {
    switch event {
    // Which key is used, and from which variable: a rehearsal uses none.
    case .notice(let text) where text.description.contains(AccessKey.masked(keyID)): nil
    // In simulated time a wait takes no time.
    case .stillWaiting: nil
    case .finding(let finding): .finding(self.finding(finding))
    case .targetFinished(let outcome): .targetFinished(self.outcome(outcome))
    default: event
    }
  }

  private func finding(_ finding: Finding) -> Finding {
    var rehearsed = finding
    rehearsed.remedies = hints(finding.remedies, at: finding.place)
    return rehearsed
  }

  private func outcome(_ outcome: Outcome) -> Outcome {
    var rehearsed = outcome
    rehearsed.isSimulated = true
    if let failure = outcome.failure {
      rehearsed.failure?.remedies = hints(failure.remedies, at: failure.place)
    }
    return rehearsed
  }

  /// The hints about the config: those of a failure that has a place in it, and those that name one of its keys. A hint
  /// about an account, a console or another command is about a real cloud, which a rehearsal does not use.
  func hints(_ remedies: [Text], at place: Place?) -> [Text] {
    remedies.filter { hint in
      let words = hint.description.split(separator: " ").map(String.init)
      let commands = zip(words, words.dropFirst()).filter { $0.0 == "sampan" }.map(\.1)
      guard commands.isEmpty else { return commands.allSatisfy(Self.offlineCommands.contains) }
      return place != nil || Self.configKeys.contains { hint.description.contains("\"\($0)\"") }
    }
  }

  private static let configKeys = Set(
    ConfigurationSchema.sections(providers: Catalog.all.schemas).flatMap(\.options).map(\.name))
}
