import Model

/// An app, its versions, and what its two environments publish. Times are emulated seconds since the cloud began.
struct EdgeApp: Sendable {
  var id: String
  var port: Int
  var versions: [EdgeVersion] = []
  /// By environment, oldest first.
  var publications: [String: [EdgePublication]] = [:]

  func version(_ id: String) -> EdgeVersion? { versions.first { $0.id == id } }

  /// What an environment publishes; nil when nothing ever was.
  func current(_ environment: String, at elapsed: Double) -> EdgePublication? {
    publications[environment]?.last { $0.visibleFrom <= elapsed }
  }
}

/// A version: what would run. It serves nothing until it is published.
struct EdgeVersion: Sendable {
  var id: String
  var name: String
  var remarks: String
  var containers: [JSON]
  var created: Timestamp
  /// When it stops being `creating`.
  var ready: Double
  var isBroken: Bool

  static let creationTime = 40.0

  func status(at elapsed: Double) -> String {
    elapsed < ready ? "creating" : isBroken ? "failed" : "created"
  }

  /// The list leaves out what it does not show.
  func described(at elapsed: Double, _ scenario: Scenario, app: String, inList: Bool = false) -> JSON {
    let hidden = ["IsACRImage", "ACRImageInfo", "Storage"]
    let shown = containers.map { container in
      inList ? .object((container.object ?? [:]).filter { !hidden.contains($0.key) }) : container
    }
    return [
      "AppId": .string(app), "VersionId": .string(id), "Name": .string(name), "Remarks": .string(remarks),
      "Status": scenario.spelled(status(at: elapsed)), "Containers": .array(shown),
      "CreateTime": .string(created.utc.iso8601), "UpdateTime": .string(created.utc.iso8601),
    ]
  }
}

/// One publication of a version to an environment, and its rollback, if there is one.
struct EdgePublication: Sendable {
  var version: String
  /// What served all traffic before.
  var baseline: String?
  var expected = 100
  var type = "percentage"
  var regions: [String] = []
  var isFullRelease = false
  var time: Timestamp
  var began: Double
  /// Seconds until it is published as far as was asked for; nil: never.
  var duration: Double? = 60
  /// Registered late, when this is after `began`.
  var visibleFrom: Double
  var rollback: Rollback?

  struct Rollback: Sendable {
    var version: String
    var time: Timestamp
    var began: Double
  }

  static let rollbackTime = 20.0

  func status(at elapsed: Double) -> String {
    if let rollback, rollback.began <= elapsed {
      return elapsed < rollback.began + Self.rollbackTime ? "rollbacking" : "rollbacked"
    }
    return duration.map { elapsed >= began + $0 } == true ? "published" : "publishing"
  }

  func isMoving(at elapsed: Double) -> Bool { ["publishing", "rollbacking"].contains(status(at: elapsed)) }

  /// Grows in two steps.
  func percentage(at elapsed: Double) -> Int {
    switch status(at: elapsed) {
    case "published": expected
    case "publishing": elapsed < began + 30 ? 0 : max(1, expected / 2)
    default: 0
    }
  }

  /// What serves the rest of the traffic.
  func deployed(at elapsed: Double) -> String? {
    switch status(at: elapsed) {
    case "rollbacked": rollback?.version
    case "published" where type == "region" ? isFullRelease : expected == 100: version
    default: baseline
    }
  }

  func described(_ environment: String, at elapsed: Double, _ scenario: Scenario) -> JSON {
    let rolledBack = rollback.flatMap { $0.began <= elapsed ? $0.time.utc.iso8601 : nil }
    return [
      "PublishEnv": .string(environment), "DeployStatus": scenario.shouted("deployed"),
      "PublishStatus": scenario.spelled(status(at: elapsed)), "PublishingVersion": .string(version),
      "DeployedVersion": .string(deployed(at: elapsed) ?? ""), "BaseLineVersion": .string(baseline ?? ""),
      "PublishPercentage": .integer(percentage(at: elapsed)), "ExpectPercentage": .integer(expected),
      "PublishType": scenario.spelled(type), "FullRelease": .boolean(isFullRelease),
      "Regions": ["Region": .array(regions.map(JSON.string))], "PublishTime": .string(time.utc.iso8601),
      "DeployTime": .string(time.utc.iso8601), "RollbackTime": .string(rolledBack ?? ""),
      "UnDeployTime": "",
    ]
  }
}
