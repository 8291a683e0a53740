import Effects
import HTTP
import Model

/// The options, and what can be wrong with their values.
extension WeChatHosting {
  /// The fields of the rolling update in camelCase, with the types that the interface has for them. `access_token`
  /// comes from the environment, `version_remark` is the target's `remark`.
  package static let schema = ProviderSchema(
    name: "wechat",
    title: "WeChat cloud hosting, through a third-party platform",
    accepts: [.package, .image, .repository],
    artifactOptions: ["packageName", "snapshotName"],
    options: VersionFields.specs + [
      OptionSpec(
        "region", .string,
        "where the environment is, e.g. `ap-shanghai`, for uploads of packages; absent: TENCENTCLOUD_REGION"),
      OptionSpec(
        "mintToken", .boolean,
        "mint a new component_access_token when none is given; the server's own expires within minutes",
        default: false),
    ],
    serviceOptions: ["envId", "serverName"],
    // The interface has no call that stops a rollout.
    cannot: [
      .cancel:
        "WeChat has no call that stops an update: end it in the console of cloud hosting (https://cloud.weixin.qq.com/cloudrun), or roll back when it has ended",
      .logs: "WeChat has no call that returns logs; they are in its console",
    ],
    sharesTraffic: true,
    imageAccess:
      "use a repository of the environment's own account, or a public one; the console lists those that it can pull",
    hasAddress: false,
    // The API documents no limit; these are safe in the console's tables.
    remarkLimit: RemarkLimit(characters: 100, utf8Bytes: 255),
    versionRule: .imageTag,
    polling: Polling(shortest: .seconds(5), usual: .seconds(5), registration: .seconds(60)))

  static let newest = "latest"

  package static func problems(of target: Target, in world: World) -> [Failure] {
    var problems: [Failure] = []
    func refuse(_ option: String?, _ what: Text, _ remedy: Text) {
      problems.append(refusal(option, of: target, what, remedy))
    }
    for name in VersionFields.numerals {
      guard let text = target.options[name]?.value.string, !isNumber(text) else { continue }
      refuse(name, "\"\(text)\" is not a valid number for \(name)", "write it in quotes, e.g. \"0.5\"")
    }
    if let text = target.options["envParams"]?.value.string, !isObject(text) {
      refuse(
        "envParams", "envParams is not a JSON object in a string", #"write it as "{\"NAME\":\"value\"}""#)
    }
    if case .file(let path, _, let place)? = target.artifact, !path.lowercased().hasSuffix(".zip") {
      problems.append(
        Failure(
          .configuration, "\"\(path)\" is not a zip, and WeChat accepts no other package", place: place,
          remedies: ["pack it into a zip, with a Dockerfile that runs it"]))
    }
    return problems + TencentAPI.problems(ofRegion: target) + target.missingBranch
      + existingArtifactProblems(of: target)
      + contradictions(in: target, image: target.constantImage, branch: target.constantBranch)
  }

  /// Options that name something already at the platform.
  private static func existingArtifactProblems(of target: Target) -> [Failure] {
    var problems: [Failure] = []
    func has(_ option: String) -> Bool { target.options[option] != nil }
    func refuse(_ option: String, _ what: Text, _ remedy: Text) {
      problems.append(refusal(option, of: target, what, remedy))
    }
    if has("packageName"), has("snapshotName") {
      refuse("snapshotName", "packageName and snapshotName cannot be combined", "remove one")
    }
    if has("packageName") != has("packageVersion") {
      refuse(
        has("packageName") ? "packageName" : "packageVersion",
        "packageName and packageVersion must be set together",
        "set both, or neither to upload a package")
    }
    let goesBack = target.options["rollback"]?.value.boolean
    if !has("snapshotName"), goesBack == true {
      refuse("rollback", "\"rollback\" requires \"snapshotName\"", "set \"snapshotName\"")
    }
    if has("snapshotName"), goesBack == false {
      refuse("rollback", "snapshotName without rollback does nothing", "remove \"rollback\": false")
    }
    return problems
  }

  /// Options may repeat what follows from the artifact, but not contradict it. `image` and `branch`: nil where they
  /// are not known yet.
  static func contradictions(in target: Target, image: ImageReference?, branch: String?) -> [Failure] {
    let given = VersionFields.encoded(target.options.mapValues(\.value))
    let implied = source(of: target, image: image, branch: branch, package: nil)
    var problems: [Failure] = []
    for (name, value) in implied.sorted(by: { $0.key < $1.key }) {
      if name == "image_info" {
        for part in ["image_url", "tag_name"] {
          guard let other = given[name]?[part], other != value[part] else { continue }
          problems.append(
            refusal(
              "imageInfo", of: target,
              "imageInfo names another image than the target: \"\(other.string ?? "")\"",
              "remove it: image_info is made from \"image\""))
        }
      } else if name == "code_detail" {
        let other = given[name]?["name"]?["full_name"]
        guard let other, other != value["name"]?["full_name"] else { continue }
        problems.append(
          refusal(
            "codeDetail", of: target,
            "codeDetail names another repository than the target: \"\(other.string ?? "")\"",
            "remove its name: it is made from \"repository\""))
      } else if let other = given[name], other != value {
        problems.append(
          refusal(
            VersionFields.optionName(name), of: target, "\(name) contradicts the target's artifact",
            "remove it here"))
      }
    }
    return problems
  }

  private static func refusal(
    _ option: String?, of target: Target, _ what: Text, _ remedy: Text
  ) -> Failure {
    let place = option.flatMap { target.options[$0]?.place } ?? target.place(of: schema.name)
    return Failure(.configuration, what, place: place, remedies: [remedy])
  }

  /// Digits with at most one point.
  private static func isNumber(_ text: String) -> Bool {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    return parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
  }

  private static func isObject(_ text: String) -> Bool {
    (try? JSONCoding.decode([String: JSON].self, from: Array(text.utf8), answering: "envParams")) != nil
  }
}

extension Target {
  /// The image of a deploy, when no template makes it depend on the commit.
  fileprivate var constantImage: ImageReference? {
    guard case .image(let spec)? = artifact, let tag = spec.tag.constant else { return nil }
    return ImageReference("\(spec.repository):\(tag)")
  }

  fileprivate var constantBranch: String? {
    guard case .repository(let spec)? = artifact else { return nil }
    return spec.branch?.constant
  }
}

/// The fields of a version as a rolling update takes them: their names, types and spelling.
/// https://developers.weixin.qq.com/doc/oplatform/openApi/cloudrun-batch/ (updateCloudbaseServiceVersion)
enum VersionFields {
  private static let text = OptionSpec.Kind.string

  static let specs: [OptionSpec] = [
    OptionSpec("envId", text, "the environment, e.g. `prod-1a2b3c`", required: true),
    OptionSpec("serverName", text, "the service; it must exist and have a version", required: true),
    OptionSpec(
      "versionName", text, "the version to replace, e.g. `api-003`; `latest` is looked up first",
      default: .string(WeChatHosting.newest)),
    OptionSpec(
      "uploadType", .choice(["package", "repository", "image"]), "follows from the artifact; may be repeated"),
    OptionSpec(
      "flowRatio", .integer(0...100),
      "percent of the traffic; default: unchanged. Below 100 a person promotes the version later"),
    OptionSpec("cpu", text, "cores, e.g. `\"0.25\"`; default for this and all options below: unchanged"),
    OptionSpec("mem", text, "memory in GiB, e.g. `\"0.5\"`"),
    OptionSpec("minNum", text, "minimum number of instances, e.g. `\"0\"`"),
    OptionSpec("maxNum", text, "maximum number of instances, e.g. `\"5\"`"),
    OptionSpec("policyType", text, "what scaling measures, e.g. `cpu`"),
    OptionSpec("policyThreshold", text, "percent at which it scales, e.g. `\"60\"`"),
    OptionSpec(
      "policyDetail",
      .list(
        .object([
          OptionSpec("policyType", text, "what is measured", required: true),
          OptionSpec("policyThreshold", .number(0...100), "percent", required: true),
        ])), "several rules to scale by"),
    OptionSpec("envParams", text, "all environment variables, a JSON object in a string"),
    OptionSpec("containerPort", .integer(1...65_535), "the port the container listens on"),
    OptionSpec("customLogs", text, "where the log is collected, e.g. `stdout`"),
    OptionSpec("dockerfilePath", text, "path of the Dockerfile inside the package"),
    OptionSpec("buildDir", text, "folder of the build context inside the package"),
    OptionSpec(
      "repositoryType", .choice(["coding", "gitlab", "github"]),
      "follows from `repository`; may be repeated"),
    OptionSpec(
      "repository", text, "the repository's address, where the platform needs it beside the name"),
    OptionSpec("branch", text, "follows from `repository`; may be repeated"),
    OptionSpec(
      "codeDetail",
      .object([
        OptionSpec(
          "name",
          .object([
            OptionSpec("name", text, "e.g. `api`"), OptionSpec("fullName", text, "e.g. `acme/api`"),
          ]), "the repository's name"),
        OptionSpec("url", text, "the repository's address"),
      ]), "details of the repository that the cloud pulls"),
    OptionSpec("packageName", text, "a package that is already uploaded, in place of an artifact"),
    OptionSpec("packageVersion", text, "its version"),
    OptionSpec(
      "imageInfo",
      .object([
        OptionSpec("repositoryName", text, "repository without the registry"),
        OptionSpec("isPublic", .boolean, "anyone may pull it"),
        OptionSpec("tagName", text, "follows from `image`; may be repeated"),
        OptionSpec("serverAddr", text, "the registry"),
        OptionSpec("imageUrl", text, "follows from `image`; may be repeated"),
      ]), "more about the image than `image` has"),
    OptionSpec("isRebuild", .boolean, "replay the traffic"),
    // The interface documents no maximum.
    OptionSpec(
      "initialDelaySeconds", .integer(0...Int(Int32.max)), "seconds before the first health check"),
    OptionSpec(
      "mountVolumeInfo",
      .list(
        .object([
          OptionSpec("name", text, "name of the resource"),
          OptionSpec("mountPath", text, "path in the container"),
          OptionSpec("readOnly", .boolean, "no writes"),
          OptionSpec(
            "nfsVolumes",
            .list(
              .object([
                OptionSpec("server", text, "NFS server"), OptionSpec("path", text, "path on it"),
                OptionSpec("readOnly", .boolean, "no writes"),
                OptionSpec("secretName", text, "name of the stored secret"),
                OptionSpec("enableEmptyDirVolume", .boolean, "a temporary folder"),
              ])), "NFS volumes"),
        ])), "mounted CFS storage"),
    OptionSpec("snapshotName", text, "roll back to this entry of the version's history; nothing is uploaded"),
    OptionSpec("rollback", .boolean, "follows from `snapshotName`; may be repeated"),
    OptionSpec("enableUnion", .boolean, "use the unified domain"),
    OptionSpec("serverPath", text, "path of the service; used only the first time"),
    OptionSpec("isUpdateCls", .boolean, "update the log service"),
  ]

  /// Numbers that the rolling update takes as text.
  static let numerals = ["cpu", "mem", "minNum", "maxNum", "policyThreshold"]

  /// Options as the API spells them.
  static func encoded(_ options: [String: JSON]) -> [String: JSON] {
    let names = Set(specs.map(\.name))
    return spelled(options.filter { names.contains($0.key) })
  }

  /// `env_id` is `envId` in a config.
  static func optionName(_ name: String) -> String? { specs.first { wireName($0.name) == name }?.name }

  private static func spelled(_ object: [String: JSON]) -> [String: JSON] {
    Dictionary(object.map { (wireName($0.key), spelled($0.value)) }) { first, _ in first }
  }

  private static func spelled(_ value: JSON) -> JSON {
    switch value {
    case .object(let members): .object(spelled(members))
    case .array(let elements): .array(elements.map(spelled))
    default: value
    }
  }

  private static func wireName(_ name: String) -> String {
    name.reduce(into: "") { $0 += $1.isUppercase ? "_" + $1.lowercased() : String($1) }
  }
}
