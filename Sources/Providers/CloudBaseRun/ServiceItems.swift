import HTTP
import Model

/// The settings an update may change (`Items`, an array of DiffConfigItem): which keys there are, and in which of the
/// item's slots each value goes. From the API's model, version 2022-02-17.
enum ServiceItems {
  private static let onOff = OptionSpec.Kind.choice(["open", "close"])
  private static let text = OptionSpec.Kind.string
  private static let anyNumber = OptionSpec.Kind.number(0...1_000_000)

  /// Slot of the DiffConfigItem for each kind of value.
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
    (OptionSpec("HasDockerfile", .boolean, "the package holds a Dockerfile"), .boolean),
    (
      OptionSpec("InitialDelaySeconds", .integer(0...1000), "seconds before the first readiness probe"),
      .integer
    ),
    (OptionSpec("InternalAccess", onOff, "reachable from inside the environment"), .text),
    (OptionSpec("InternalDomain", text, "the domain for access from inside"), .text),
    (
      OptionSpec("LogParseType", .choice(["json", "line"]), "how lines of the log are taken apart"), .text
    ),
    (OptionSpec("LogPath", text, "where the log is collected, e.g. stdout"), .text),
    (OptionSpec("LogSetId", text, "log set for LogType custom"), .text),
    (OptionSpec("LogTopicId", text, "log topic for LogType custom"), .text),
    (OptionSpec("LogType", .choice(["none", "default", "custom"]), "where the log goes"), .text),
    (OptionSpec("MaxNum", .integer(0...50), "most instances"), .integer),
    (OptionSpec("MemSpecs", anyNumber, "memory in GiB; send CpuSpecs together"), .decimal),
    (OptionSpec("MinNum", .integer(0...50), "least instances"), .integer),
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
            OptionSpec("PolicyThreshold", .integer(0...100), "per cent", required: true),
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
          ])), "instances by the clock"), .timers
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

  /// The array for the request, sorted by key. `environment` replaces the value of EnvParam, which goes over the wire
  /// as JSON in a string.
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
