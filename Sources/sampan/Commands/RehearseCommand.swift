import Config
import Effects
import Emulator
import HTTP
import Model
import Pipeline
import Report

enum RehearseCommand: Command {
  static let name = "rehearse"
  static let summary = "the real deploy, against emulated clouds in this process; no account needed"
  static let operands = "[TARGET…]"
  static let flags = Flag.common + [.scenario]
  static var notes: [String] {
    [
      "Nothing leaves the machine; a \"verify\" with an absolute address is left out. Time runs \(speed) times as fast.",
      "Scenarios:",
    ]
      + Scenario.all.map { "  \($0.name): \($0.help)" }
      + ["sampan rehearse staging --scenario build-fails"]
  }

  /// A rollout of minutes takes seconds; the intervals, the deadlines and the cloud share the same fast clock.
  private static let speed = 50

  static func run(_ context: Context) async throws(Failure) -> RunReport {
    let scenario = try scenario(context.arguments.value(.scenario) ?? Scenario.calm.name)
    let project = try context.project()
    let folder = try context.world.files.makeTemporaryDirectory()
    defer { try? context.world.files.remove(folder) }

    var world = context.world.hurried(by: speed)
    let account = EmulatedCloud.Credentials(
      id: "AKIDrehearsal" + token(world), key: token(world), token: token(world))
    var holdings = EmulatedClouds.Holdings(
      for: project.configuration.targets, variable: world.variable)
    holdings.images = try project.imagesFromCI(of: context.targetNames)
    let clouds = try EmulatedClouds(
      holdings, scenario: scenario, account: account,
      pace: .clock(speed: 1, elapsed: world.uptime), now: world.now)
    defer { clouds.stop() }
    world.environment = world.environment(for: clouds)
    world.transport = world.transport.restricted(to: clouds.endpoints)
    let words = RehearsedWords(keyID: account.id)
    let tell = world.tell
    world.tell = { event in words.said(event).map(tell) }

    let stage = project.staged(in: world, directory: folder)
    world.tell(.notice("rehearsing \"\(scenario.name)\" on this machine: \(scenario.help)"))
    world.tell(.notice("the cloud is emulated, and its keys and addresses are made up"))
    let outcomes = try await stage.deploy(named: context.targetNames)
    return RunReport(command: name, outcomes: outcomes.map(words.outcome), findings: project.findings)
  }

  private static func token(_ world: World) -> String {
    let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
    return String(world.random(24).map { letters[Int($0) % letters.count] })
  }

  private static func scenario(_ name: String) throws(Failure) -> Scenario {
    if let scenario = Scenario.named(name) { return scenario }
    throw Failure(
      .usage, "there is no scenario \"\(name)\"",
      remedies: Spelling.remedies(for: name, among: Scenario.all.map(\.name)))
  }
}

extension World {
  /// The same world on a clock that runs faster.
  fileprivate func hurried(by factor: Int) -> World {
    var world = self
    let (uptime, sleep) = (uptime, sleep)
    world.uptime = { uptime() * factor }
    world.sleep = { (duration) async throws(Failure) in try await sleep(duration / factor) }
    return world
  }

  /// Without a trace of real credentials, and with every endpoint on this machine.
  fileprivate func environment(for clouds: EmulatedClouds) -> [String: String] {
    environment
      .filter { name, _ in
        name == "TENCENTCLOUD_REGION" || !OwnVariables.contains(name)
      }
      .merging(clouds.variables) { $1 }
  }
}
