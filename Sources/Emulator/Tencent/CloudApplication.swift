import Model

/// An application of TEM in its environment, and its newest rollout.
struct CloudApplication: Sendable {
  var id: String
  var environment: String
  var region: String
  /// `IMAGE`, `JAR` or `WAR`.
  var mode: String
  var version: String
  var package: String
  var revision: String
  var instances: Int
  var variables: [String: String]
  var isStopped = false
  var deployed: Timestamp
  var rollout: BatchRollout?
  /// Packages that can be deployed, by their full names.
  var packages: Set<String>

  /// The rollout in flight, as far as the cloud admits it.
  func open(at time: Double) -> BatchRollout? {
    rollout.flatMap { $0.isOpen && time >= $0.visibleFrom ? $0 : nil }
  }

  mutating func settle(at time: Double, now: Timestamp) {
    guard rollout?.isOpen == true, rollout?.settle(at: time) == true, let done = rollout else { return }
    rollout?.ended = now
    version = done.newVersion
    package = done.package
    revision = done.revision
    deployed = now
  }

  mutating func revert(now: Timestamp) {
    rollout?.phase = .reverted
    rollout?.ended = now
  }
}

extension CloudState {
  /// Where a call's application is. What is elsewhere, or another account's, is unknown.
  func application(_ call: Call) throws(APIError) -> Int {
    let id = call.string("ApplicationId")
    guard let index = applications.firstIndex(where: { $0.id == id && $0.region == call.region }) else {
      throw APIError("ResourceNotFound.ServiceNotFound", "application [\(id)] not found")
    }
    let environment = call.string("EnvironmentId")
    if call.parameters["EnvironmentId"] != nil, environment != applications[index].environment {
      throw APIError(
        "ResourceNotFound.VersionNamespaceNotFound", "application [\(id)] is not in [\(environment)]")
    }
    return index
  }

  mutating func preload(_ application: EmulatedCloud.Application) {
    applications.append(
      CloudApplication(
        id: application.id, environment: application.environment, region: application.region,
        mode: application.package == nil ? "IMAGE" : "JAR", version: application.version,
        package: application.package ?? "", revision: nextRevision(), instances: application.instances,
        variables: application.variables, deployed: now.after(-86_400),
        packages: Set([application.package].compactMap { $0 })))
    if scenario.isBusy { rollOutForStranger(at: applications.count - 1) }
  }

  /// Somebody else's rollout, instance by instance, which succeeds.
  mutating func rollOutForStranger(at index: Int) {
    let call = Call(
      parameters: [
        "DeployVersion": "stranger-1", "TotalBatchCount": .integer(applications[index].instances),
        "BatchInterval": 30,
      ], region: applications[index].region, host: "")
    applications[index].rollout = rollout(call, at: index, course: .succeeds)
  }

  /// The rollout that a call asks for; its parameters have been checked.
  mutating func rollout(_ call: Call, at index: Int, course: Scenario.RolloutCourse) -> BatchRollout {
    let application = applications[index]
    let strategy = call.string("DeployStrategyType")
    let isBeta = strategy == "BETA"
    let beta = isBeta ? min(application.instances, max(1, call.integer("BetaBatchNum") ?? 1)) : 0
    let rest = application.instances - beta
    let count = min(max(1, call.integer("TotalBatchCount") ?? 1), max(1, rest))
    var sizes = isBeta ? [beta] : []
    if rest > 0 { sizes += (0..<count).map { (rest + $0) / count } }
    let isHeld = sizes.indices.map { course == .staysGray || strategy == "MANUAL" || isBeta && $0 == 0 }
    var rollout = BatchRollout(
      oldVersion: application.version, newVersion: call.string("DeployVersion"),
      package: call.string("PackageName"), revision: nextRevision(), sizes: sizes, isBeta: isBeta,
      interval: Double(call.integer("BatchInterval") ?? 0), isHeldAfter: isHeld, course: course,
      created: now, visibleFrom: scenario.update == .lateTask ? elapsed + 6 : elapsed, current: -1,
      phase: .held)
    if course != .staysGray { rollout.proceed(at: elapsed) }
    return rollout
  }

  private mutating func nextRevision() -> String { "revision-\(String(nextBuildID(), radix: 36))" }
}
