import Model

/// Every key of the config file: the one description of it.
struct Tables {
  let providers: [ProviderSchema]
  let target: Section
  let file: Section

  /// The keys that hold a target's artifact, by form.
  static let artifactKeys = ArtifactForm.allCases.map(\.rawValue)
  static let defaultVersion = ["{tag}", "{date}-{short}"]
  static let defaultRemark = "{version} {subject} ({short} {author})"

  init(providers: [ProviderSchema]) {
    self.providers = providers
    target = Section(
      "target", "One service to deploy to: one provider and one artifact.",
      Self.targetFields
        + providers.map { Field($0.name, .section(Self.section(of: $0)), "Deploys to \($0.title).") })
    file = Section(
      "file", "The whole file.",
      [
        Field("$schema", .text(.any), "Address of the JSON Schema, for editors."),
        Field(
          "version", .oneOrMore(.text(.versionTemplate)),
          "Template of the version; of a list, the first whose names all have a value.",
          default: .array(Self.defaultVersion.map(JSON.string))),
        Field(
          "remark", .oneOrMore(.text(.template)),
          "Template of the remark; of a list, the first whose names all have a value.",
          default: .string(Self.defaultRemark)),
        Field(
          "allowEnv", .list(.text(.environmentName), canBeEmpty: true),
          "Environment variables that templates may read as {env:NAME}.", default: []),
        Field("targets", .targets(target), "The targets by name.", required: true),
      ])
  }

  static func section(of provider: ProviderSchema) -> Section {
    Section(provider.name, "\(provider.title).", provider.options.map(Field.init))
  }

  private static let targetFields = [
    Field("when", .section(when), "Which commits deploy here by themselves; absent: only when named."),
    Field(
      "tags", .oneOrMore(.text(.refGlob)), "Which tags are versions; absent: those that read as SemVer."),
    Field("version", .oneOrMore(.text(.versionTemplate)), "Instead of the file's."),
    Field("remark", .oneOrMore(.text(.template)), "Instead of the file's."),
    Field("package", .section(package), "The source as a zip, or a built file."),
    Field("image", .section(image), "A container image that CI pushed."),
    Field("repository", .section(repository), "The cloud pulls the source itself."),
    Field("wait", .orFalse(.section(wait)), "Following the rollout; false: submit only."),
    Field("verify", .section(verify), "A probe over HTTP after the rollout."),
    Field(
      "onConflict", choice(Target.OnConflict.self), "What to do when a rollout is already in flight.",
      default: "fail"),
    Field(
      "onFailure", choice(Target.OnFailure.self), "What to do when the rollout fails.", default: "stop"),
    Field(
      "order", choice(Target.Order.self), "newest: refuse to replace a newer commit.", default: "newest"),
    Field("fleet", .section(fleet), "The same target over many tenants."),
  ]

  private static let when = Section(
    "when", "Branches and tags that deploy by themselves; pull and merge requests never do.",
    [
      Field("branch", .oneOrMore(.text(.refGlob)), "Glob or list of globs."),
      Field("tag", .oneOrMore(.text(.refGlob)), "Glob or list of globs."),
    ], remedyWhenEmpty: "remove \"when\": the target then deploys only when it is named")

  private static let package = Section(
    "package", "A zip made from the commit, or a built file sent as it is.",
    [
      Field("path", .text(.path), "Folder that becomes the zip's root.", default: "."),
      Field("include", .list(.text(.glob), canBeEmpty: false), "What to package; absent: everything."),
      Field("exclude", .list(.text(.glob), canBeEmpty: true), "What to leave out."),
      Field("shared", .list(.text(.path), canBeEmpty: true), "Folders outside path that count as its input."),
      Field(
        "symlinks", choice(PackageSpec.Symlinks.self), "What to do with symbolic links.", default: "error"),
      Field(
        "submodules", choice(PackageSpec.Submodules.self), "What to do with submodules.", default: "error"),
      Field("lfs", choice(PackageSpec.LFS.self), "What to do with Git LFS pointers.", default: "error"),
      Field("add", .list(.text(.glob), canBeEmpty: true), "Built files that git does not hold."),
      Field("level", .integer(0...9), "Deflate level; 0 stores.", default: 6),
      Field("maxBytes", .integer(1...Int.max), "A larger package is an error."),
      Field("file", .text(.path), "A built file such as target/app.jar, instead of all but maxBytes."),
    ])

  private static let image = Section(
    "image", "A container image that CI pushed.",
    [
      Field("repository", .text(.imageRepository), "Registry and repository, without a tag.", required: true),
      Field(
        "from", .text(.template), "Tag or digest that CI pushed; absent: the version's tag is there."),
      Field("tag", .text(.template), "The tag to deploy.", default: "{version}"),
      Field("via", choice(ImageSpec.Via.self), "Who sets the tag.", default: "registry"),
      Field("replace", .boolean, "Whether the tag may move to another digest.", default: false),
    ])

  private static let repository = Section(
    "repository", "A repository that the cloud pulls.",
    [
      Field("source", .choice(["github", "gitlab", "coding"]), "Where it is hosted.", required: true),
      Field("name", .text(.nonEmpty), "Its name there, e.g. acme/api.", required: true),
      Field("branch", .text(.template), "The branch to pull, where the provider has that choice."),
    ])

  private static let wait = Section(
    "wait", "Following the rollout.",
    [
      Field("timeout", .text(.duration), "How long to follow it.", default: "30m"),
      Field("interval", .text(.duration), "Time between looks; absent: the provider's rhythm."),
    ])

  private static let verify = Section(
    "verify", "A probe over HTTP after the rollout.",
    [
      Field(
        "url", .text(.url),
        "Absolute, over https or plain http, or a path below the service's URL; absent: the service's URL."),
      Field("expectStatus", .integer(100...599), "The status that is a success.", default: 200),
      Field("expectBody", .text(.nonEmpty), "Text that the body must contain."),
      Field("within", .text(.duration), "How long a wrong answer is asked again.", default: "90s"),
    ])

  private static let fleet = Section(
    "fleet", "The same target over many tenants.",
    [
      Field(
        "over", .fleetOver, "The option that differs and its values, or the file that lists them.",
        required: true),
      Field(
        "waves", .list(.wave, canBeEmpty: false), "How many tenants at a time, wave by wave.",
        default: ["100%"]),
      Field(
        "maxFailures", .integer(0...Int.max), "More failed tenants than this stop the fleet.", default: 0),
      Field("parallel", .integer(1...100), "Tenants deployed to at the same time.", default: 1),
    ])

  /// The tables for documents, outermost first.
  var sections: [Section] {
    [file, target, Self.when, Self.package, Self.image, Self.repository, Self.wait, Self.verify, Self.fleet]
      + providers.map(Self.section)
  }

  private static func choice<T: RawRepresentable<String> & CaseIterable>(_ type: T.Type) -> Shape {
    .choice(T.allCases.map(\.rawValue))
  }
}
