import Effects
import Model

extension EdgeContainers {
  package static let schema = ProviderSchema(
    name: "esa",
    title: "Alibaba Cloud ESA edge containers",
    maturity: .documented,
    accepts: [.image],
    artifactOptions: ["versionId"],
    options: [
      OptionSpec("appId", .string, "the app, e.g. `app-880688675783794688`; it must exist", required: true),
      OptionSpec(
        "publishEnv", .choice(["prod", "staging"]), "the environment to publish to", required: true),
      OptionSpec(
        "versionId", .string,
        "an existing version to publish, e.g. `ver-879626371616512000`, in place of an image"),
      OptionSpec(
        "containers", .list(.object(ContainerSpecs.options)),
        "what a new version is made of; absent: a clone of the live version with the target's image"),
      OptionSpec(
        "percentage", .integer(1...100), "share of the traffic; below 100 a person promotes it later",
        default: 100),
      OptionSpec(
        "publishType", .choice(["percentage", "region"]), "how the version spreads", default: "percentage"),
      OptionSpec("regions", .list(.string), "where to publish, with `publishType` `region`"),
      OptionSpec(
        "fullRelease", .boolean, "with `publishType` `region`: everywhere; otherwise a person promotes it"),
      OptionSpec(
        "startTime", .string,
        "when to begin, UTC, e.g. `2023-06-05T16:00:00Z`; such a target cannot wait"),
      OptionSpec(
        "site", .choice(["china", "international"]), "the account's site: aliyun.com or alibabacloud.com",
        default: "china"),
    ],
    serviceOptions: ["appId", "publishEnv"],
    hasAddress: false,
    // The API names no limit; these are safe in the console's tables.
    remarkLimit: RemarkLimit(characters: 100, utf8Bytes: 255),
    versionRule: .imageTag,
    polling: Polling(shortest: .seconds(5), usual: .seconds(10), registration: .seconds(60)))

  package static func problems(of target: Target, in world: World) -> [Failure] {
    var problems: [Failure] = []
    func refuse(_ option: String, _ what: String, _ remedy: String) {
      problems.append(
        Failure(
          .configuration, what, place: target.options[option]?.place ?? target.place(of: schema.name),
          remedies: [remedy]))
    }
    func text(_ option: String) -> String? { target.options[option]?.value.string }
    if let app = text("appId"), !isID(app, prefix: "app-") {
      refuse(
        "appId", "\"\(app)\" is not a valid app id of ESA",
        "its id begins with app-: the console lists the apps")
    }
    if let version = text("versionId"), !isID(version, prefix: "ver-") {
      refuse(
        "versionId", "\"\(version)\" is not a valid version id of ESA",
        "its id begins with ver-, e.g. ver-8796263716")
    }
    if text("versionId") != nil, target.options["containers"] != nil {
      refuse(
        "containers", "versionId and containers exclude each other: one names a version, one makes it",
        "remove one of them")
    } else if let containers = target.options["containers"] {
      do throws(Failure) { _ = try ContainerSpecs.encoded(containers) } catch { problems.append(error) }
    }
    let regions = target.options["regions"]?.value.array ?? []
    if text("publishType") == "region", regions.isEmpty, target.options["fullRelease"]?.value.boolean != true
    {
      refuse(
        "publishType", "publishType is \"region\", and no region is named",
        "set \"regions\", or \"fullRelease\": true")
    }
    guard let startTime = text("startTime") else { return problems }
    if !isUTCTime(startTime) {
      refuse("startTime", "\"\(startTime)\" is not a valid time in UTC", "write it as 2023-06-05T16:00:00Z")
    }
    // Until then nothing of it can be seen: the wait would only ever end by its timeout.
    if target.wait.isEnabled {
      refuse("startTime", "a publication at a set time cannot be waited for", "set \"wait\": false")
    }
    return problems
  }

  /// Told before a deploy: the API takes these and ignores them.
  var ineffectiveOptions: [Finding] {
    guard publishType != "region" else { return [] }
    let given = [regions.isEmpty ? nil : "regions", fullRelease == nil ? nil : "fullRelease"].compactMap {
      $0
    }
    return given.map { name in
      Finding(
        .warning, "\(name) has no effect without \"publishType\": \"region\"", rule: "esa/ineffective-option")
    }
  }

  /// The documents mask the digits of their examples with `*`.
  static func isID(_ text: String, prefix: String) -> Bool {
    let rest = text.dropFirst(prefix.count).utf8
    return text.hasPrefix(prefix) && (1...64).contains(rest.count)
      && rest.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2A }
  }

  /// `yyyy-MM-ddTHH:mm:ssZ`
  private static func isUTCTime(_ text: String) -> Bool {
    let form = Array("dddd-dd-ddTdd:dd:ddZ".utf8)
    let bytes = Array(text.utf8)
    guard bytes.count == form.count,
      zip(bytes, form).allSatisfy({ $1 == 0x64 ? (0x30...0x39).contains($0) : $0 == $1 })
    else { return false }
    func number(_ range: Range<Int>) -> Int { bytes[range].reduce(0) { $0 * 10 + Int($1) - 0x30 } }
    return (1...12).contains(number(5..<7)) && (1...31).contains(number(8..<10)) && number(11..<13) < 24
      && number(14..<16) < 60 && number(17..<19) < 60
  }
}
