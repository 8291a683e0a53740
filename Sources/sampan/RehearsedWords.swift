import Config
import Model
import Providers

/// What a rehearsal prints: the same as a real deploy, without what would lead from it to a real cloud.
struct RehearsedWords: Sendable {
  /// Of the made-up key.
  let keyID: String

  /// The verbs that send nothing to a cloud outside of this process.
  private static let ownVerbs = ["rehearse", "check", "plan", "package", "init", "help"]

  /// Nil where nothing is left to print.
  func said(_ event: Event) -> Event? {
    switch event {
    // Which key is used, and from which variable: here from none.
    case .notice(let text) where text.contains(AccessKey.masked(keyID)): nil
    // Nobody waits in simulated time.
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

  /// Those about the config: of a failure that has a place in it, or that name one of its keys. A hint about an account,
  /// a console or another command is about a cloud that was not asked.
  func hints(_ remedies: [String], at place: Place?) -> [String] {
    remedies.filter { hint in
      let words = hint.split(separator: " ").map(String.init)
      let verbs = zip(words, words.dropFirst()).filter { $0.0 == "sampan" }.map(\.1)
      guard verbs.isEmpty else { return verbs.allSatisfy(Self.ownVerbs.contains) }
      return place != nil || Self.configKeys.contains { hint.contains("\"\($0)\"") }
    }
  }

  private static let configKeys = Set(
    ConfigurationSchema.sections(providers: Catalog.all.schemas).flatMap(\.options).map(\.name))
}
