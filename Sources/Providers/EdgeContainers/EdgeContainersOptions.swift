import Effects
import Model

/// The options, and what can be wrong with their values.
extension EdgeContainers {
  package static let schema = ProviderSchema(
    name: "esa",
    title: "Alibaba Cloud ESA edge containers",
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
        """
        what a new version is made of; absent: a clone of the live version with the target's image, for an app without \
        versions one small container
        """),
      OptionSpec(
        "percentage", .integer(1...100), "share of the traffic; below 100 a person promotes it later",
        default: 100),
      OptionSpec(
        "publishType", .choice(["percentage", "region"]), "how the version is rolled out",
        default: "percentage"),
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
    logs: [.run],
    sharesTraffic: true,
    imageAccess:
      "store the registry's account in the app once: image secrets in the console (CreateEdgeContainerAppImageSecret)",
    hasAddress: false,
    // The vendor's model allows 1024 characters (its SDK for Java); these are readable in the console's tables.
    remarkLimit: RemarkLimit(characters: 100, utf8Bytes: 255),
    versionRule: .imageTag,
    polling: Polling(shortest: .seconds(5), usual: .seconds(10), registration: .seconds(60)))

  package static func problems(of target: Target, in world: World) -> [Failure] {
    var problems: [Failure] = []
    func refuse(_ option: String, _ what: Text, _ remedy: Text) {
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
        "containers",
        "versionId and containers cannot be combined: one names an existing version, the other creates one",
        "remove one of them")
    } else if let containers = target.options["containers"] {
      do throws(Failure) { _ = try ContainerSpecs.encoded(containers) } catch { problems.append(error) }
    }
    let regions = target.options["regions"]?.value.array ?? []
    if text("publishType") == "region", regions.isEmpty, target.options["fullRelease"]?.value.boolean != true
    {
      refuse(
        "publishType", "publishType is \"region\", but no region is set",
        "set \"regions\", or \"fullRelease\": true")
    }
    guard let startTime = text("startTime") else { return problems }
    if !isUTCTime(startTime) {
      refuse("startTime", "\"\(startTime)\" is not a valid time in UTC", "write it as 2023-06-05T16:00:00Z")
    }
    // Before that time the API shows nothing of it: the wait would only time out.
    if target.wait.isEnabled {
      refuse("startTime", "sampan cannot wait for a publication at a set time", "set \"wait\": false")
    }
    return problems
  }

  /// Reported before a deploy: the API accepts these and ignores them.
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

/// What a version is made of (`Containers`): the fields of the API's model, version 2024-09-10, by their own names.
enum ContainerSpecs {
  private static let text = OptionSpec.Kind.string
  // The vendor's model has no maximum.
  private static let seconds = OptionSpec.Kind.integer(0...Int(Int32.max))
  private static let times = OptionSpec.Kind.integer(1...Int(Int32.max))

  private static let registry = OptionSpec.Kind.object([
    OptionSpec("Domain", text, "the registry's host"), OptionSpec("InstanceId", text, "its instance"),
    OptionSpec("IsEnterpriseRegistry", .boolean, "whether it is an enterprise instance"),
    OptionSpec("RegionId", text, "its region"), OptionSpec("RepoId", text, "the repository's id"),
    OptionSpec("RepoName", text, "the repository"), OptionSpec("RepoNamespace", text, "its namespace"),
    OptionSpec("Tag", text, "the tag; absent: that of the target's image"),
    OptionSpec("TagUrl", text, "the tag's address"),
  ])

  private static let probe = OptionSpec.Kind.object([
    OptionSpec("Command", text, "for `exec`"), OptionSpec("Path", text, "for `httpGet`"),
    OptionSpec("Port", .integer(1...65_535), "for `httpGet` and `tcpSocket`"),
    OptionSpec("Scheme", .choice(["HTTP", "HTTPS"]), "for `httpGet`"),
    OptionSpec("Host", text, "for `httpGet`"), OptionSpec("HttpHeaders", text, "for `httpGet`"),
    OptionSpec("InitialDelaySeconds", seconds, "before the first probe"),
    OptionSpec("PeriodSeconds", seconds, "between two probes"),
    OptionSpec("TimeoutSeconds", seconds, "for an answer"),
    OptionSpec("SuccessThreshold", times, "answers in a row that count"),
    OptionSpec("FailureThreshold", times, "failures in a row that count"),
  ])

  static let options: [OptionSpec] = [
    OptionSpec("Name", text, "unique in the version", required: true),
    OptionSpec("Image", text, "absent: the target's image"),
    OptionSpec("IsACRImage", .boolean, "whether the image is the one in ACRImageInfo", default: false),
    OptionSpec("ACRImageInfo", registry, "the image in Alibaba's own registry"),
    OptionSpec(
      "Spec", .choice(["1C2G", "2C4G", "2C8G", "4C8G", "4C16G", "8C16G", "8C32G"]), "cores and memory",
      required: true),
    OptionSpec("Storage", .choice(["0.5G", "10G", "20G", "30G"]), "disk", required: true),
    OptionSpec(
      "ProbeType", .choice(["exec", "tcpSocket", "httpGet"]), "how health is checked", required: true),
    OptionSpec("ProbeContent", probe, "details of the check", required: true),
    OptionSpec("Command", text, "in place of the image's entry point, words separated by spaces"),
    OptionSpec("Args", text, "its arguments, separated by spaces"),
    OptionSpec("EnvVariables", .map(text), "environment variables; no value can hold a comma"),
    OptionSpec("PostStart", text, "run when the container starts"),
    OptionSpec("PreStop", text, "run before it stops"),
  ]

  // MARK: From the config

  /// The option's value in the API's spelling, without an image where the config has none.
  static func encoded(_ option: Target.Option) throws(Failure) -> [JSON] {
    var encoded: [JSON] = []
    for container in option.value.array ?? [] {
      var fields = container.object ?? [:]
      fields["IsACRImage"] = fields["IsACRImage"] ?? false
      if let variables = fields["EnvVariables"]?.object {
        fields["EnvVariables"] = .string(try line(of: variables, at: option.place))
      }
      encoded.append(.object(fields))
    }
    guard encoded.contains(where: { $0["Image"] == nil }) else {
      throw Failure(
        .configuration, "no container uses the target's image", place: option.place,
        remedies: ["leave out \"Image\" where the image of the commit goes"])
    }
    return encoded
  }

  /// `k1=v1,k2=v2`, sorted: a comma cannot be escaped.
  private static func line(of variables: [String: JSON], at place: Place) throws(Failure) -> String {
    var pairs: [String] = []
    for (name, value) in variables.sorted(by: { $0.key < $1.key }) {
      let value = value.string ?? ""
      guard !name.contains(where: { ",=".contains($0) }), !name.isEmpty, !value.contains(",") else {
        throw Failure(
          .configuration, "variable \"\(name)\" cannot be sent: ESA separates variables by commas",
          place: place, remedies: ["keep commas out of names and values, and = out of names"])
      }
      pairs.append("\(name)=\(value)")
    }
    return pairs.joined(separator: ",")
  }

  /// With the image in every container that has none.
  static func filled(_ containers: [JSON], image: ImageReference) -> [JSON] {
    containers.map { $0["Image"] == nil ? $0.running(image) : $0 }
  }

  // MARK: Of an app without versions

  /// The smallest container that the API has, checked by a connection to its port.
  static func first(of image: ImageReference, port: Int) -> [JSON] {
    [
      [
        "Name": "app", "Image": .string(image.name), "IsACRImage": false, "Spec": "1C2G", "Storage": "0.5G",
        "ProbeType": "tcpSocket", "ProbeContent": ["Port": .integer(port)],
      ]
    ]
  }

  // MARK: From the live version

  /// The containers of an answer, as they can be sent again.
  static func sendable(_ containers: [JSON]) -> [JSON] { containers.map { $0.pruned ?? .object([:]) } }

  /// The live containers with the image in the one that it belongs to: the only one, or
  /// those that run another tag of the same repository.
  static func clone(of containers: [JSON], image: ImageReference) throws(Failure) -> [JSON] {
    let live = sendable(containers)
    let matches = live.indices.filter { index in
      live.count == 1
        || live[index]["Image"]?.string.flatMap(ImageRepository.init(ofImage:)) == image.repository
    }
    guard !matches.isEmpty else {
      let images = live.compactMap { $0["Image"]?.string }.joined(separator: ", ")
      throw Failure(
        .configuration,
        "none of its \(live.count) containers runs \(image.repository.name); they run \(images)",
        remedies: ["describe the version: \"containers\" in \"esa\""])
    }
    var cloned = live
    for index in matches {
      if live[index]["IsACRImage"]?.boolean == true, let info = live[index]["ACRImageInfo"] {
        let path = [info["RepoNamespace"], info["RepoName"]].compactMap { $0?.string }.joined(separator: "/")
        guard image.repository.name.hasSuffix("/" + path), !path.isEmpty else {
          throw Failure(
            .configuration,
            "it takes its image from \(path) of Alibaba's own registry, not from \(image.repository.name)",
            remedies: ["describe the version: \"containers\" in \"esa\""])
        }
      }
      cloned[index] = live[index].running(image)
    }
    return cloned
  }
}

extension JSON {
  /// A container with another image. Its tag in Alibaba's own registry changes with it.
  fileprivate func running(_ image: ImageReference) -> JSON {
    var fields = object ?? [:]
    fields["Image"] = .string(image.name)
    if var info = fields["ACRImageInfo"]?.object, let tag = image.tag {
      info["Tag"] = .string(tag.description)
      if info["TagUrl"] != nil { info["TagUrl"] = .string(image.name) }
      fields["ACRImageInfo"] = .object(info)
    }
    return .object(fields)
  }

  /// Without empty members; nil when nothing is left.
  fileprivate var pruned: JSON? {
    switch self {
    case .null, .string(""): nil
    case .object(let fields):
      fields.compactMapValues(\.pruned).isEmpty ? nil : .object(fields.compactMapValues(\.pruned))
    default: self
    }
  }
}
