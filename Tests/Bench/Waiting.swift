import Emulator
import Foundation
import Model

/// A deploy to the emulated cloud: an update, and polls until the rollout has ended.
extension Bench {
  mutating func waiting() throws {
    let repository = "\(scratch)/service"
    try Repositories.files(3, of: 1000, in: repository)
    try Data("FROM scratch\n".utf8).write(to: URL(fileURLWithPath: "\(repository)/Dockerfile"))
    try Repositories.git(["add", "Dockerfile"], in: repository)
    try Repositories.git(["commit", "-q", "-m", "service"], in: repository)
    let seconds = 1
    let config = try config(
      "wait",
      """
      { "targets": { "cloud": { "tcbr": { "envId": "env-a", "serverName": "api" }, "package": {},
        "wait": { "interval": "\(seconds)s" } } } }
      """)
    let polls = isSmall ? 3 : 30
    var costs: [Measurement] = []
    for _ in 0..<(isSmall ? 1 : 3) {
      costs.append(try deploy(repository, config, .calm, polls: polls, status: 0).cost)
    }
    let work = "update and \(polls) polls"
    add([
      Figure(work, "ms CPU in all", costs.map { $0.cpu * 1000 }, aim: 40),
      Figure(work, "MB peak memory", costs.map { $0.memory / 1_000_000 }, aim: 25),
    ])
    if isInstalled("tccli") {
      let call = Program(arguments: ["tccli", "--version"], directory: repository)
      let calls = try (0..<5).map { _ in try call.measure().cpu * Double(polls + 1) }
      add([
        Figure(
          work, against: "`tccli` once per call", "× CPU", zip(costs, calls).map { $0.cpu / $1 }, aim: 0.05)
      ])
    }
    guard let failing = Scenario.named("build-fails") else { return }
    let noticed = try deploy(repository, config, failing, polls: polls, status: 2).sinceUnseen
    add([
      Figure(
        "a failed rollout noticed", against: "the interval", "×", [noticed / Double(seconds)], aim: 1.1)
    ])
  }

  /// `sinceUnseen`: seconds from the last poll but one, which could not see the end yet, to the end of the program.
  private func deploy(
    _ repository: String, _ config: String, _ scenario: Scenario, polls count: Int, status: Int32
  ) throws -> (cost: Measurement, sinceUnseen: Double) {
    let cloud = try EmulatedTencent(
      scenario: scenario, credentials: [.init(id: "AKIDbench", key: "key-of-the-bench")],
      services: [.init(environment: "env-a", name: "api")],
      // A rollout takes about a hundred seconds of the cloud's time.
      pace: .polls(.seconds(100) / count),
      now: { Timestamp(seconds: Int64(Date().timeIntervalSince1970)) })
    defer { cloud.stop() }
    let program = Program(
      arguments: [sampan, "deploy", "cloud", "--config", config], directory: repository,
      environment: [
        "SAMPAN_ENDPOINT_TENCENT": cloud.endpoint, "TENCENTCLOUD_SECRET_ID": "AKIDbench",
        "TENCENTCLOUD_SECRET_KEY": "key-of-the-bench",
      ], status: status)
    let cost = try program.measure()
    let end = ContinuousClock.now
    let polls = cloud.requests.filter { $0[header: "X-TC-Action"] == "DescribeServerManageTask" }.map(
      \.arrived)
    guard polls.count > 1 else {
      throw Program.Failed(description: "the rollout was polled \(polls.count) times")
    }
    return (cost, (end - polls[polls.count - 2]) / .seconds(1))
  }
}
