import Chat
import Effects
import Git
import Model
import Providers

extension Project {
  /// Writes one message about a run to the chats that the environment sets, if a target has `notify` for its result.
  /// Whatever comes of it changes no result: a failure is a warning.
  func notify(of outcomes: [Outcome]) async {
    let due = outcomes.filter { outcome in
      guard let kind = outcome.notice, let target = target(named: outcome.target) else { return false }
      return target.notify.contains(kind)
    }
    guard !due.isEmpty, !world.isStopping() else { return }
    guard ChatAccount.areSet(in: world.environment) else {
      let missing = Self.missingChats(for: due.compactMap { target(named: $0.target) }, in: world)
      for finding in missing { world.tell(.finding(finding)) }
      return
    }
    let message = message(about: due)
    world.tell(.detail("message: \(message.title)"))
    let written = await world.write(message)
    for finding in written.compactMap(\.finding) { world.tell(.finding(finding)) }
    let names = written.filter { $0.failure == nil }.map(\.account.name)
    if !names.isEmpty { world.tell(.notice("wrote to \(names.joined(separator: ", "))")) }
  }

  /// The failure of a run before any of its targets began, e.g. because one cannot be planned.
  func notify(of failure: Failure, before targets: [Target]) async {
    guard !failure.isStop else { return }
    await notify(
      of: targets.map { target in
        Outcome(
          target: target.name, provider: target.provider, status: .failed, commit: head.commit.id.hex,
          failure: failure)
      })
  }

  private func target(named name: String) -> Target? {
    configuration.targets.first { $0.name == name }
  }

  // MARK: The message

  func message(about outcomes: [Outcome]) -> ChatMessage {
    var lines: [ChatMessage.Line] = []
    var known: Failure?
    for outcome in outcomes {
      if outcomes.count > 1 { lines.append(.heading(outcome.headline)) }
      // A cause that they have in common is shown once.
      if outcome.failure == nil || outcome.failure != known { lines += self.lines(about: outcome) }
      known = outcome.failure
    }
    if let job, let url = job.runURL { lines.append(.link("\(job.title)", url: url)) }
    lines += outcomes.flatMap(commits)
    return ChatMessage(title: title(outcomes), tone: tone(outcomes), lines: lines)
  }

  private func title(_ outcomes: [Outcome]) -> Text {
    let program: Text = isRehearsal ? "sampan rehearsal" : "sampan"
    if let outcome = outcomes.first, outcomes.count == 1 {
      return "\(program): \(outcome.headline)"
    }
    let worst = outcomes.filter { $0.notice == .failed }
    let waiting = outcomes.filter { $0.notice == .awaiting }
    let shown = worst.isEmpty ? (waiting.isEmpty ? outcomes : waiting) : worst
    let word = shown.first?.status.word ?? ""
    if shown.count == outcomes.count { return "\(program): \(outcomes.count) targets \(word)" }
    return "\(program): \(shown.count) of \(outcomes.count) targets \(word)"
  }

  private func tone(_ outcomes: [Outcome]) -> ChatMessage.Tone {
    let kinds = Set(outcomes.compactMap(\.notice))
    if kinds.contains(.failed) { return .bad }
    return kinds.contains(.awaiting) ? .waiting : .good
  }

  private func lines(about outcome: Outcome) -> [ChatMessage.Line] {
    var lines: [ChatMessage.Line] = []
    if let failure = outcome.failure {
      lines.append(.text(failure.what))
      lines += failure.remedies.prefix(2).map { .text("next: \($0)") }
    } else if let reason = outcome.reason {
      lines.append(.text(reason))
    }
    let commit = head.commit
    if outcome.commit == commit.id.hex {
      lines.append(
        .text("commit \(commit.id.prefix(8)) \(commit.subject) (\(commit.authorName))"))
    }
    if let elapsed = outcome.elapsed { lines.append(.text("took \(Amounts.time(elapsed))")) }
    if outcome.notice == .deployed, let url = outcome.url { lines.append(.link("\(url)", url: url)) }
    if let command = rollback(outcome) { lines.append(.command("roll back", command)) }
    return lines
  }

  /// Nil where there is nothing to go back to, or the provider cannot.
  private func rollback(_ outcome: Outcome) -> String? {
    let schema = catalog.schemas.first { $0.name == outcome.provider }
    guard outcome.notice == .deployed, outcome.replaced != nil, schema?.cannot[.rollback] == nil else {
      return nil
    }
    return "sampan rollback \(outcome.target)"
  }

  private static let mostCommits = 5

  /// Those since what was live before, where that is known and in the clone.
  private func commits(_ outcome: Outcome) -> [ChatMessage.Line] {
    guard outcome.notice == .deployed, let live = outcome.replaced?.stamp?.commit,
      let between = try? repository.between(live: live, and: head.commit, unless: { world.isStopping() }),
      case .headIsAhead(let count) = between.relation
    else { return [] }
    let shown = between.ahead.prefix(Self.mostCommits)
    let more: [ChatMessage.Line] = count > shown.count ? [.item("\(count - shown.count) more")] : []
    return [.text("\(outcome.target): \(counted(count, "commit")) since \(live.prefix(8))")]
      + shown.map { .item("\($0.id.prefix(8)) \($0.subject) (\($0.authorName))") } + more
  }

  // MARK: What is not set

  /// Of targets that write to chats, where the environment sets none. Only a CI job is expected to set them.
  static func missingChats(for targets: [Target], in world: World) -> [Finding] {
    guard let first = targets.first(where: { !$0.notify.isEmpty }), !ChatAccount.areSet(in: world.environment)
    else { return [] }
    let variables = ChatAccount.all.map(\.address).list
    return [
      Finding(
        world.job != nil ? .warning : .notice,
        "\"notify\" of target \"\(first.name)\" has no effect: no chat is set",
        rule: "notify/no-chat", place: first.place(of: "notify"),
        remedies: ["set one or more of \(variables)"])
    ]
  }

  /// Addresses of chats that cannot be used.
  static func wrongChats(for targets: [Target], in world: World) -> [Finding] {
    guard targets.contains(where: { !$0.notify.isEmpty }) else { return [] }
    var findings: [Finding] = []
    for account in ChatAccount.all {
      do throws(Failure) {
        _ = try Robot(of: account, in: world)
      } catch {
        findings.append(Finding(.warning, error.what, rule: "notify/address", remedies: error.remedies))
      }
    }
    return findings
  }
}

extension World.Written {
  /// The warning; nil: the message was accepted.
  fileprivate var finding: Finding? {
    failure.map { failure in
      Finding(
        .warning, "could not write to \(account.name): \(failure.what)", rule: "notify/failed",
        remedies: failure.remedies)
    }
  }
}

extension Outcome {
  /// What of `notify` the result is; nil: it is never written to chats, e.g. because nothing has changed, or a person
  /// has stopped the run.
  package var notice: Target.Notify? {
    switch status {
    case .deployed, .submitted: .deployed
    case .awaiting: .awaiting
    case .failed, .timeout: failure?.isStop == true ? nil : .failed
    case .unchanged, .skipped: nil
    }
  }

  /// `production deployed 1.4.0`
  package var headline: Text {
    (version ?? releaseID).map { "\(target) \(status.word) \($0)" } ?? "\(target) \(status.word)"
  }
}
