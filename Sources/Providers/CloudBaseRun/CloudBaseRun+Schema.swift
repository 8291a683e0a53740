import Effects
import Model

extension CloudBaseRun {
  package static let schema = ProviderSchema(
    name: "tcbr",
    title: "Tencent CloudBase Run",
    maturity: .documented,
    accepts: [.package, .image, .repository],
    options: [
      OptionSpec("envId", .string, "the environment, e.g. `prod-1a2b3c`", required: true),
      OptionSpec("serverName", .string, "the service; it must exist", required: true),
      OptionSpec("region", .string, "where the environment is, e.g. `ap-shanghai`"),
      OptionSpec(
        "releaseType", .choice(["FULL", "GRAY"]),
        "all traffic at once, or a candidate that a person promotes",
        default: "FULL"),
      OptionSpec("items", .object(ServiceItems.specs), "settings to change; what is not named stays"),
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
    // The API names no limit; these are safe in the console's tables.
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
          .configuration, "CpuSpecs and MemSpecs go together", place: items.place,
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
