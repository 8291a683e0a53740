/// One target of the config file, checked: every name in it is known and every value has the right type.
package struct Target: Equatable, Sendable {
  package var name: String
  /// The place of the target's key.
  package var place: Place
  /// The places of the keys inside the target, e.g. `verify` and the provider's, for later checks.
  package var places: [String: Place]
  /// The provider's name, e.g. `tcbr`.
  package var provider: String
  /// What is deployed to at the provider, for display, e.g. `prod-1a2b3c/api`.
  package var service: String
  /// The provider's options by name, as written.
  package var options: [String: Option]
  /// Nil when an option names something that the provider already has.
  package var artifact: ArtifactSpec?
  /// Nil: deployed only when named on the command line.
  package var when: When?
  /// Which tags are versions; nil: those that are valid SemVer.
  package var tags: GlobList?
  /// The first template whose names all have a value gives the version.
  package var version: [Template]
  package var remark: [Template]
  package var wait: Wait
  package var verify: Verify?
  package var onConflict: OnConflict
  package var onFailure: OnFailure
  package var order: Order
  /// The results that are written to chats; empty: none.
  package var notify: Set<Notify> = []
  /// Run in the work tree before packaging.
  package var before: [RepositoryCommand]
  /// Run in the work tree after a deploy that succeeded.
  package var after: [RepositoryCommand]
  /// Windows in which nothing is deployed.
  package var freeze: [Freeze]
  package var fleet: Fleet?

  package init(
    name: String, place: Place, places: [String: Place] = [:], provider: String, service: String = "",
    options: [String: Option] = [:], artifact: ArtifactSpec? = nil,
    when: When? = nil, tags: GlobList? = nil, version: [Template], remark: [Template], wait: Wait = Wait(),
    verify: Verify? = nil, onConflict: OnConflict = .fail, onFailure: OnFailure = .stop,
    order: Order = .newest, before: [RepositoryCommand] = [], after: [RepositoryCommand] = [],
    freeze: [Freeze] = [], fleet: Fleet? = nil
  ) {
    self.name = name
    self.place = place
    self.places = places
    self.provider = provider
    self.service = service
    self.options = options
    self.artifact = artifact
    self.when = when
    self.tags = tags
    self.version = version
    self.remark = remark
    self.wait = wait
    self.verify = verify
    self.onConflict = onConflict
    self.onFailure = onFailure
    self.order = order
    self.before = before
    self.after = after
    self.freeze = freeze
    self.fleet = fleet
  }

  /// The place of a key of the target; if it is missing, of the target's own key.
  package func place(of key: String) -> Place { places[key] ?? place }

  /// An option's value and its place, for later checks.
  package struct Option: Equatable, Sendable {
    package var value: JSON
    package var place: Place

    package init(_ value: JSON, at place: Place) {
      self.value = value
      self.place = place
    }
  }

  package struct When: Equatable, Sendable {
    package var branch: GlobList?
    package var tag: GlobList?

    package init(branch: GlobList?, tag: GlobList?) {
      self.branch = branch
      self.tag = tag
    }
  }

  package struct Wait: Equatable, Sendable {
    /// False: submit only.
    package var isEnabled: Bool
    package var timeout: Duration
    /// Nil: the provider's usual interval.
    package var interval: Duration?

    package init(isEnabled: Bool = true, timeout: Duration = .seconds(30 * 60), interval: Duration? = nil) {
      self.isEnabled = isEnabled
      self.timeout = timeout
      self.interval = interval
    }
  }

  /// A probe over HTTP after the rollout.
  package struct Verify: Equatable, Sendable {
    /// Absolute, or a path below the service's own URL. Nil: the service's own URL.
    package var url: String?
    package var expectStatus: Int
    /// Text the body must contain.
    package var expectBody: String?
    /// How long the request is repeated after a wrong answer, counted from the first request.
    package var within: Duration

    package static let usual = Duration.seconds(90)

    package var isAbsolute: Bool {
      url.map { $0.hasPrefix("http://") || $0.hasPrefix("https://") } ?? false
    }

    package init(
      url: String?, expectStatus: Int = 200, expectBody: String? = nil, within: Duration = usual
    ) {
      self.url = url
      self.expectStatus = expectStatus
      self.expectBody = expectBody
      self.within = within
    }
  }

  package enum OnConflict: String, CaseIterable, Sendable { case fail, wait, cancel }
  package enum OnFailure: String, CaseIterable, Sendable { case stop, rollback }
  package enum Order: String, CaseIterable, Sendable { case newest, any }
  package enum Notify: String, CaseIterable, Sendable { case deployed, failed, awaiting }

  /// The same target for many tenants.
  package struct Fleet: Equatable, Sendable {
    /// The option that differs, and its values or the file that lists them.
    package enum Over: Equatable, Sendable {
      case values(option: String, [String])
      case file(String)
    }
    package var over: Over
    /// Each a count (`1`) or a share (`10%`).
    package var waves: [String]
    package var maxFailures: Int
    package var parallel: Int

    package init(over: Over, waves: [String], maxFailures: Int, parallel: Int) {
      self.over = over
      self.waves = waves
      self.maxFailures = maxFailures
      self.parallel = parallel
    }
  }
}

/// What a target deploys.
package enum ArtifactSpec: Equatable, Sendable {
  /// A zip made from the commit.
  case package(PackageSpec)
  /// A built file, sent as it is. Path from the repository root.
  case file(path: String, maxBytes: Int?, place: Place)
  case image(ImageSpec)
  case repository(RepositorySpec)

  /// Its place in the config.
  package var place: Place {
    switch self {
    case .package(let spec): spec.place
    case .file(_, _, let place): place
    case .image(let spec): spec.place
    case .repository(let spec): spec.place
    }
  }

  package var form: ArtifactForm {
    switch self {
    case .package, .file: .package
    case .image: .image
    case .repository: .repository
    }
  }
}

package struct PackageSpec: Equatable, Sendable {
  package var place: Place
  /// Sub-folder that becomes the zip's root; `.` is the whole tree. No leading or trailing slash.
  package var path: String
  /// Relative to `path`. Nil: everything.
  package var include: GlobList?
  package var exclude: GlobList?
  /// Folders outside `path` that also count as its input (not packaged).
  package var shared: [String]
  package var symlinks: Symlinks
  package var submodules: Submodules
  package var lfs: LFS
  /// Globs of built files that are not in git, relative to `path` in the work tree.
  package var add: GlobList?
  /// Deflate level; 0 does not compress.
  package var level: Int
  package var maxBytes: Int?

  package init(
    place: Place, path: String = ".", include: GlobList? = nil, exclude: GlobList? = nil,
    shared: [String] = [],
    symlinks: Symlinks = .error, submodules: Submodules = .error, lfs: LFS = .error, add: GlobList? = nil,
    level: Int = 6, maxBytes: Int? = nil
  ) {
    self.place = place
    self.path = path
    self.include = include
    self.exclude = exclude
    self.shared = shared
    self.symlinks = symlinks
    self.submodules = submodules
    self.lfs = lfs
    self.add = add
    self.level = level
    self.maxBytes = maxBytes
  }

  package enum Symlinks: String, CaseIterable, Sendable { case error, follow, keep }
  package enum Submodules: String, CaseIterable, Sendable { case error, include, skip }
  package enum LFS: String, CaseIterable, Sendable { case error, worktree }
}

package struct ImageSpec: Equatable, Sendable {
  package var place: Place
  /// Registry and repository, without a tag.
  package var repository: String
  /// Tag or digest that CI pushed. Nil: the image already has the version's tag.
  package var from: Template?
  package var tag: Template
  package var via: Via
  package var replace: Bool

  package init(
    place: Place, repository: String, from: Template?, tag: Template, via: Via = .registry,
    replace: Bool = false
  ) {
    self.place = place
    self.repository = repository
    self.from = from
    self.tag = tag
    self.via = via
    self.replace = replace
  }

  package enum Via: String, CaseIterable, Sendable { case registry, docker }
}

package struct RepositorySpec: Equatable, Sendable {
  package var place: Place
  /// `github`, `gitlab` or `coding`.
  package var source: String
  package var name: String
  package var branch: Template?

  package init(place: Place, source: String, name: String, branch: Template?) {
    self.place = place
    self.source = source
    self.name = name
    self.branch = branch
  }
}

/// The whole config file, checked.
package struct Configuration: Equatable, Sendable {
  /// Path as given or found, for messages.
  package var file: String
  /// In the order of the file.
  package var targets: [Target]
  /// Names `{env:NAME}` may read.
  package var allowEnv: [String]

  package init(file: String, targets: [Target], allowEnv: [String]) {
    self.file = file
    self.targets = targets
    self.allowEnv = allowEnv
  }
}
