import HTTP
import Model

/// The calls as values. The newer generation has `env_id` and `server_name`, the older `env` and `service_name`.
extension WeChatHosting {
  static let updateAction = "rollupdatecloudbaserunserverversion"
  static let routeAction = "releasecloudbaserunversion"

  private var service: [String: JSON] { ["env_id": .string(envID), "server_name": .string(serverName)] }
  private var olderService: [String: JSON] {
    ["env": .string(envID), "service_name": .string(serverName)]
  }

  func listVersions(from offset: Int) -> WeChatAPI.Call {
    WeChatAPI.Call(
      "getcsversionlist", olderService.merging(["limit": 20, "offset": .integer(offset)]) { $1 }, .read)
  }

  func describeVersion(_ name: String) -> WeChatAPI.Call {
    WeChatAPI.Call(
      "getcsversiondetail", olderService.merging(["version_name": .string(name)]) { $1 }, .read)
  }

  func rollUpdate(_ body: [String: JSON], _ kind: CallKind = .update) -> WeChatAPI.Call {
    WeChatAPI.Call(Self.updateAction, body, kind)
  }

  /// All traffic to one version.
  func route(to version: String) -> WeChatAPI.Call {
    WeChatAPI.Call(Self.routeAction, service.merging(["release_version": .string(version)]) { $1 }, .write)
  }

  /// Back to an entry of a version's own history.
  func restore(_ version: String, to snapshot: String) -> WeChatAPI.Call {
    rollUpdate(
      service.merging([
        "version_name": .string(version), "rollback": true, "snapshot_name": .string(snapshot),
      ]) { $1 }, .write)
  }

  // MARK: The update's body

  /// Options override the settings that are kept; both have the field names of the interface.
  func updateBody(
    _ deployment: Deployment, _ upload: Upload, replacing version: String
  ) -> [String: JSON] {
    let artifact = deployment.artifact
    var source = Self.source(
      of: target, image: artifact.image, branch: artifact.branch, package: upload.package)
    let given = VersionFields.encoded(options)
    if let image = source["image_info"]?.object {
      source["image_info"] = .object(image.merging(given["image_info"]?.object ?? [:]) { $1 })
    }
    var body = upload.settings.merging(given) { $1 }.merging(source) { $1 }
    body["version_name"] = .string(version)
    body["version_remark"] = .string(deployment.remark)
    return body
  }

  /// What follows from the artifact, as far as it is known.
  static func source(
    of target: Target, image: ImageReference?, branch: String?, package: PackageUpload.Slot?
  ) -> [String: JSON] {
    var fields: [String: JSON] = [:]
    switch target.artifact {
    case .image?:
      fields["upload_type"] = "image"
      fields["image_info"] = image.map(imageInfo)
    case .repository(let spec)?:
      fields["upload_type"] = "repository"
      fields["repository_type"] = .string(spec.source)
      fields["repository"] = .string(spec.name)
      fields["branch"] = branch.map(JSON.string)
    case .package?, .file?:
      fields["upload_type"] = "package"
      fields["package_name"] = package.map { .string($0.name) }
      fields["package_version"] = package.map { .string($0.version) }
    case nil where target.options["snapshotName"] != nil: fields["rollback"] = true
    case nil: fields["upload_type"] = "package"
    }
    return fields
  }

  /// Without a registry's address it is an image of Docker Hub.
  private static func imageInfo(_ image: ImageReference) -> JSON {
    let repository = image.repository
    var info: [String: JSON] = ["image_url": .string(image.name)]
    info["tag_name"] = image.tag.map { .string($0.description) }
    info["server_addr"] = repository.writtenRegistry.map(JSON.string)
    let registry = repository.writtenRegistry.map { "\($0)/" } ?? ""
    info["repository_name"] = .string(String(repository.name.dropFirst(registry.count)))
    return .object(info)
  }
}

/// The parts of the answers that are used. Numbers are strings in one call and numbers in another; times have no zone
/// and are kept as text.
extension WeChatHosting {
  struct VersionList: Decodable, Sendable {
    var total: LenientInteger?
    var items: [ListedVersion]?
  }

  struct ListedVersion: Decodable, Sendable {
    var name: String
    var status: String
    var flow: LenientInteger?
    var created: String?
    var updated: String?
    private enum CodingKeys: String, CodingKey {
      case name = "version_name", status, flow = "flow_ratio"
      case created = "created_time", updated = "updated_time"
    }

    /// Per cent.
    var traffic: Int { flow?.value ?? 0 }

    /// `007` of `api-007`.
    var number: Int { name.split(separator: "-").last.flatMap { Int($0) } ?? 0 }

    func isOlder(than other: ListedVersion) -> Bool {
      (created ?? "", number) < (other.created ?? "", other.number)
    }
  }

  struct VersionDetail: Decodable, Sendable {
    var status: String
    var remark: String?
    var image: String?
    var updated: String?
    /// What an update has to send again, with the names and types of the update.
    var settings: [String: JSON]

    private enum CodingKeys: String, CodingKey {
      case status, remark, image = "image_url", updated = "updated_time"
      case cpu, mem, minimum = "minnum", maximum = "maxnum"
      case policyType = "policy_type", policyThreshold = "policy_threshold"
      case environment = "env_params", logs = "custom_logs", port = "container_port"
    }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      status = try container.decode(String.self, forKey: .status)
      remark = try container.decodeIfPresent(String.self, forKey: .remark)
      image = try container.decodeIfPresent(String.self, forKey: .image)
      updated = try container.decodeIfPresent(String.self, forKey: .updated)
      settings = [:]
      let texts: [(CodingKeys, String)] = [
        (.cpu, "cpu"), (.mem, "mem"), (.minimum, "min_num"), (.maximum, "max_num"),
        (.policyType, "policy_type"), (.policyThreshold, "policy_threshold"),
        (.environment, "env_params"), (.logs, "custom_logs"),
      ]
      for (key, name) in texts {
        let text = try container.decodeIfPresent(LenientText.self, forKey: key)?.value ?? ""
        if !text.isEmpty { settings[name] = .string(text) }
      }
      if let port = try container.decodeIfPresent(LenientInteger.self, forKey: .port) {
        settings["container_port"] = .integer(port.value)
      }
    }
  }

  struct UpdateAnswer: Decodable, Sendable {
    var result: String?
    /// May be missing or empty.
    var runID: String?
    private enum CodingKeys: String, CodingKey { case result, runID = "run_id" }

    /// The operation's id. An `errcode` of 0 only means that the call was accepted.
    func accepted(as action: String) throws(Failure) -> String? {
      try WeChatHosting.require(result, "succ", action)
      return runID.flatMap { $0.isEmpty ? nil : $0 }
    }
  }

  struct RouteAnswer: Decodable, Sendable {
    var result: String?
    var order: LenientInteger?
    private enum CodingKeys: String, CodingKey { case result, order = "release_order_id" }
  }

  /// Without a result it is not known what was done; another result means that nothing was.
  static func require(_ result: String?, _ wanted: String, _ action: String) throws(Failure) {
    guard let result, !result.isEmpty else {
      throw Failure(.unavailable, "\(action): the answer has no result", retry: .readsOnly)
    }
    guard result == wanted else {
      throw Failure(
        .rolloutFailed, "\(action): the platform answers \"\(result.prefix(200))\" instead of \"\(wanted)\"",
        remedies: ["check the service in the platform's console"])
    }
  }
}

/// The version that an update replaces, and when it was last changed before.
struct Mark: Equatable, Sendable, CustomStringConvertible {
  var version: String
  /// `yyyy-MM-dd HH:mm:ss`; empty when the platform does not report it.
  var updated: String

  /// In place of the time where the service cannot be read at all.
  static let unreadable = "unreadable"

  /// Whether a version with this time was updated since. Where either time is missing, it may have been.
  func isOlder(than time: String?) -> Bool { isComparable(to: time) && time != updated }

  /// Whether both times are known.
  func isComparable(to time: String?) -> Bool {
    time?.isEmpty == false && !updated.isEmpty && updated != Self.unreadable
  }

  var description: String { "\(version) \(updated)" }
}

extension Mark {
  init?(_ baseline: String) {
    let parts = baseline.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty else { return nil }
    self.init(version: String(parts[0]), updated: String(parts[1]))
  }
}

/// What a version's status means. There is no published list: `normal`, `creating`, `updating`, `build_fail` and
/// `deploy_fail` are seen in documents and in the vendor's own clients.
enum VersionCondition: Equatable, Sendable {
  case normal, failed, moving, unknown

  init(_ status: String) {
    switch status {
    case "normal": self = .normal
    case "creating", "updating", "building", "deploying", "releasing", "pending": self = .moving
    default: self = status.hasSuffix("fail") || status.hasSuffix("failed") ? .failed : .unknown
    }
  }
}
