import Effects
import Git
import Model
import Providers

extension Project {
  /// Plans to approve, and the file that has them. Asks each provider what is live; changes nothing. `program`: the version of
  /// sampan.
  ///
  /// Failure: `.configuration` where a credential is part of a plan, besides those of `plan` and of reading the state.
  package func approvable(
    named names: [String], by program: String
  ) async throws(Failure) -> (plans: [Plan], skipped: [Outcome], file: [UInt8]) {
    let planned = try planned(named: names)
    var turns = planned.turns
    for index in turns.indices where turns[index].prepared.service.writes {
      let state = try await turns[index].prepared.service.provider.state()
      turns[index].prepared.plan.add(state)
    }
    let file = PlanFile.bytes(
      of: turns, skipped: planned.skipped, commit: head.commit, config: configIdentity, by: program)
    let text = String(decoding: file, as: UTF8.self)
    guard world.masked(text, world.secrets.all) == text else {
      throw Failure(
        .configuration, "the plan contains a credential, and plans are written for others to read",
        remedies: ["see where it is, as ***: sampan plan -v"])
    }
    return (turns.map(\.prepared.plan), planned.skipped, file)
  }

  /// The same project, which carries out a plan. Failure: `.guarded` where HEAD or the config is not that of the plan.
  package func carryingOut(_ plan: PlanFile) throws(Failure) -> Project {
    if let failure = try outOfDate(plan) { throw failure }
    var project = self
    project.approved = plan
    return project
  }

  private func outOfDate(_ plan: PlanFile) throws(Failure) -> Failure? {
    var moved: [Text] = []
    var remedies: [Text] = []
    if plan.commit != head.commit.id.hex {
      let short = plan.commit.prefix(12)
      moved.append("commit \(short) → \(head.commit.id.prefix(12))")
      if case .unknown(let why) = try repository.relation(ofLive: plan.commit, toHead: head.commit.id) {
        remedies.append("is it the plan of another repository? \(why)")
      }
      remedies.append("to carry it out: git checkout \(short)")
    }
    let config = configIdentity
    if plan.config.file != config.file {
      moved.append("config file \(plan.config.file) → \(config.file)")
    } else if plan.config.sha256 != config.sha256 {
      moved.append(
        "\(config.file) has changed: SHA-256 \(plan.config.sha256.prefix(12)) → \(config.sha256.prefix(12))")
    }
    guard !moved.isEmpty else { return nil }
    return plan.outOfDate(moved.joined(separator: "; "), remedies: remedies)
  }

  private var configIdentity: PlanFile.Config { PlanFile.Config(file: configName, sha256: configSHA256) }

  /// The targets of the plan that is carried out, whatever their `when`.
  func targets(of plan: PlanFile) throws(Failure) -> TargetSelection {
    var selection = TargetSelection(chosen: [], skipped: [])
    let names = plan.targets.map(\.name)
    if !names.isEmpty {
      selection = try TargetSelection.choose(configuration, named: names, branch: nil, tags: [], job: job)
    }
    selection.skipped = configuration.targets.filter { plan.skipped.contains($0.name) }
      .map { TargetSelection.Skipped(target: $0, reason: "the plan \(plan.name) does not deploy it") }
    return selection
  }

  /// Before anything is sent: what would be deployed is what was approved, and at every target the same is live as then.
  func refuseMoved(_ turns: [PlannedTurn]) async throws(Failure) {
    guard let approved else { return }
    try approved.check(turns)
    for turn in turns where turn.prepared.service.writes {
      let state = try await turn.prepared.service.provider.state()
      try refuseMoved(state, turn.prepared.plan.deployment)
    }
  }

  /// Fails where what is live is not what the plan was made for. A release of this deploy itself does not count.
  func refuseMoved(_ state: ServiceState, _ deployment: Deployment) throws(Failure) {
    let target = deployment.target.name
    guard let approved, let live = approved.approved(target)?.live else { return }
    guard !state.online.contains(where: { $0.stamp == deployment.stamp }), live.marks != state.online.marks
    else { return }
    throw approved.outOfDate(
      "target \"\(target)\": live \(live.shown) → \(state.online.shown)",
      remedies: ["check what is live: sampan status \(target)"])
  }
}

extension PlanFile {
  func outOfDate(_ moved: Text, at place: Place? = nil, remedies: [Text] = []) -> Failure {
    let names = targets.map { " \($0.name)" }.joined()
    return Failure(
      .guarded, "\(name) is out of date: \(moved)", place: place,
      remedies: remedies + ["make a new plan: sampan plan\(names) --out \(name)"])
  }

  /// Fails where what is planned now differs from what was approved. What commands build first is not known yet.
  func check(_ turns: [PlannedTurn]) throws(Failure) {
    for turn in turns {
      guard let approved = approved(turn.target.name) else { continue }
      let isBuiltLater = turn.followsCommands && turn.target.readsWorkTree
      let facts = turn.prepared.plan.facts
      let members = Self.compared + (isBuiltLater ? [] : Self.comparedIfKnown)
      guard let member = members.first(where: { facts[$0]?.text != approved.facts[$0]?.text }) else {
        continue
      }
      let change = Self.change(of: member, approved.facts[member] ?? .null, facts[member] ?? .null)
      throw outOfDate(
        "target \"\(turn.target.name)\": \(change)", at: turn.target.place,
        remedies: otherProgram.map { ["the plan was made by sampan \($0): use that version"] } ?? [])
    }
  }

  private static let compared = ["provider", "service", "version", "before", "after"]
  private static let comparedIfKnown = ["stamp", "remark", "image", "artifact", "requests"]

  private static func change(of member: String, _ old: JSON, _ new: JSON) -> Text {
    switch (old, new) {
    case (.string(let old), .string(let new)) where member == "stamp":
      "the files that are not in the commit have changed (\(old) → \(new))"
    case (.string(let old), .string(let new)): "\"\(member)\" \(old) → \(new)"
    case (.array(let old), .array(let new)) where member == "requests": difference(old, new)
    default: "\"\(member)\" has changed"
    }
  }

  private static func difference(_ old: [JSON], _ new: [JSON]) -> Text {
    let number = zip(old, new).prefix { $0.text == $1.text }.count
    guard number < old.count, number < new.count else {
      return "\(old.count) → \(new.count) requests: see sampan plan -v"
    }
    let name = new[number]["action"]?.string ?? new[number]["url"]?.string ?? ""
    return "request \(number + 1), \(name), has changed: see sampan plan -v"
  }
}

extension [ServiceState.Online] {
  /// What counts of it: which releases serve, with which share.
  fileprivate var marks: [String] {
    filter { $0.trafficPercent > 0 }
      .map { "\($0.release) \($0.trafficPercent) \($0.stamp?.description ?? "")" }.sorted()
  }

  /// `api-006 of commit 4c21aa90`
  fileprivate var shown: Text {
    let serving = filter { $0.trafficPercent > 0 }
    guard !serving.isEmpty else { return "nothing" }
    return serving.map { online in
      let commit: Text = online.stamp.map { " of commit \($0.commit)" } ?? ""
      let share: Text = serving.count == 1 ? "" : " (\(online.trafficPercent) %)"
      return "\(online.release)\(commit)\(share)"
    }.joined(separator: ", ")
  }
}

extension Plan {
  /// What is live, and what is known to change it soon.
  fileprivate mutating func add(_ state: ServiceState) {
    live = state.online
    findings += state.notes
    guard let rollout = state.inFlight else { return }
    findings.append(
      Finding(
        .warning, "\(rollout.described) is in progress: the plan is out of date if it changes what is live",
        rule: "plan/in-progress"))
  }
}
