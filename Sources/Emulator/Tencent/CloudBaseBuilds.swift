import FoundationEssentials
import Model

extension TencentAction {
  /// The calls of the older interface: uploads of packages, remarks of versions, build logs.
  static let tcbBuilds: [TencentAction] = [
    TencentAction(
      name: "DescribeCloudBaseBuildService", service: "tcb",
      parameters: [
        .required("EnvId", .string), .required("ServiceName", .string), .optional("CIBusiness", .string),
        .optional("ServiceVersion", .string), .optional("Suffix", .string),
      ]
    ) { state, call throws(APIError) in
      // The service may be one that the first deploy makes.
      try state.checkEnvironment(call)
      let slot = state.packages.open(
        environment: call.string("EnvId"), service: call.string("ServiceName"), now: state.now)
      return [
        "UploadUrl": .string("http://\(call.host)\(slot.target)"), "UploadHeaders": [],
        "PackageName": .string(slot.name), "PackageVersion": .string(slot.version), "DownloadUrl": "",
        "DownloadHeaders": [], "OutDate": false,
      ]
    },

    TencentAction(
      name: "DescribeCloudBaseRunServerVersion", service: "tcb",
      parameters: serviceParameters + [.required("VersionName", .string)]
    ) { state, call throws(APIError) in
      let service = state.services[try state.index(call)]
      let version = try service.require(call.string("VersionName"))
      let settings = version.settings
      return [
        "VersionName": .string(version.name), "Remark": .string(version.remark),
        "Status": .string(version.status), "ServerName": .string(service.name),
        "UploadType": .string(version.deployType), "PackageName": .string(version.packageName),
        "PackageVersion": .string(version.packageVersion), "ImageUrl": .string(version.image),
        "CpuSize": settings["Cpu"] ?? .null, "MemSize": settings["Mem"] ?? .null,
        "MinNum": settings["MinNum"] ?? .null, "MaxNum": settings["MaxNum"] ?? .null,
        "EnvParams": settings["EnvParams"] ?? "", "ContainerPort": settings["Port"] ?? .null,
        "HasDockerfile": settings["HasDockerfile"]?.boolean ?? true ? 1 : 2, "RepoType": "", "Repo": "",
        "Branch": "", "CreatedTime": .string(version.created.chinaTime),
        "UpdatedTime": .string(version.created.chinaTime), "CustomLogs": settings["CustomLogs"] ?? "",
      ]
    },

    TencentAction(
      name: "DescribeCloudBaseRunBuildLog", service: "tcb",
      parameters: [
        .optional("EnvId", .string), .optional("ServiceName", .string), .optional("ServiceVersion", .string),
        .optional("BuildId", .integer), .optional("Start", .integer),
      ]
    ) { state, call throws(APIError) in
      let service = state.services[try state.index(call, name: "ServiceName")]
      let version = service.versions.first { $0.buildID != 0 && $0.buildID == call.integer("BuildId") }
      guard let version else { return ["Log": .null] }
      let lines = RolloutLog.build(of: version, service.task(of: version), at: state.elapsed)
      // Pages of 20 lines: small, so that a reader of the first page only is noticed.
      let start = max(0, call.integer("Start") ?? 0)
      let page = lines.dropFirst(start).prefix(20)
      let delivered = min(lines.count, start + page.count)
      return [
        "Log": [
          "Total": .integer(lines.count), "Delivered": .integer(delivered),
          "Text": .string(page.map { $0 + "\n" }.joined()), "More": .boolean(delivered < lines.count),
        ]
      ]
    },
  ]
}

/// What a package was stored for, and under which name and version.
struct PackageName: Equatable, Sendable {
  var environment: String
  var service: String
  var name: String
  var version: String
}

/// The object storage behind package deploys: presigned `PUT`, as COS does it
/// (https://cloud.tencent.com/document/product/436/7749).
struct PackageStore: Sendable {
  /// A place to upload to, and what was uploaded.
  struct Slot: Sendable {
    var environment: String
    var service: String
    var name: String
    var version: String
    /// Path and query, exactly as they were returned.
    var target: String
    var expires: Timestamp
    var body: RecordedBody?
  }

  private(set) var slots: [Slot] = []
  private(set) var stored: [RecordedBody] = []

  /// Creates a new place, valid for 7 days.
  mutating func open(environment: String, service: String, now: Timestamp) -> Slot {
    let version = String(now.seconds + Int64(slots.count))
    let name = "\(service).zip"
    let end = now.seconds + 604_800
    // Escapes inside an escaped value, as in real ones: encoding the query again breaks it.
    let query =
      "sign=q-sign-algorithm%3Dsha1%26q-ak%3DAKIDEXAMPLE%26q-sign-time%3D\(now.seconds)%253B\(end)"
      + "%26q-signature%3D\(UUID().uuidString.lowercased().replacing("-", with: ""))"
    let slot = Slot(
      environment: environment, service: service, name: name, version: version,
      target: "/\(environment)/\(version)-\(name)?\(query)", expires: Timestamp(seconds: end))
    slots.append(slot)
    return slot
  }

  /// The uploaded package of these names; nil while nothing was uploaded there.
  func package(_ package: PackageName) -> RecordedBody? {
    slots.first {
      PackageName(environment: $0.environment, service: $0.service, name: $0.name, version: $0.version)
        == package
    }?.body
  }

  /// Whether a request is meant for the storage.
  static func claims(_ head: RequestHead) -> Bool { head.method == "PUT" }

  /// Stores a package, or refuses it in COS's XML.
  mutating func put(_ request: RecordedRequest, scenario: Scenario, now: Timestamp) -> Answer {
    if let fault = scenario.storage.fault { return fault }
    guard request[header: "Authorization"] == nil else {
      return .refusal(400, "InvalidArgument", "Only one kind of signature may be sent.")
    }
    guard let index = slots.firstIndex(where: { $0.target == request.target }) else {
      return .refusal(403, "SignatureDoesNotMatch", "The signature in the query is not one of ours.")
    }
    guard now < slots[index].expires else { return .refusal(403, "AccessDenied", "Request has expired") }
    guard request.head.declaredByteCount != nil else {
      return .refusal(411, "MissingContentLength", "You must provide the Content-Length HTTP header.")
    }
    slots[index].body = request.body
    stored.append(request.body)
    return .stored(request.body, scenario)
  }
}

/// The names in a zip's central directory; nil when the bytes are not a zip (APPNOTE.TXT 4.3.12 and 4.3.16).
func zipEntryNames(_ bytes: [UInt8]) -> [String]? {
  func number(_ position: Int, _ byteCount: Int) -> Int? {
    guard position >= 0, position + byteCount <= bytes.count else { return nil }
    return bytes[position..<(position + byteCount)].reversed().reduce(0) { $0 << 8 | Int($1) }
  }
  // The end record is 22 bytes and a comment of at most 65535.
  let earliest = max(0, bytes.count - 22 - 65_535)
  guard bytes.count >= 22,
    let end = (earliest...(bytes.count - 22)).last(where: { number($0, 4) == 0x0605_4b50 }),
    let count = number(end + 10, 2), var position = number(end + 16, 4)
  else { return nil }
  var names: [String] = []
  for _ in 0..<count {
    guard number(position, 4) == 0x0201_4b50, let nameBytes = number(position + 28, 2),
      let extraBytes = number(position + 30, 2), let commentBytes = number(position + 32, 2),
      position + 46 + nameBytes <= bytes.count
    else { return nil }
    names.append(String(decoding: bytes[(position + 46)..<(position + 46 + nameBytes)], as: UTF8.self))
    position += 46 + nameBytes + extraBytes + commentBytes
  }
  return names
}
