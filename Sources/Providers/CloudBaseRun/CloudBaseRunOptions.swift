import Effects
import HTTP
import Model

/// The options, and what can be wrong with their values.
extension CloudBaseRun {
  package static let schema = ProviderSchema(
    name: "tcbr",
    title: "Tencent CloudBase Run",
    accepts: [.package, .image, .repository],
    options: [
      OptionSpec("envId", .string, "the environment, e.g. `prod-1a2b3c`", required: true),
      OptionSpec("serverName", .string, "the service; it must exist, or see `create`", required: true),
      OptionSpec(
        "region", .string,
        "where the environment is, e.g. `ap-shanghai`; by default what the job's TENCENTCLOUD_REGION or the environment itself reports"
      ),
      OptionSpec(
        "releaseType", .choice(["FULL", "GRAY"]),
        "all traffic at once, or a candidate that a person promotes",
        default: "FULL"),
      OptionSpec("items", .object(ServiceItems.specs), "settings to change; others stay as they are"),
      OptionSpec(
        "envMerge", .choice(["merge", "replace"]),
        "whether `items.EnvParam` is added to the service's variables or replaces them all", default: "merge"),
      OptionSpec(
        "keepVpc", .boolean,
        "send the live version's private network again, so that an update cannot drop it",
        default: true),
      OptionSpec(
        "buildPacks",
        .object([
          OptionSpec("baseImage", .string, "the image to run in", required: true),
          OptionSpec("entryPoint", .string, "the command that starts the service", required: true),
          OptionSpec("repoLanguage", .string, "the language, e.g. `node`", required: true),
          OptionSpec("languageVersion", .string, "the language's version"),
          OptionSpec(
            "uploadFilename", .string, "the API's `UploadFilename`; by default the name of the package"),
        ]), "how to build a package or repository without a Dockerfile"),
      OptionSpec(
        "create", .boolean,
        "make the service when it does not exist, with `items`, which have to name `Port`", default: false),
      OptionSpec("business", .string, "the API's `Business`", default: "tcr"),
    ],
    serviceOptions: ["envId", "serverName"],
    logs: [.build, .process, .run], sharesTraffic: true,
    imageAccess:
      "in the console, give the service the secret of the registry (LinkImageRegistry), or use a repository of the environment's own account",
    // The API documents no limit; these are safe in the console's tables.
    remarkLimit: RemarkLimit(characters: 100, utf8Bytes: 255),
    versionRule: .imageTag,
    polling: Polling(shortest: .seconds(5), usual: .seconds(10), registration: .seconds(60)))

  package static func problems(of target: Target, in world: World) -> [Failure] {
    var problems: [Failure] = []
    func refuse(_ option: String, _ what: Text, _ remedy: Text) {
      let place = target.options[option]?.place ?? target.place
      problems.append(Failure(.configuration, what, place: place, remedies: [remedy]))
    }
    if let name = target.options["serverName"]?.value.string, !isServiceName(name) {
      refuse(
        "serverName", "\"\(name)\" is not a valid service name of CloudBase Run",
        "2 to 45 letters, digits, - and _; a letter first, a letter or digit last")
    }
    let items = target.options["items"]?.value
    if (items?["CpuSpecs"] == nil) != (items?["MemSpecs"] == nil) {
      refuse(
        "items", "CpuSpecs and MemSpecs must be set together",
        "set both: memory in GiB is twice the cores, e.g. 0.5 and 1")
    }
    if target.options["create"]?.value.boolean == true, items?["Port"] == nil {
      refuse(
        "create", "a new service needs the port that its container listens on",
        "set it: \"items\": { \"Port\": 8080 }")
    }
    switch target.artifact {
    case .image? where target.options["buildPacks"] != nil:
      refuse("buildPacks", "an image is not built: \"buildPacks\" has no effect", "remove it")
    case .file(let path, _, let place)? where deployType(ofFile: path) == nil:
      problems.append(
        Failure(
          .configuration, "\"\(path)\" is not a zip, jar or war, and CloudBase Run accepts no other file",
          place: place,
          remedies: [
            "deploy what it is built from, with a Dockerfile: \"package\": {}",
            "build an image in CI: \"image\": { … }",
          ]))
    default: break
    }
    return problems + TencentAPI.problems(ofRegion: target) + target.missingBranch
  }

  /// `DeployType` of a built file that is sent as it is (the API's model, version 2022-02-17); nil: there is none.
  static func deployType(ofFile path: String) -> String? {
    let path = path.lowercased()
    return [(".zip", "package"), (".jar", "jar"), (".war", "war")].first { path.hasSuffix($0.0) }?.1
  }

  /// The service name's grammar as the vendor's command line tool checks it (`^[A-Za-z][\w-_]{0,43}[A-Za-z0-9]$`,
  /// 2026-11).
  static func isServiceName(_ name: String) -> Bool {
    func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte & 0xDF) }
    func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    let bytes = Array(name.utf8)
    guard (2...45).contains(bytes.count), let first = bytes.first, let last = bytes.last else { return false }
    return isLetter(first) && (isLetter(last) || isDigit(last))
      && bytes.allSatisfy { isLetter($0) || isDigit($0) || $0 == 0x2D || $0 == 0x5F }
  }
}

extension CloudBaseRun {
  /// The settings of the live version that an update sends again.
  var keptKeys: [String] { ServiceItems.dropped.filter { keepsVPC || $0 != "VpcConf" } }

  /// An update replaces the whole set of variables, so the live version's are sent again with those of the config.
  func variables(beside live: JSON?) throws(Failure) -> JSON? {
    let live = live == .null ? nil : live
    guard let asked = items[ServiceItems.variables]?.object else { return live }
    guard mergesEnvironment, let live else { return .object(asked) }
    guard let present = ServiceItems.sources(ofVariables: live) else {
      throw Failure(
        .configuration,
        "the variables of service \"\(serverName)\" are not a JSON object, so EnvParam cannot be merged",
        place: target.options["items"]?.place,
        remedies: ["name all of them in EnvParam and set \"envMerge\": \"replace\""])
    }
    let members = present.merging(asked.mapValues(\.text)) { $1 }
    let text = members.sorted { $0.key < $1.key }.map { "\(JSON.string($0.key).text):\($0.value)" }
    return .string("{\(text.joined(separator: ","))}")
  }
}

/// The settings an update may change (`Items`, an array of DiffConfigItem): the keys, and the member of the item that
/// takes each value. From the API's model, version 2022-02-17.
enum ServiceItems {
  private static let onOff = OptionSpec.Kind.choice(["open", "close"])
  private static let text = OptionSpec.Kind.string
  private static let anyNumber = OptionSpec.Kind.number(0...1_000_000)
  /// The API documents no maximum.
  private static let instances = OptionSpec.Kind.integer(0...1_000_000)

  /// The member of DiffConfigItem for each kind of value.
  private enum Slot: String {
    case text = "Value"
    case integer = "IntValue"
    case decimal = "FloatValue"
    case boolean = "BoolValue"
    case list = "ArrayValue"
    case policies = "PolicyDetails"
    case timers = "TimerScale"
    case vpc = "VpcConf"
    case volumes = "VolumesConf"
    case publicNet = "PublicNetConf"
  }

  private static let table: [(spec: OptionSpec, slot: Slot)] = [
    (
      OptionSpec(
        "AccessTypes", .list(.choice(["OA", "PUBLIC", "MINIAPP", "VPC"])), "who can reach the service"),
      .list
    ),
    (OptionSpec("BuildDir", text, "folder of the build context inside the package"), .text),
    (OptionSpec("Cmd", .list(text), "arguments of the container's entry point"), .list),
    (OptionSpec("CpuSpecs", anyNumber, "cores; send MemSpecs (twice the cores, in GiB) together"), .decimal),
    (OptionSpec("Dockerfile", text, "path of the Dockerfile inside the package"), .text),
    (OptionSpec("EntryPoint", .list(text), "the container's entry point"), .list),
    (OptionSpec("EnvParam", .map(text), "environment variables; see envMerge"), .text),
    (OptionSpec("HasDockerfile", .boolean, "the package contains a Dockerfile"), .boolean),
    (
      OptionSpec("InitialDelaySeconds", .integer(0...1000), "seconds before the first readiness probe"),
      .integer
    ),
    (OptionSpec("InternalAccess", onOff, "reachable from inside the environment"), .text),
    (OptionSpec("InternalDomain", text, "the domain for access from inside"), .text),
    (
      OptionSpec("LogParseType", .choice(["json", "line"]), "how log lines are parsed"), .text
    ),
    (OptionSpec("LogPath", text, "where the log is collected, e.g. stdout"), .text),
    (OptionSpec("LogSetId", text, "log set for LogType custom"), .text),
    (OptionSpec("LogTopicId", text, "log topic for LogType custom"), .text),
    (OptionSpec("LogType", .choice(["none", "default", "custom"]), "where the log goes"), .text),
    (OptionSpec("MaxNum", instances, "maximum number of instances"), .integer),
    (OptionSpec("MemSpecs", anyNumber, "memory in GiB; send CpuSpecs together"), .decimal),
    (OptionSpec("MinNum", instances, "minimum number of instances"), .integer),
    (
      OptionSpec(
        "OperationMode",
        .choice(["noScale", "condScale", "alwaysScale", "custom", "manualScale"]), "how instances scale"),
      .text
    ),
    (
      OptionSpec(
        "PolicyDetails",
        .list(
          .object([
            OptionSpec(
              "PolicyType", .choice(["cpu", "mem", "cpu/mem"]), "what is measured", required: true),
            OptionSpec("PolicyThreshold", .integer(0...100), "percent", required: true),
          ])), "when to scale"), .policies
    ),
    (OptionSpec("Port", .integer(1...65_535), "the port the container listens on"), .integer),
    (
      OptionSpec(
        "PublicNetConf",
        .object([
          OptionSpec("PublicNetStatus", .choice(["ENABLE", "DISABLE"]), "outbound access", required: true)
        ]), "outbound access to the internet"), .publicNet
    ),
    (OptionSpec("SessionAffinity", onOff, "the same client reaches the same instance"), .text),
    (OptionSpec("Tag", text, "`function` for services of that type"), .text),
    (
      OptionSpec(
        "TimerScale",
        .list(
          .object([
            OptionSpec(
              "CycleType", .choice(["none", "daily", "weekly", "monthly"]), "how it repeats",
              required: true),
            OptionSpec("StartDate", text, "yyyy-MM-dd"), OptionSpec("EndDate", text, "yyyy-MM-dd"),
            OptionSpec("StartTime", text, "HH:mm:ss"), OptionSpec("EndTime", text, "HH:mm:ss"),
            OptionSpec("ReplicaNum", instances, "instances during that time"),
          ])), "instances by time of day"), .timers
    ),
    (
      OptionSpec(
        "VolumesConf",
        .list(
          .object([
            OptionSpec("Type", .choice(["COS", "CFS"]), "kind of storage", required: true),
            OptionSpec("BucketName", text, "COS bucket"), OptionSpec("Endpoint", text, "COS endpoint"),
            OptionSpec("KeyID", text, "name of the stored key"),
            OptionSpec("DstPath", text, "path in the container"),
            OptionSpec("SrcPath", text, "path in the storage"),
            OptionSpec("MountIP", text, "CFS address"), OptionSpec("ReadOnly", .boolean, "no writes"),
            OptionSpec("InstanceId", text, "CFS instance"),
          ])), "mounted storage"), .volumes
    ),
    (
      OptionSpec(
        "VpcConf",
        .object([
          OptionSpec("VpcId", text, "VPC"), OptionSpec("VpcCIDR", text, "its range"),
          OptionSpec("SubnetId", text, "subnet"), OptionSpec("SubnetCIDR", text, "its range"),
        ]), "the private network"), .vpc
    ),
  ]

  static var specs: [OptionSpec] { table.map(\.spec) }

  /// The array for the request, sorted by key. Variables are sent as JSON in a string.
  static func encoded(_ items: [String: JSON]) throws(Failure) -> [JSON] {
    var encoded: [JSON] = []
    for (spec, slot) in table {
      guard var value = items[spec.name] else { continue }
      if spec.name == variables, case .object = value {
        value = .string(String(decoding: try JSONCoding.encode(value), as: UTF8.self))
      }
      encoded.append(.object(["Key": .string(spec.name), slot.rawValue: value]))
    }
    return encoded
  }

  static let variables = "EnvParam"

  /// What the vendor's documents send for a new service, for each key that the config does not set
  /// (https://cloud.tencent.com/document/product/1243/75757, CreateCloudRunServer).
  static let ofNewService: [String: JSON] = [
    "AccessTypes": ["OA", "PUBLIC", "MINIAPP"], "CpuSpecs": 1, "InternalAccess": "close",
    "LogPath": "stdout", "MaxNum": 5, "MemSpecs": 2, "MinNum": 0, "OperationMode": "condScale",
  ]

  // MARK: Read back

  /// What an update was seen to drop, or what public release tools send again because it was: these go into each update
  /// (2026-09: a version made without its network; the vendor's own client sends variables and access types again).
  static let dropped = ["AccessTypes", variables, "PublicNetConf", "VolumesConf", "VpcConf"]

  /// Names that the settings have in answers, where they are not those of the keys.
  private static let names = [
    "AccessTypes": ["OpenAccessTypes"], "CpuSpecs": ["Cpu"], variables: ["EnvParams"],
    "LogPath": ["LogPath", "CustomLogs"], "MemSpecs": ["Mem"],
  ]

  /// These change without a new version, so the service shows what is valid now.
  private static let ofService: Set = [
    "AccessTypes", "InternalAccess", "MaxNum", "MinNum", "PolicyDetails", "SessionAffinity", "TimerScale",
  ]

  /// They describe a build, and an image has none.
  private static let ofBuild: Set = ["BuildDir", "Dockerfile", "HasDockerfile"]

  /// Settings by key, from a version's details and the service's configuration: those that an answer writes in another
  /// type as the key has them; the variables as the text that the answer has. The first answer that has a setting counts,
  /// empty or not: what a version has given up may still be in the service's older configuration. Empty values are left
  /// out; those that an update sends again are null. `shown`: the keys that the answers have.
  static func settings(version: JSON, service: JSON) -> (values: [String: JSON], shown: Set<String>) {
    var values: [String: JSON] = [:]
    var shown: Set<String> = []
    for (spec, slot) in table {
      let answers = ofService.contains(spec.name) ? [service, version] : [version, service]
      let found = answers.map { answer in (names[spec.name] ?? [spec.name]).compactMap { answer[$0] } }
      if found.contains(where: { !$0.isEmpty }) { shown.insert(spec.name) }
      let isKept = dropped.contains(spec.name)
      // Text is empty in many answers in place of nothing.
      let first = found.lazy.map { $0.filter { $0 != .null && (isKept || $0 != "") } }.first { !$0.isEmpty }
      let whole = (first ?? []).lazy.compactMap { value -> JSON? in
        guard spec.name == variables else { return typed(value, slot).pruned }
        return parsed(value).object?.isEmpty == true || value == "" ? nil : value
      }
      values[spec.name] = whole.first ?? (isKept && first != nil ? .null : nil)
    }
    return (values, shown)
  }

  /// The variables by name, each value as the source writes it: a number that is read and written again may be another
  /// one. Nil for what is not an object.
  static func sources(ofVariables value: JSON) -> [String: String]? {
    guard let object = parsed(value).object else { return nil }
    guard let text = value.string else { return object.mapValues(\.text) }
    var members: [String: String] = [:]
    var (key, piece): ([UInt8], [UInt8]) = ([], [])
    var (depth, isInText, isEscaped) = (0, false, false)
    for byte in text.utf8 {
      if isInText {
        piece.append(byte)
        isInText = isEscaped || byte != UInt8(ascii: "\"")
        isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
        continue
      }
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): continue
      case UInt8(ascii: "\""): isInText = true
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        if depth == 1 { continue }
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: ":") where depth == 1:
        (key, piece) = (piece, [])
        continue
      default: break
      }
      guard depth == 0 || depth == 1 && byte == UInt8(ascii: ",") else {
        piece.append(byte)
        continue
      }
      if let name = parsed(.string(String(decoding: [0x5B] + key + [0x5D], as: UTF8.self)))
        .array?.first?.string
      {
        members[name] = String(decoding: piece, as: UTF8.self)
      }
      (key, piece) = ([], [])
    }
    return members
  }

  private static func parsed(_ value: JSON) -> JSON {
    guard let text = value.string, !text.isEmpty,
      let parsed = try? JSONCoding.decode(JSON.self, from: Array(text.utf8), answering: "")
    else { return value }
    return parsed
  }

  private static func typed(_ value: JSON, _ slot: Slot) -> JSON {
    guard let text = value.string else { return value }
    switch slot {
    case .text: return value
    case .integer, .decimal:
      return Int(text).map(JSON.integer) ?? Double(text).map(JSON.number) ?? value
    case .boolean: return ["true": true, "false": false][text.lowercased()].map(JSON.boolean) ?? value
    case .list, .policies, .timers, .vpc, .volumes, .publicNet: return parsed(value)
    }
  }

  /// What a new version has otherwise than it should, sorted: the key, or a variable's name. `wanted`: what was sent, and
  /// what the version before had. Values are never named: they may be secret.
  static func differences(
    from wanted: [String: JSON], in found: (values: [String: JSON], shown: Set<String>)
  ) -> [String] {
    wanted.keys.sorted().filter { found.shown.contains($0) && !ofBuild.contains($0) }.flatMap { key in
      let present = found.values[key].flatMap { key == variables ? parsed($0) : $0 }
      // It had none, and should have none.
      if wanted[key] == .null { return present?.pruned == nil ? [String]() : [key] }
      guard let sent = wanted[key], let value = (key == variables ? parsed(sent) : sent).pruned,
        !value.holds(in: present)
      else { return [String]() }
      guard key == variables, let names = value.object else { return [key] }
      return names.keys.sorted().filter { !(names[$0]?.holds(in: present?[$0]) ?? true) }
        .map { "\(key).\($0)" }
    }
  }
}

extension JSON {
  /// Without nulls and empty members; nil when nothing is left.
  fileprivate var pruned: JSON? {
    switch self {
    case .null, .string(""): return nil
    case .array(let elements):
      return elements.isEmpty ? nil : .array(elements.map { $0.pruned ?? $0 })
    case .object(let members):
      let left = members.compactMapValues(\.pruned)
      return left.isEmpty ? nil : .object(left)
    default: return self
    }
  }

  /// Whether another value holds the same, and perhaps more: further members, another order, `1.0` for `1`.
  fileprivate func holds(in other: JSON?) -> Bool {
    guard let other else { return false }
    if let number { return number == other.number }
    switch (self, other) {
    case (.object(let members), .object(let others)):
      return members.allSatisfy { $0.value.holds(in: others[$0.key]) }
    case (.array(let elements), .array(let others)):
      return elements.count == others.count
        && elements.allSatisfy { element in others.contains { element.holds(in: $0) } }
    default: return self == other
    }
  }
}
