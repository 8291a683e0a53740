import Model

/// Describes every key of the config file.
struct Tables {
  let providers: [ProviderSchema]
  let target: Section
  let file: Section

  /// The keys for a target's artifact.
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
        Field("$schema", .text(.any), "URL of the JSON Schema, for editors."),
        Field(
          "version", .oneOrMore(.text(.versionTemplate)),
          "Template of the version. Of a list, the first whose names all have a value is used.",
          default: .array(Self.defaultVersion.map(JSON.string))),
        Field(
          "remark", .oneOrMore(.text(.template)),
          "Template of the remark. Of a list, the first whose names all have a value is used.",
          default: .string(Self.defaultRemark)),
        Field(
          "allowEnv", .list(.text(.environmentName), canBeEmpty: true),
          "Environment variables that templates may read as {env:NAME}.", default: []),
        Field("targets", .targets(target), "The targets, by name.", required: true),
      ])
  }

  static func section(of provider: ProviderSchema) -> Section {
    Section(provider.name, "\(provider.title).", provider.options.map(Field.init))
  }

  private static let targetFields = [
    Field(
      "when", .section(when),
      "Which commits are deployed here automatically. Without it: only when the target is named."),
    Field(
      "tags", .oneOrMore(.text(.refGlob)), "Which tags are versions. Default: the tags that are valid SemVer."
    ),
    Field("version", .oneOrMore(.text(.versionTemplate)), "Overrides \"version\" of the file."),
    Field("remark", .oneOrMore(.text(.template)), "Overrides \"remark\" of the file."),
    Field("package", .section(package), "The source as a zip, or a built file."),
    Field("image", .section(image), "A container image that CI pushed."),
    Field("repository", .section(repository), "The cloud pulls the source itself."),
    Field("wait", .orFalse(.section(wait)), "How to wait for the rollout; false: do not wait."),
    Field("verify", .section(verify), "An HTTP request that must succeed after the rollout."),
    Field(
      "onConflict", choice(Target.OnConflict.self), "What to do when another rollout is in progress.",
      default: "fail"),
    Field(
      "onFailure", choice(Target.OnFailure.self), "What to do when the rollout fails.", default: "stop"),
    Field(
      "order", choice(Target.Order.self), "newest: do not replace a newer commit.", default: "newest"),
    Field(
      "notify", .oneOrMore(choice(Target.Notify.self)),
      "When to write to the chats that are set in the environment. Default: never."),
    Field(
      "before", .commands,
      "Commands to run in the work tree before packaging: lines for sh, or lists of words. A list is a list of commands."
    ),
    Field(
      "after", .commands,
      "Commands to run in the work tree after a deploy that succeeded; not after one that was unchanged."),
    Field("freeze", .oneOrMore(.section(freeze)), "Windows in which nothing is deployed."),
    Field("fleet", .section(fleet), "Deploys the target to many tenants."),
  ]

  private static let when = Section(
    "when", "Branches and tags that are deployed automatically. Pull and merge requests never are.",
    [
      Field("branch", .oneOrMore(.text(.refGlob)), "Glob or list of globs."),
      Field("tag", .oneOrMore(.text(.refGlob)), "Glob or list of globs."),
    ], remedyWhenEmpty: "or remove \"when\": the target is then deployed only when it is named")

  private static let package = Section(
    "package", "A zip made from the commit, or a built file sent as it is.",
    [
      Field("path", .text(.path), "Folder that becomes the root of the zip.", default: "."),
      Field("include", .list(.text(.glob), canBeEmpty: false), "Files to package. Default: all."),
      Field("exclude", .list(.text(.glob), canBeEmpty: true), "Files to leave out."),
      Field(
        "shared", .list(.text(.path), canBeEmpty: true),
        "Folders outside path that the package also depends on."),
      Field(
        "symlinks", choice(PackageSpec.Symlinks.self), "What to do with symbolic links.", default: "error"),
      Field(
        "submodules", choice(PackageSpec.Submodules.self), "What to do with submodules.", default: "error"),
      Field("lfs", choice(PackageSpec.LFS.self), "What to do with Git LFS pointers.", default: "error"),
      Field("add", .list(.text(.glob), canBeEmpty: true), "Built files to add that are not in git."),
      Field("level", .integer(0...9), "Deflate level; 0: no compression.", default: 6),
      Field("maxBytes", .integer(1...Int.max), "Maximum size of the package."),
      Field(
        "file", .text(.path),
        "A built file to send as it is, e.g. target/app.jar. Only maxBytes can be combined with it."),
    ])

  private static let image = Section(
    "image", "A container image that CI pushed.",
    [
      Field("repository", .text(.imageRepository), "Registry and repository, without a tag.", required: true),
      Field(
        "from", .text(.template),
        "Tag or digest that CI pushed, or an image of another repository or registry, which is copied. Default: CI has pushed the tag to deploy."
      ),
      Field("tag", .text(.template), "The tag to deploy.", default: "{version}"),
      Field(
        "via", choice(ImageSpec.Via.self), "What sets the tag: the registry's API, or docker.",
        default: "registry"),
      Field("replace", .boolean, "Whether an existing tag may be moved to another image.", default: false),
    ])

  private static let repository = Section(
    "repository", "A repository that the cloud pulls.",
    [
      Field("source", .choice(["github", "gitlab", "coding"]), "Where it is hosted.", required: true),
      Field("name", .text(.nonEmpty), "Its name there, e.g. acme/api.", required: true),
      Field("branch", .text(.template), "The branch to pull, for providers that support it."),
    ])

  private static let wait = Section(
    "wait", "How to wait for the rollout.",
    [
      Field("timeout", .text(.duration), "How long to wait.", default: "30m"),
      Field("interval", .text(.duration), "Time between polls. Default: depends on the provider."),
    ])

  private static let verify = Section(
    "verify", "An HTTP request that must succeed after the rollout.",
    [
      Field(
        "url", .text(.url),
        "An https or http URL, or a path on the service's URL. Default: the service's URL."),
      Field("expectStatus", .integer(100...599), "The expected status code.", default: 200),
      Field("expectBody", .text(.nonEmpty), "Text that the body must contain."),
      Field(
        "within", .text(.duration), "How long to retry until the response is as expected.", default: "90s"),
    ])

  private static let freeze = Section(
    "freeze", "A window in which nothing is deployed: every week, or between two dates.",
    [
      Field(
        "from", .text(.freezeTime), "Its start: a day of the week and a time, or a date.", required: true),
      Field("to", .text(.freezeTime), "Its end. A date without a time includes that day.", required: true),
      Field("zone", .text(.zone), "The time zone of both.", default: "UTC"),
    ])

  private static let fleet = Section(
    "fleet", "Deploys the target to many tenants.",
    [
      Field(
        "over", .fleetOver, "The option that differs and its values, or the file that lists them.",
        required: true),
      Field(
        "waves", .list(.wave, canBeEmpty: false), "How many tenants each wave has.",
        default: ["100%"]),
      Field(
        "maxFailures", .integer(0...Int.max), "Stop when more tenants than this have failed.", default: 0),
      Field("parallel", .integer(1...100), "How many tenants to deploy to at the same time.", default: 1),
    ])

  /// All sections, outermost first. What options of a provider contain follows it, each with the names before it:
  /// `tcbr.items`.
  var sections: [Section] {
    [
      file, target, Self.when, Self.package, Self.image, Self.repository, Self.wait, Self.verify, Self.freeze,
      Self.fleet,
    ]
      + providers.map(Self.section).flatMap { [$0] + Self.inner(of: $0) }
  }

  private static func inner(of section: Section) -> [Section] {
    section.fields.flatMap { field -> [Section] in
      guard var inner = field.shape.section else { return [] }
      inner.name = "\(section.name).\(field.name)"
      inner.help = field.help
      return [inner] + Self.inner(of: inner)
    }
  }

  private static func choice<T: RawRepresentable<String> & CaseIterable>(_ type: T.Type) -> Shape {
    .choice(T.allCases.map(\.rawValue))
  }
}
