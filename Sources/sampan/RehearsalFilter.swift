import Model
import Providers

/// What a rehearsal prints: the events of a deploy, without what a rehearsal does not have. Hints and next steps are
/// those of a real deploy, because they are what a rehearsal is run for; a command that could follow here is written as
/// a rehearsal, which needs no account.
struct RehearsalFilter: Sendable {
  /// The id of the emulated key.
  let keyID: String
  let scenario: String

  /// Nil if the event is not printed.
  func shown(_ event: Event) -> Event? {
    switch event {
    // Which key is used, and from which variable: a rehearsal uses none.
    case .notice(let text) where text.description.contains(AccessKey.masked(keyID)): nil
    // In simulated time a wait takes no time.
    case .stillWaiting: nil
    case .finding(let finding): .finding(self.finding(finding))
    case .log(let excerpt): .log(self.excerpt(excerpt))
    case .targetFinished(let outcome): .targetFinished(self.outcome(outcome))
    default: event
    }
  }

  private func finding(_ finding: Finding) -> Finding {
    var rehearsed = finding
    rehearsed.remedies = finding.remedies.map(self.rehearsed)
    return rehearsed
  }

  private func excerpt(_ excerpt: LogExcerpt) -> LogExcerpt {
    LogExcerpt(title: excerpt.title, lines: excerpt.lines, rest: excerpt.rest.map(rehearsed))
  }

  private func outcome(_ outcome: Outcome) -> Outcome {
    var rehearsed = outcome
    rehearsed.isSimulated = true
    if let failure = outcome.failure { rehearsed.failure?.remedies = failure.remedies.map(self.rehearsed) }
    return rehearsed
  }

  /// `sampan promote api` as `sampan rehearse api --scenario gray --then promote`, also as a part of a message. Other
  /// texts, and commands with more words, stay as they are.
  private func rehearsed(_ text: Text) -> Text {
    let words = text.description.split(separator: " ").map(String.init)
    if words.count == 3, words[0] == "sampan", RehearseCommand.Next(rawValue: words[1]) != nil {
      return scenario == "calm"
        ? "sampan rehearse \(words[2]) --then \(words[1])"
        : "sampan rehearse \(words[2]) --scenario \(scenario) --then \(words[1])"
    }
    let arguments = text.arguments.map { argument -> Text.Argument in
      if case .text(let inner) = argument { .text(rehearsed(inner)) } else { argument }
    }
    return Text(literals: text.literals, arguments: arguments)
  }
}
