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
      OptionSpec("serverName", .string, "the service; it must exist", required: true),
      OptionSpec("region", .string, "where the environment is, e.g. `ap-shanghai`"),
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
        default: false),
      OptionSpec("business", .string, "the API's `Business`", default: "tcr"),
    ],
    serviceOptions: ["envId", "serverName"],
    imageAccess:
      "in the console, give the service the secret of the registry (LinkImageRegistry), or use a repository of the environment's own account",
    // The API documents no limit; these are safe in the console's tables.
    remarkLimit: RemarkLimit(characters: 100, utf8Bytes: 255),
    versionRule: .imageTag,
    polling: Polling(shortest: .seconds(5), usual: .seconds(10), registration: .seconds(60)))

  package static func problems(of target: Target, in world: World) -> [Failure] {
    var problems: [Failure] = []
    if let option = target.options["serverName"], let name = option.value.string, !isServiceName(name) {
      problems.append(
        Failure(
          .configuration, "\"\(name)\" is not a valid service name of CloudBase Run", place: option.place,
          remedies: ["3 to 45 letters, digits, - and _; a letter first, a letter or digit last"]))
    }
    if let items = target.options["items"],
      (items.value["CpuSpecs"] == nil) != (items.value["MemSpecs"] == nil)
    {
      problems.append(
        Failure(
          .configuration, "CpuSpecs and MemSpecs must be set together", place: items.place,
          remedies: ["set both: memory in GiB is twice the cores, e.g. 0.5 and 1"]))
    }
    return problems + TencentAPI.problems(ofRegion: target) + target.missingBranch
  }

  /// The service name's grammar as the vendor's tools check it: 3 to 45 characters, a letter first, no sign last.
  static func isServiceName(_ name: String) -> Bool {
    func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte & 0xDF) }
    func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    let bytes = Array(name.utf8)
    guard (3...45).contains(bytes.count), let first = bytes.first, let last = bytes.last else { return false }
    return isLetter(first) && (isLetter(last) || isDigit(last))
      && bytes.allSatisfy { isLetter($0) || isDigit($0) || $0 == 0x2D || $0 == 0x5F }
  }
}

/// The settings an update may change (`Items`, an array of DiffConfigItem): the keys, and the member of the item that
/// takes each value. From the API's model, version 2022-02-17.
enum ServiceItems {
  private static let onOff = OptionSpec.Kind.choice(["open", "close"])
  private static let text = OptionSpec.Kind.string
  private static let anyNumber = OptionSpec.Kind.number(0...1_000_000)

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
    (OptionSpec("MaxNum", .integer(0...50), "maximum number of instances"), .integer),
    (OptionSpec("MemSpecs", anyNumber, "memory in GiB; send CpuSpecs together"), .decimal),
    (OptionSpec("MinNum", .integer(0...50), "minimum number of instances"), .integer),
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
            OptionSpec("ReplicaNum", .integer(0...50), "instances during that time"),
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

  /// The array for the request, sorted by key. `environment` replaces the value of EnvParam, which is sent as JSON in
  /// a string.
  static func encoded(_ items: [String: JSON], environment: [String: JSON]?) throws(Failure) -> [JSON] {
    var encoded: [JSON] = []
    for (spec, slot) in table {
      guard var value = items[spec.name] else { continue }
      if spec.name == "EnvParam" {
        let bytes = try JSONCoding.encode(JSON.object(environment ?? value.object ?? [:]))
        value = .string(String(decoding: bytes, as: UTF8.self))
      }
      encoded.append(.object(["Key": .string(spec.name), slot.rawValue: value]))
    }
    return encoded
  }
}
