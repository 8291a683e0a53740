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
  /// Of Cloud Log Service; nil: its log is not collected.
  var logTopic: String?

  /// The rollout in progress, when it is visible already.
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

extension TencentState {
  /// Where a call's application is. One in another environment or account is not found.
  func application(_ call: TencentCall) throws(APIError) -> Int {
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

  mutating func preload(_ application: EmulatedTencent.Application) {
    applications.append(
      CloudApplication(
        id: application.id, environment: application.environment, region: application.region,
        mode: application.package == nil ? "IMAGE" : "JAR", version: application.version,
        package: application.package ?? "", revision: nextRevision(), instances: application.instances,
        variables: application.variables, deployed: now.after(-86_400),
        packages: Set([application.package].compactMap { $0 }), logTopic: application.logTopic))
    if scenario.isBusy { rollOutForStranger(at: applications.count - 1) }
  }

  /// Another deploy's rollout, instance by instance, which succeeds.
  mutating func rollOutForStranger(at index: Int) {
    let call = TencentCall(
      parameters: [
        "DeployVersion": "stranger-1", "TotalBatchCount": .integer(applications[index].instances),
        "BatchInterval": 30,
      ], region: applications[index].region, host: "")
    applications[index].rollout = rollout(call, at: index, course: .succeeds)
  }

  /// The rollout that a call asks for; its parameters have been checked.
  mutating func rollout(_ call: TencentCall, at index: Int, course: Scenario.RolloutCourse) -> BatchRollout {
    let application = applications[index]
    let strategy = call.string("DeployStrategyType")
    let isBeta = strategy == "BETA"
    let beta = isBeta ? min(application.instances, max(1, call.integer("BetaBatchNum") ?? 1)) : 0
    let rest = application.instances - beta
    let count = min(max(1, call.integer("TotalBatchCount") ?? 1), max(1, rest))
    var sizes = isBeta ? [beta] : []
    // Of an application that is scaled to zero: one batch without instances.
    if rest > 0 || sizes.isEmpty { sizes += (0..<count).map { (rest + $0) / count } }
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

/// A rollout that replaces an application's instances batch by batch.
struct BatchRollout: Sendable {
  enum Phase: Equatable, Sendable {
    /// The current batch is being replaced until then, in emulated seconds.
    case deploying(until: Double)
    /// The next batch begins then, by itself.
    case pausing(until: Double)
    /// The next batch begins when a person confirms it.
    case held
    case failed
    case reverted
    case done
  }

  var oldVersion: String
  var newVersion: String
  var package: String
  var revision: String
  /// Instances of each batch.
  var sizes: [Int]
  var isBeta: Bool
  /// Seconds between batches.
  var interval: Double
  /// Whether a person has to confirm the batch after each one.
  var isHeldAfter: [Bool]
  var course: Scenario.RolloutCourse
  var created: Timestamp
  var ended: Timestamp?
  /// Before that, the rollout is not visible.
  var visibleFrom: Double
  /// The batch that is or was last being replaced; -1 before the first.
  var current = 0
  var phase: Phase

  private static let secondsPerBatch = 30.0

  var isOpen: Bool { phase != .done && phase != .reverted }
  var next: Int { current + 1 }
  /// Instances that run the new version.
  var replaced: Int { phase == .done ? sizes.reduce(0, +) : sizes.prefix(max(0, finished)).reduce(0, +) }

  private var finished: Int {
    switch phase {
    case .deploying, .failed: current
    case .pausing, .held, .done, .reverted: next
    }
  }

  /// Begins the next batch.
  mutating func proceed(at time: Double) {
    current = next
    phase = .deploying(until: time + Self.secondsPerBatch)
  }

  /// Brings the rollout up to the current time; true when it has ended.
  mutating func settle(at time: Double) -> Bool {
    while true {
      switch phase {
      case .deploying(let end):
        guard course != .neverEnds, time >= end else { return false }
        if course == .crashes || course == .buildFails {
          phase = .failed
        } else if next == sizes.count {
          phase = .done
          return true
        } else {
          phase = isHeldAfter[current] ? .held : .pausing(until: end + interval)
        }
      case .pausing(let end):
        guard time >= end else { return false }
        proceed(at: end)
      case .held, .failed, .reverted, .done: return false
      }
    }
  }

  /// `BatchStatus` as the API has it.
  func status(of batch: Int) -> String {
    if batch < finished { return "Finish" }
    switch phase {
    case .pausing where batch == next: return "WaitForTimeExceed"
    case .held where batch == next: return "WaitForResume"
    case .deploying where batch == current: return "Deploying"
    // As in the vendor's sample of a rollout that fails.
    case .failed where batch == current: return "Finish"
    default: return "NotStart"
    }
  }

  /// The conditions of the new version's instances in a batch.
  var podStatus: String {
    guard phase == .failed else { return "Running" }
    return course == .buildFails ? "ImagePullBackOff" : "CrashLoopBackOff"
  }
}
