import Effects
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

  /// Shares of the traffic, in per cent; together they are 100. Of the older generation, with its spelling.
  func divide(_ shares: [(version: String, percent: Int)]) -> WeChatAPI.Call {
    let items = shares.map { share -> JSON in
      ["version_name": .string(share.version), "flow_ratio": .integer(share.percent)]
    }
    return WeChatAPI.Call("setcspropotion", olderService.merging(["items": .array(items)]) { $1 }, .write)
  }

  /// How a receipt names a share, which has no id at the platform.
  static func text(ofShare percent: Int) -> String { "\(percent) %" }

  static func share(_ text: String) -> Int? {
    text.hasSuffix(" %") ? Int(text.dropLast(2)) : nil
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
    for name in ["image_info", "code_detail"] {
      guard let implied = source[name]?.object else { continue }
      source[name] = .object(implied.merging(given[name]?.object ?? [:]) { $1 })
    }
    var body = upload.settings.merging(given) { $1 }.merging(source) { $1 }
    body["version_name"] = .string(version)
    body["version_remark"] = .string(deployment.remark)
    return body
  }

  /// The same update with the repository's address in place of its name; nil where it has one, or no repository. The
  /// interface's page has both fields and not which one is needed: the vendor's client sends the name
  /// (cloudbase-cli, src/run/version/update.ts), the page calls `repository` an address, and the platform reports one.
  func addressed(_ body: [String: JSON]) -> [String: JSON]? {
    guard case .repository(let spec)? = target.artifact, body["repository"] == nil else { return nil }
    let given = VersionFields.encoded(options)["code_detail"]
    let host = spec.source == "github" ? "https://github.com/\(spec.name).git" : spec.name
    var body = body
    body["repository"] = .string(given?["url"]?.string ?? host)
    body["code_detail"] = given
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
      fields["branch"] = branch.map(JSON.string)
      let name = spec.name.split(separator: "/").last.map(String.init) ?? spec.name
      fields["code_detail"] = ["name": ["name": .string(name), "full_name": .string(spec.name)]]
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

/// What refusals mean.
extension WeChatHosting {
  /// The app has no cloud development.
  static let notOpened = "85088"

  /// The platform refuses a wrong environment and a wrong service alike: its list of environments shows which one it is.
  func notFound(_ error: Failure) async -> Failure {
    let what: Text = "service \"\(serverName)\" in environment \"\(envID)\" cannot be read: \(error.what)"
    let place = target.options["serverName"]?.place
    let isTold = error.code == String(WeChatErrors.withdrawn)
    if error.code == Self.notOpened {
      return error.with {
        $0.what = "cloud hosting is not opened for environment \"\(envID)\": \(error.what)"
        $0.place = target.options["envId"]?.place
      }
    }
    guard !isTold, let known = try? await api.environments() else {
      return error.with {
        $0.what = what
        $0.place = place
        if !isTold {
          $0.remedies = ["check envId, serverName and that the environment belongs to this platform"]
        }
      }
    }
    guard known.contains(envID) else {
      return error.with {
        $0.what = "environment \"\(envID)\" does not belong to this platform: \(error.what)"
        $0.place = target.options["envId"]?.place
        $0.remedies = ["check envId, and that the mini program has authorized the platform"]
        if let meant = Spelling.nearest(to: envID, among: known) {
          $0.remedies.insert("did you mean \"\(meant)\"?", at: 0)
        }
      }
    }
    return error.with {
      $0.what = "service \"\(serverName)\" does not exist in environment \"\(envID)\": \(error.what)"
      $0.place = place
      $0.remedies = [
        "check serverName", "create the service and its first version once, in the console of cloud hosting",
      ]
    }
  }

  /// Of a body that is not understood.
  private static let refusedArguments: Set = ["40097", "40101"]

  /// Where the platform does not take the repository as the vendor's client writes it, the update is sent in the other
  /// form. Such a refusal is of the arguments: nothing was executed.
  func submit(_ body: [String: JSON]) async throws(Failure) -> UpdateAnswer {
    let refusal: Failure
    do throws(Failure) {
      return try await api.send(rollUpdate(body), expecting: UpdateAnswer.self)
    } catch {
      refusal = error
    }
    guard let other = addressed(body), refusal.action == Self.updateAction, let code = refusal.code,
      Self.refusedArguments.contains(code)
    else { throw refusal }
    world.tell(.notice("\(refusal.what); sending the repository's address instead of its name"))
    do throws(Failure) {
      return try await api.send(rollUpdate(other), expecting: UpdateAnswer.self)
    } catch {
      throw error.with { $0.causes.append(refusal.what) }
    }
  }

  /// Where a rollback goes if no version is named.
  func earlier(
    than current: String, _ state: ServiceState, _ versions: [ListedVersion]
  ) throws(Failure) -> String {
    // From a version that waits with a share: to the one that has the rest.
    if state.inFlight != nil, current != Mark(state.baseline)?.version { return current }
    let live = versions.first { $0.name == current }
    let older = versions.filter { version in
      VersionCondition(version.status) == .normal && live.map(version.isOlder) ?? false
    }
    guard let newest = older.max(by: { $0.isOlder(than: $1) }) else {
      throw Failure(
        .usage, "no earlier version of \"\(serverName)\" can serve traffic",
        remedies: [
          "to restore an entry of the history in the console: sampan rollback \(target.name) --to VERSION",
          "deploy an older commit with \"order\": \"any\"",
        ])
    }
    return newest.name
  }

  /// An update replaces what the version is made of: where that one is live, there is nothing to go back to.
  func lostRollback(from version: ListedVersion) -> [Finding] {
    guard target.onFailure == .rollback, version.traffic == 100 else { return [] }
    return [
      Finding(
        .warning,
        "\"onFailure\": \"rollback\" has no effect: the update replaces \(version.name), which is live, and the history of a version can be read in the console only",
        rule: "wechat/no-rollback", place: target.place(of: "onFailure"),
        remedies: [
          "after a failure, restore an entry of it: sampan rollback \(target.name) --to ENTRY",
          "or let the update replace another version than the live one: \"versionName\"",
        ])
    ]
  }

  /// An update replaces what a version is made of: the version before it is older than what served before the update.
  func warn(ofFormerContent version: String, goingTo older: String) {
    world.tell(
      .finding(
        Finding(
          .warning,
          "going back to \(older), which is older than what \(version) was before its last update: that cannot be restored by a version's name",
          rule: "wechat/older-content",
          remedies: [
            "to restore an entry of its history in the console: sampan rollback \(target.name) --to ENTRY"
          ])))
  }

  /// Fails where a name is that of a version (`api-007`) and no version has it. Other names may be those of entries of
  /// the history.
  func requireEntry(_ name: String, of version: String, _ versions: [ListedVersion]) throws(Failure) {
    let digits = name.utf8.dropFirst(serverName.utf8.count + 1)
    let isVersion =
      name.hasPrefix("\(serverName)-") && !digits.isEmpty
      && digits.allSatisfy { (0x30...0x39).contains($0) }
    guard !isVersion else {
      let others = versions.filter {
        $0.name != version && VersionCondition($0.status) == .normal
      }.map(\.name)
      throw Failure(
        .usage, "\"\(serverName)\" has no version \"\(name)\"",
        remedies: others.map { "sampan rollback \(target.name) --to \($0)" }.prefix(3)
          + ["list the releases: sampan history \(target.name)"])
    }
    world.tell(
      .notice(
        "\"\(name)\" is not a version of \"\(serverName)\": requesting the entry of that name in the history of \(version)"
      ))
  }

  /// The operation that restores an entry of a version's history. No call lists the entries, so the refusal is what shows
  /// that the entry does not exist.
  func restored(_ version: String, to entry: String) async throws(Failure) -> String? {
    do throws(Failure) {
      return try await api.send(restore(version, to: entry), expecting: UpdateAnswer.self)
        .accepted(as: Self.updateAction)
    } catch {
      guard let code = error.code, Self.refusedArguments.contains(code) else { throw error }
      throw error.with {
        $0.kind = .usage
        $0.what =
          "\"\(entry)\" is not a version of \"\(serverName)\" or an entry of the history of \(version): \(error.what)"
        $0.remedies = [
          "list the releases: sampan history \(target.name)", "the console lists the history of a version",
        ]
      }
    }
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

    /// It was updated since it was made: it has been something else.
    var isUpdated: Bool { updated != created }

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
      case dockerfile = "dockerfile_path", buildFolder = "build_dir"
      // Not in the interface's own page, but in those of its twins (tcb, DescribeCloudBaseRunServerVersion).
      case policies = "policy_detail", delay = "initial_delay_seconds", union = "enable_union"
    }

    /// The names of all that `settings` can have.
    static let kept = [
      "build_dir", "container_port", "cpu", "custom_logs", "dockerfile_path", "enable_union", "env_params",
      "initial_delay_seconds", "max_num", "mem", "min_num", "policy_detail", "policy_threshold",
      "policy_type",
    ]

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
        (.environment, "env_params"), (.logs, "custom_logs"), (.dockerfile, "dockerfile_path"),
        (.buildFolder, "build_dir"),
      ]
      for (key, name) in texts {
        let text = try container.decodeIfPresent(LenientText.self, forKey: key)?.value ?? ""
        if !text.isEmpty { settings[name] = .string(text) }
      }
      for (key, name) in [(CodingKeys.port, "container_port"), (.delay, "initial_delay_seconds")] {
        let number = try container.decodeIfPresent(LenientInteger.self, forKey: key)
        settings[name] = number.map { .integer($0.value) }
      }
      settings["enable_union"] = (try? container.decodeIfPresent(Bool.self, forKey: .union)).map {
        .boolean($0)
      }
      let policies = (try? container.decodeIfPresent([Policy].self, forKey: .policies)) ?? []
      if !policies.isEmpty { settings["policy_detail"] = .array(policies.map(\.json)) }
    }

    /// One rule of `policy_detail`.
    private struct Policy: Decodable {
      var type: String
      var threshold: LenientText
      private enum CodingKeys: String, CodingKey { case type = "policy_type", threshold = "policy_threshold" }

      var json: JSON {
        let number = Int(threshold.value).map(JSON.integer) ?? Double(threshold.value).map(JSON.number)
        return ["policy_type": .string(type), "policy_threshold": number ?? 0]
      }
    }

    /// How a setting differs from what was sent; nil where it does not.
    static func difference(_ name: String, sent: JSON, found: JSON?) -> Text? {
      if name == "env_params" {
        let (old, new) = (variables(sent), variables(found ?? ""))
        let names = Set(old.keys).union(new.keys).filter { old[$0] != new[$0] }.sorted()
        return names.isEmpty ? nil : "the new version has other values of \(names.list)"
      }
      let isSame =
        if let left = sent.string.flatMap({ Double($0) }), let right = found?.string.flatMap({ Double($0) }) {
          left == right
        } else {
          sent == found ?? ""
        }
      guard !isSame else { return nil }
      guard let found else { return "the new version has none, \(sent.text) was sent" }
      return "the new version has \(found.text), \(sent.text) was sent"
    }

    private static func variables(_ value: JSON) -> [String: JSON] {
      let text = value.string ?? ""
      return (try? JSONCoding.decode([String: JSON].self, from: Array(text.utf8), answering: "env_params"))
        ?? [:]
    }
  }

  /// An answer of which only the absence of an error matters.
  struct Empty: Decodable, Sendable {}

  struct UpdateAnswer: Decodable, Sendable {
    var result: String?
    /// May be missing or empty.
    var runID: String?
    private enum CodingKeys: String, CodingKey { case result, runID = "run_id" }

    /// The operation's id. An `errcode` of 0 only means that the call was accepted.
    func accepted(as action: String) throws(Failure) -> String? {
      try WeChatHosting.require(result, "succ", action)
      return runID?.nonEmpty
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

  /// Whatever the spelling.
  init(_ status: String) {
    let status = status.lowercased()
    switch status {
    case "normal": self = .normal
    case "creating", "updating", "building", "deploying", "releasing", "pending": self = .moving
    default: self = status.hasSuffix("fail") || status.hasSuffix("failed") ? .failed : .unknown
    }
  }
}
