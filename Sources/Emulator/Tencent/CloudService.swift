import Model

/// A service with its versions and its rollouts, oldest first.
struct CloudService: Sendable {
  var environment: String
  var name: String
  var region: String
  /// Current settings by their names in `ServerBaseConfig`.
  var settings: [String: JSON]
  var versions: [CloudVersion] = []
  var tasks: [CloudTask] = []
  var updated: Timestamp
  /// The release order of its last rollout, which has ended, is still open, and blocks others.
  var keepsOrder = false

  var online: [CloudVersion] { versions.filter { $0.flowRatio > 0 } }

  /// The rollout in progress: there is never more than one, and it is the last.
  var running: CloudTask? { tasks.last.flatMap { $0.end == nil ? $0 : nil } }

  func version(_ name: String) -> CloudVersion? { versions.first { $0.name == name } }

  /// The rollout that made a version; nil for one that was there from the start.
  func task(of version: CloudVersion) -> CloudTask? {
    tasks.last { $0.version == version.name && $0.changeType != "ROLLBACK" }
  }

  mutating func change(_ version: String, _ change: (inout CloudVersion) -> Void) {
    for index in versions.indices where versions[index].name == version { change(&versions[index]) }
  }

  /// Brings the state up to this emulated second.
  mutating func settle(at time: Double) {
    guard let task = running else { return }
    if let end = task.naturalEnd, end.at <= time {
      finish(end)
    } else {
      let step = task.current(at: time)?.name
      let isCandidate = task.isAwaitingPromotion(at: time)
      let dead = task.death(at: time)?.status
      change(task.version) { version in
        if let dead {
          version.status = dead
        } else if version.status != "normal" {
          version.status = isCandidate ? "normal" : step == "BuildImage" ? "creating" : "deploying"
        }
      }
    }
  }

  /// Ends the rollout in progress.
  mutating func finish(_ end: CloudTask.End) {
    guard let task = running else { return }
    tasks[tasks.count - 1].end = end
    updated = task.created.after(end.at - task.started)
    let failedStep = task.steps.first { $0.failReason != nil }?.name
    switch end.status {
    case "finished":
      route([task.version: 100])
      change(task.version) { $0.status = "normal" }
      settings = version(task.version)?.settings ?? settings
    case "failed":
      change(task.version) { $0.status = failedStep == "BuildImage" ? "build_failed" : "deploy_failed" }
    default:
      route([task.previousVersion: 100])
      if task.changeType != "ROLLBACK" { change(task.version) { $0.status = "deploy_failed" } }
    }
  }

  /// Versions that are not named receive no traffic.
  mutating func route(_ flow: [String: Int]) {
    for index in versions.indices { versions[index].flowRatio = flow[versions[index].name] ?? 0 }
  }
}

/// A version of a service: what was deployed, with the settings of that moment.
struct CloudVersion: Sendable {
  var number: Int
  var name: String
  var remark: String
  var deployType: String
  var image: String
  var packageName = ""
  var packageVersion = ""
  var created: Timestamp
  var runID: String
  /// 0 where nothing was built.
  var buildID: Int
  /// `creating`, `deploying`, `normal`, `build_failed`, `deploy_failed` or `create_failed`.
  var status: String
  /// 0–100.
  var flowRatio: Int
  /// By their names in `ServerBaseConfig`.
  var settings: [String: JSON]
  var buildLog: [String] = []

  /// `007`
  var deployID: String { CloudVersion.padded(number) }

  static func padded(_ number: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 3 - digits.count)) + digits
  }
}
