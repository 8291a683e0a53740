import Model

/// The fields of a version as a rolling update takes them: which there are, of which type, and how they are spelled.
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
      "per cent of the traffic; absent: as it is. Below 100 a person promotes the version later"),
    OptionSpec("cpu", text, "cores, e.g. `\"0.25\"`; this and what follows stays as it is when absent"),
    OptionSpec("mem", text, "memory in GiB, e.g. `\"0.5\"`"),
    OptionSpec("minNum", text, "least instances, e.g. `\"0\"`"),
    OptionSpec("maxNum", text, "most instances, e.g. `\"5\"`"),
    OptionSpec("policyType", text, "what scaling measures, e.g. `cpu`"),
    OptionSpec("policyThreshold", text, "per cent at which it scales, e.g. `\"60\"`"),
    OptionSpec(
      "policyDetail",
      .list(
        .object([
          OptionSpec("policyType", text, "what is measured", required: true),
          OptionSpec("policyThreshold", .number(0...100), "per cent", required: true),
        ])), "several rules to scale by"),
    OptionSpec("envParams", text, "all environment variables, a JSON object in a string"),
    OptionSpec("containerPort", .integer(1...65_535), "the port the container listens on"),
    OptionSpec("customLogs", text, "where the log is collected, e.g. `stdout`"),
    OptionSpec("dockerfilePath", text, "path of the Dockerfile inside the package"),
    OptionSpec("buildDir", text, "folder of the build context inside the package"),
    OptionSpec(
      "repositoryType", .choice(["coding", "gitlab", "github"]),
      "follows from `repository`; may be repeated"),
    OptionSpec("repository", text, "follows from the target's `repository`; may be repeated"),
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
    OptionSpec("packageName", text, "a package that is there already, in place of an artifact"),
    OptionSpec("packageVersion", text, "its version"),
    OptionSpec(
      "imageInfo",
      .object([
        OptionSpec("repositoryName", text, "repository without the registry"),
        OptionSpec("isPublic", .boolean, "anybody may pull it"),
        OptionSpec("tagName", text, "follows from `image`; may be repeated"),
        OptionSpec("serverAddr", text, "the registry"),
        OptionSpec("imageUrl", text, "follows from `image`; may be repeated"),
      ]), "what `image` cannot say of the image"),
    OptionSpec("isRebuild", .boolean, "play the traffic back"),
    OptionSpec("initialDelaySeconds", .integer(0...1000), "seconds before the first health check"),
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
    OptionSpec("snapshotName", text, "go back to this entry of the version's history; nothing is sent"),
    OptionSpec("rollback", .boolean, "follows from `snapshotName`; may be repeated"),
    OptionSpec("enableUnion", .boolean, "use the unified domain"),
    OptionSpec("serverPath", text, "path of the service; counts the first time only"),
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
