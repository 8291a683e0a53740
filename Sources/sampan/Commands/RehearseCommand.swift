import Effects
import Emulator
import HTTP
import Model
import Pipeline
import Providers
import Report

enum RehearseCommand: Command {
  static let name = "rehearse"
  static let summary: Text = "run a deploy against emulated clouds in this process; no account needed"
  static let usage = "[TARGET…]"
  static let flags = Flag.common + [.scenario, .then]
  static let traits: Traits = .isRehearsal
  static var notes: [Text] {
    [
      "Nothing leaves the machine; a \"verify\" with an absolute URL is skipped.",
      "Time is simulated: waiting takes no time, so a rollout of minutes ends within seconds.",
      "--then runs another command on each target after its deploy, on the same emulated clouds.",
      "The exit code is that of the last deploy, promotion, cancellation or rollback of a target.",
      "Scenarios:",
    ]
      + Scenario.all.map { "  \($0.name): \($0.help)" }
      + ["sampan rehearse staging --scenario gray --then promote"]
  }

  /// What can be rehearsed after the deploy.
  enum Next: String, CaseIterable {
    case promote, cancel, rollback, status, logs, history, diff

    /// Nil for what only reads.
    fileprivate var operation: Pipeline.Operation? {
      switch self {
      case .promote: .promote
      case .cancel: .cancel
      case .rollback: .rollback(to: nil)
      case .status, .logs, .history, .diff: nil
      }
    }
  }

  static func run(_ context: Context) async throws(Failure) -> Product {
    let scenario = try scenario(context.arguments.value(.scenario) ?? Scenario.calm.name)
    let project = try context.project()
    try refuseWithoutEffect(scenario, project, context)
    let folder = try context.world.files.makeTemporaryDirectory()
    defer { try? context.world.files.remove(folder) }

    let time = SimulatedTime(start: context.world.now())
    var world = context.world.simulated(by: time)
    let account = EmulatedCredentials(
      id: "AKIDrehearsal" + token(world), key: token(world), token: token(world))
    let images = try project.imagesFromCI(of: context.targetNames).map(EmulatedRegistry.Image.init)
    let clouds = try EmulatedClouds(
      holding: images
        + EmulatedClouds.holdings(for: project.configuration.targets, variable: world.variable),
      scenario: scenario, account: account, pace: .clock { time.elapsed }, now: { time.now })
    defer { clouds.stop() }
    world.environment = world.environment(for: clouds)
    world.transport = world.transport.restricted(to: clouds.endpoints)
    let filter = RehearsalFilter(keyID: account.id, scenario: scenario.name)
    let tell = world.tell
    world.tell = { event in filter.shown(event).map(tell) }

    let stage = project.staged(in: world, directory: folder)
    if context.arguments.value(.then) == Next.rollback.rawValue {
      for target in stage.configuration.targets where target.provider == LocalReleases.schema.name {
        try LocalReleases.makeEarlierRelease(in: target.options["directory"]?.value.string ?? folder, world)
      }
    }
    world.tell(.notice("rehearsing \"\(scenario.name)\" on this machine: \(scenario.help)"))
    world.tell(
      .notice("clouds, keys and addresses are made up, time is simulated; hints are those of a real deploy"))
    let outcomes = try await stage.deploy(named: context.targetNames)
    context.suggestTarget(for: Self.self, after: outcomes)
    guard let next = context.arguments.value(.then).flatMap(Next.init) else { return .nothing }
    return try await rehearse(next, after: outcomes, on: stage)
  }

  /// Runs the command on every target that was deployed; its outcome replaces that of the deploy.
  private static func rehearse(
    _ next: Next, after outcomes: [Outcome], on stage: Project
  ) async throws(Failure) -> Product {
    let names = outcomes.filter { $0.status != .skipped }.map(\.target)
    guard !names.isEmpty else { return .nothing }
    stage.world.tell(.notice("then: sampan \(next.rawValue) \(names.joined(separator: " "))"))
    if let operation = next.operation {
      for name in names { _ = try await stage.operate(operation, on: name) }
      return .nothing
    }
    return try await read(next, names, on: stage)
  }

  private static func read(
    _ next: Next, _ names: [String], on stage: Project
  ) async throws(Failure) -> Product {
    switch next {
    case .logs:
      for name in names { try await stage.logs(LogRequest(), of: name) }
      return .nothing
    case .history:
      let (reports, failures) = try await stage.history(named: names)
      return .histories(reports, failures: failures)
    case .diff:
      var reports: [DifferenceReport] = []
      for name in names { reports.append(try await stage.difference(of: name, canLack: true)) }
      return .differences(reports, problem: nil)
    default:
      let (states, failures) = try await stage.status(named: names, waits: false)
      return .states(states, failures: failures)
    }
  }

  /// A scenario that a target does not show: an error if no other target is rehearsed.
  private static func refuseWithoutEffect(
    _ scenario: Scenario, _ project: Project, _ context: Context
  ) throws(Failure) {
    let names = try context.targetNames
    let targets = project.configuration.targets.filter { names.isEmpty || names.contains($0.name) }
    let unaffected = targets.compactMap { target in
      scenario.unplayed(by: target).map { reason -> (name: String, what: Text) in
        (target.name, "scenario \"\(scenario.name)\" has no effect on target \"\(target.name)\": \(reason)")
      }
    }
    guard let first = unaffected.first, unaffected.count == targets.count else {
      for target in unaffected { context.world.tell(.notice(target.what)) }
      return
    }
    throw Failure(
      .usage, first.what, remedies: ["run without --scenario: sampan rehearse \(first.name)"])
  }

  private static func token(_ world: World) -> String {
    let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
    return String(world.random(24).map { letters[Int($0) % letters.count] })
  }

  private static func scenario(_ name: String) throws(Failure) -> Scenario {
    if let scenario = Scenario.named(name) { return scenario }
    throw Failure(
      .usage, "unknown scenario \"\(name)\"",
      remedies: Spelling.remedies(for: name, among: Scenario.all.map(\.name)))
  }
}

extension World {
  /// Without real credentials, and with all endpoints on this machine. Of the chats, those that are set are rehearsed,
  /// or all if none is.
  fileprivate func environment(for clouds: EmulatedClouds) -> [String: String] {
    let others =
      ChatAccount.areSet(in: environment)
      ? ChatAccount.all.filter { variable($0.address) == nil }.map(\.address) : []
    return
      environment
      .filter { name, _ in
        name == "TENCENTCLOUD_REGION" || !OwnVariables.contains(name)
      }
      .merging(clouds.variables.filter { !others.contains($0.key) }) { $1 }
  }
}
