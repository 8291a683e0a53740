import Model

/// A service with its versions, oldest first.
struct WeChatService: Sendable {
  var environment: String
  var name: String
  var versions: [WeChatVersion]

  func index(of version: JSON?) throws(APIError) -> Int {
    guard let index = versions.firstIndex(where: { $0.name == version?.string }) else {
      throw .invalidArguments("version [\(version?.string ?? "")] not found")
    }
    return index
  }

  /// Brings the state up to this emulated second.
  mutating func settle(at time: Double, _ moment: Timestamp) {
    for index in versions.indices {
      guard let update = versions[index].update, time >= update.visibleFrom else { continue }
      if versions[index].status != "updating" {
        versions[index].status = "updating"
        versions[index].remark = update.remark
        versions[index].updated = moment
      }
      guard let duration = update.duration, time >= update.began + duration else { continue }
      versions[index].update = nil
      versions[index].updated = moment
      versions[index].status = update.failure ?? "normal"
      // The old instances keep serving when the new ones do not become ready.
      guard update.failure == nil else { continue }
      let old = versions[index]
      versions[index].image = update.image
      versions[index].settings = update.settings
      route(update.traffic, to: index)
      if update.isReplaced { replace(old, at: moment) }
    }
  }

  /// The platform makes a version of its own, of what was there before.
  private mutating func replace(_ old: WeChatVersion, at moment: Timestamp) {
    var version = old
    let number = versions.compactMap { $0.name.split(separator: "-").last.flatMap { Int($0) } }.max() ?? 0
    version.name = "\(name)-\(CloudVersion.padded(number + 1))"
    version.remark = "server config change"
    version.status = "normal"
    version.update = nil
    (version.created, version.updated) = (moment, moment)
    versions.append(version)
    route(100, to: versions.count - 1)
  }

  /// The rest goes to the newest other version that works.
  mutating func route(_ share: Int, to index: Int) {
    for other in versions.indices { versions[other].traffic = 0 }
    versions[index].traffic = share
    let rest = versions.indices.last { $0 != index && versions[$0].status == "normal" }
    if let rest { versions[rest].traffic = 100 - share }
  }
}

struct WeChatVersion: Sendable {
  var name: String
  var remark = ""
  var image: String
  /// By their names in the rolling update, with its types.
  var settings: [String: JSON]
  /// `normal`, `updating`, `build_fail` or `deploy_fail`.
  var status = "normal"
  /// Per cent.
  var traffic = 0
  var created: Timestamp
  var updated: Timestamp
  var snapshots: [String] = []
  /// The rolling update in progress.
  var update: WeChatUpdate?

  /// The values of fields that an update leaves out: the defaults of `createcsversion`.
  static let defaults: [String: JSON] = [
    "cpu": "0.5", "mem": "1", "min_num": "0", "max_num": "50", "policy_type": "cpu",
    "policy_threshold": "60", "env_params": "{}", "custom_logs": "", "container_port": 80,
    "dockerfile_path": "", "build_dir": "",
  ]
  /// Settings that have no default.
  static let undocumented: Set = ["policy_detail", "initial_delay_seconds", "enable_union"]
}

/// A rolling update, as a schedule.
struct WeChatUpdate: Sendable {
  var remark: String
  var image: String
  var settings: [String: JSON]
  /// Per cent, once it is done.
  var traffic: Int
  /// Something is built from source.
  var builds: Bool
  /// False: its package has no Dockerfile.
  var isBuildable = true
  /// In emulated seconds. Until it is visible, the version is reported as it was before.
  var began = 0.0
  var visibleFrom = 0.0
  /// Nil: it does not end by itself.
  var duration: Double? = 40
  /// The status that it ends with, when it fails.
  var failure: String?
  /// When it has ended, the platform makes another version by itself.
  var isReplaced = false
}
