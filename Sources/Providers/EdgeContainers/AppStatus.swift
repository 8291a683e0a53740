import Model

/// What an environment of an app publishes: the answer of `GetEdgeContainerAppStatus`, read leniently.
struct AppStatus: Decodable, Equatable, Sendable {
  /// `publishing`, `published`, `rollbacking`, `rollbacked`; a word that is not known counts as going on. There is none
  /// for a failure.
  var publishStatus = ""
  /// `undeploy`, `deploying`, `deployed`, `undeploying`.
  var deployStatus = ""
  var publishing: String?
  var deployed: String?
  /// What served before the publication.
  var baseline: String?
  var percentage: Int?
  var expectedPercentage: Int?
  var publishType: String?
  var regions: [String] = []
  var isFullRelease = false
  var publishTime: String?
  var rollbackTime: String?
  /// Of the request that told this; it stands beside the status in the answer.
  var requestID: String?

  init() {}

  private enum CodingKeys: String, CodingKey {
    case publishStatus = "PublishStatus", deployStatus = "DeployStatus", publishing = "PublishingVersion"
    case deployed = "DeployedVersion", baseline = "BaseLineVersion", percentage = "PublishPercentage"
    case expectedPercentage = "ExpectPercentage", publishType = "PublishType", regions = "Regions"
    case isFullRelease = "FullRelease", publishTime = "PublishTime", rollbackTime = "RollbackTime"
  }

  /// A list here, and a list inside an object there.
  private struct RegionList: Decodable { var Region: [String]? }

  init(from decoder: any Decoder) throws {
    let keys = try decoder.container(keyedBy: CodingKeys.self)
    func text(_ key: CodingKeys) throws -> String? {
      guard let text = try keys.decodeIfPresent(String.self, forKey: key) else { return nil }
      let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      return words.isEmpty ? nil : words
    }
    func percent(_ key: CodingKeys) throws -> Int? {
      if let number = try? keys.decodeIfPresent(Int.self, forKey: key) { return number }
      return try text(key).flatMap { Int($0.prefix { $0 != "%" }) }
    }
    publishStatus = try text(.publishStatus) ?? ""
    deployStatus = try text(.deployStatus) ?? ""
    publishing = try text(.publishing)
    deployed = try text(.deployed)
    baseline = try text(.baseline)
    percentage = try percent(.percentage)
    expectedPercentage = try percent(.expectedPercentage)
    publishType = try text(.publishType)
    isFullRelease = try keys.decodeIfPresent(Bool.self, forKey: .isFullRelease) ?? false
    publishTime = try text(.publishTime)
    rollbackTime = try text(.rollbackTime)
    if let list = try? keys.decodeIfPresent([String].self, forKey: .regions) {
      regions = list
    } else {
      regions = try keys.decodeIfPresent(RegionList.self, forKey: .regions)?.Region ?? []
    }
  }
}

/// What it means for a deploy.
extension AppStatus {
  /// The version that this is about.
  var release: String? { publishing ?? deployed }

  /// Another one than the release, which serves where the release does not. After a rollback it serves everywhere, and
  /// what was before it is not told.
  var previous: String? {
    isGoingBack ? nil : [baseline, deployed].lazy.compactMap { $0 }.first { $0 != release }
  }

  /// Being rolled back, or rolled back.
  var isGoingBack: Bool { publishStatus.hasPrefix("rollback") }

  /// Neither over nor nothing at all.
  var isMoving: Bool { !["", "published", "rollbacked"].contains(publishStatus) }

  /// Published as far as it was meant to be, and not to everybody: only a person takes it further.
  var isWaiting: Bool { isComplete && isPartial }

  /// Changes with every publication and every rollback, and with nothing else.
  var mark: String {
    [
      release, publishTime, rollbackTime, publishType, expectedPercentage.map(String.init),
      regions.joined(separator: ","), isFullRelease ? "full" : nil, isGoingBack ? "back" : nil,
    ].map { $0 ?? "" }.joined(separator: " ")
  }

  /// Published to some, and meant to be.
  var isPartial: Bool {
    publishType == "region" ? !isFullRelease : (expectedPercentage ?? percentage ?? 100) < 100
  }

  /// Published as far as it was meant to be.
  var isComplete: Bool {
    guard publishStatus == "published" else { return false }
    guard let percentage, let expectedPercentage else { return true }
    return percentage >= expectedPercentage
  }

  /// Each version that serves, with its share of the traffic.
  var online: [(version: String, percent: Int)] {
    guard let release else { return [] }
    // After a rollback the version that was deployed last is the one to which it went back.
    if isGoingBack { return (deployed ?? baseline).map { [($0, 100)] } ?? [] }
    let share = min(max(percentage ?? (isMoving ? 0 : 100), 0), 100)
    let rest = previous.map { [($0, 100 - share)] } ?? []
    return ([(release, share)] + rest).filter { $0.1 > 0 }
  }

  /// What a person should know who reads a share of the traffic.
  var notes: [Finding] {
    guard let release, publishStatus == "published", publishType == "region", !isFullRelease else {
      return []
    }
    return [
      Finding(
        .notice, "\(release) is published \(reach) only", rule: "esa/regions")
    ]
  }

  /// Where the release serves, or is meant to.
  var reach: String {
    publishType == "region" && !isFullRelease
      ? "in \(regions.joined(separator: ", "))"
      : "to \(percentage ?? expectedPercentage ?? 0) % of the traffic"
  }

  var summary: String {
    let status = publishStatus.isEmpty ? "not published" : publishStatus
    return percentage.map { "\(status), \($0) %" } ?? status
  }
}
