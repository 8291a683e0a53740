import Model

/// The settings of a service that a deploy may change, by key: which slot of `DiffConfigItem` holds the
/// value, and the setting's name in `ServerBaseConfig` (`DiffConfigItem` of API tcbr 2022-02-17).
struct ConfigItem: Sendable {
  var slot: String
  var setting: String
  /// Closed sets of values; nil where any goes.
  var values: Set<String>?
  /// Takes effect without a new version.
  var isHot = false

  /// The parameters of one `DiffConfigItem`.
  static let parameters: [Parameter] = [
    .required("Key", .string), .optional("Value", .string), .optional("IntValue", .integer),
    .optional("FloatValue", .number), .optional("BoolValue", .boolean),
    .optional("ArrayValue", .list(.string)),
    .optional(
      "PolicyDetails",
      .list(.object([.required("PolicyType", .string), .required("PolicyThreshold", .integer)]))),
    .optional(
      "TimerScale",
      .list(
        .object([
          .optional("CycleType", .string), .optional("StartDate", .string), .optional("EndDate", .string),
          .optional("StartTime", .string), .optional("EndTime", .string),
          .optional("ReplicaNum", .integer),
        ]))),
    .optional(
      "VpcConf", .object(["VpcId", "VpcCIDR", "SubnetId", "SubnetCIDR"].map { .optional($0, .string) })),
    .optional(
      "VolumesConf",
      .list(
        .object(
          ["Type", "BucketName", "Endpoint", "KeyID", "DstPath", "SrcPath", "MountIP", "InstanceId"]
            .map { .optional($0, .string) } + [.optional("ReadOnly", .boolean)]))),
    .optional("PublicNetConf", .object([.optional("PublicNetStatus", .string)])),
  ]

  /// Checks the items of a call and returns the settings that they name.
  static func settings(_ items: [JSON]) throws(APIError) -> [String: JSON] {
    var settings: [String: JSON] = [:]
    for item in items {
      let key = item["Key"]?.string ?? ""
      guard let known = all[key] else { throw .invalid("Items: the key `\(key)` is not known.") }
      let slots = (item.object ?? [:]).filter { $0.key != "Key" && $0.value != .null }
      guard slots.count == 1, let value = slots[known.slot] else {
        let sent = slots.keys.sorted().joined(separator: ", ")
        throw .invalid("Items: `\(key)` takes its value in `\(known.slot)`, not in [\(sent)].")
      }
      guard settings.updateValue(value, forKey: known.setting) == nil else {
        throw .invalid("Items: `\(key)` is given twice.")
      }
      if let values = known.values {
        let sent = value.array?.compactMap(\.string) ?? [value.string ?? ""]
        guard values.isSuperset(of: sent) else {
          throw .invalid("Items: the value of `\(key)` is not valid.")
        }
      }
    }
    try checkSizes(settings)
    return settings
  }

  private static func checkSizes(_ settings: [String: JSON]) throws(APIError) {
    if settings["Cpu"] != nil || settings["Mem"] != nil {
      guard let cpu = settings["Cpu"]?.number, let memory = settings["Mem"]?.number else {
        throw .invalid("Items: `CpuSpecs` and `MemSpecs` have to be given together.")
      }
      guard [0.25, 0.5, 1, 2, 4, 8, 16].contains(cpu), memory == 2 * cpu else {
        throw .invalid("Items: there is no size of \(cpu) CPU and \(memory) GB.")
      }
    }
    if let variables = settings["EnvParams"]?.string, !variables.isEmpty {
      guard JSON.parse(Array(variables.utf8))?.object != nil else {
        throw .invalid("Items: `EnvParam` has to be a JSON object in a string.")
      }
    }
    if let low = settings["MinNum"]?.integer, let high = settings["MaxNum"]?.integer, low > high {
      throw .invalid("Items: `MinNum` is larger than `MaxNum`.")
    }
  }

  private static func item(
    _ slot: String, _ setting: String, _ values: Set<String>? = nil, isHot: Bool = false
  ) -> ConfigItem {
    ConfigItem(slot: slot, setting: setting, values: values, isHot: isHot)
  }

  static let all: [String: ConfigItem] = [
    "AccessTypes": item("ArrayValue", "OpenAccessTypes", ["OA", "PUBLIC", "MINIAPP", "VPC"], isHot: true),
    "BuildDir": item("Value", "BuildDir"),
    "Cmd": item("ArrayValue", "Cmd"),
    "CpuSpecs": item("FloatValue", "Cpu"),
    "CreateTime": item("Value", "CreateTime"),
    "Dockerfile": item("Value", "Dockerfile"),
    "EntryPoint": item("ArrayValue", "EntryPoint"),
    "EnvParam": item("Value", "EnvParams"),
    "HasDockerfile": item("BoolValue", "HasDockerfile"),
    "InitialDelaySeconds": item("IntValue", "InitialDelaySeconds"),
    "InternalAccess": item("Value", "InternalAccess", ["open", "close"], isHot: true),
    "InternalDomain": item("Value", "InternalDomain"),
    "LogParseType": item("Value", "LogParseType", ["json", "line"]),
    "LogPath": item("Value", "CustomLogs"),
    "LogSetId": item("Value", "LogSetId"),
    "LogTopicId": item("Value", "LogTopicId"),
    "LogType": item("Value", "LogType", ["none", "default", "custom"]),
    "MaxNum": item("IntValue", "MaxNum", isHot: true),
    "MemSpecs": item("FloatValue", "Mem"),
    "MinNum": item("IntValue", "MinNum", isHot: true),
    "OperationMode": item(
      "Value", "OperationMode", ["noScale", "condScale", "alwaysScale", "custom", "manualScale"]),
    "PolicyDetails": item("PolicyDetails", "PolicyDetails", isHot: true),
    "Port": item("IntValue", "Port"),
    "PublicNetConf": item("PublicNetConf", "PublicNetConf"),
    "SessionAffinity": item("Value", "SessionAffinity", ["open", "close"], isHot: true),
    "Tag": item("Value", "Tag"),
    "TimerScale": item("TimerScale", "TimerScale", isHot: true),
    "VolumesConf": item("VolumesConf", "VolumesConf"),
    "VpcConf": item("VpcConf", "VpcConf"),
  ]
}
