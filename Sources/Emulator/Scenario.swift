import Model

/// How the emulated cloud behaves, as data: a name that a person types, and the switches it turns.
package struct Scenario: Equatable, Sendable {
  package var name: String
  /// One line for `--help`, lower case.
  package var help: Text

  /// How our rollouts go.
  package var rollout: RolloutCourse = .succeeds
  /// Another deploy's rollout is in progress from the start and ends after a while.
  package var isBusy = false
  /// With `rollout` `.buildFails`: images are private, and the cloud has no secret for them.
  package var refusesImages = false
  /// What `UpdateCloudRunServer` answers, and when.
  package var update: UpdateAnswer = .ordinary
  /// How many calls of each action are throttled before the first one passes.
  package var throttledCalls = 0
  /// How many uploads are cut before the first one passes.
  package var cutUploads = 0
  /// What happens to an upload that arrives.
  package var storage: Storage = .stores
  /// Seconds by which the cloud's clock is ahead of ours.
  package var clockSkew = 0
  /// Calls that change something are refused: the key has no permission.
  package var deniesWrites = false
  /// Calls that change something are refused: the account owes money.
  package var isFrozen = false
  /// How long the platform tidies up from the start, and refuses updates though no rollout is to be seen.
  package var tidySeconds = 0.0
  package var isRetired = false
  /// What a call for an environment in another region is answered: that the region is wrong, or that the environment
  /// does not exist. Both were seen.
  package var refusesRegions = true
  /// What happens to every answer on its way.
  package var wire: Wire = .clean
  /// What the platform was seen to do to real deploys.
  package var platform: Platform = .ordinary
  /// The remark of the live version, when the preloaded service has none.
  package var liveRemark: String?
  /// With `isRetired`: the cloud does not know the calls any more, instead of saying that they were retired.
  package var forgetsCalls = false
  /// What is deployed to was never opened for the account or the environment.
  package var isNotOpened = false
  /// Nothing was deployed before: a service has no version.
  package var isFirst = false
  /// The settings that an update sends are not taken.
  package var losesSettings = false
  /// When our rollout has ended, the platform makes another version by itself, which takes the traffic.
  package var addsVersions = false
  /// Repositories are named by their address, not by their name.
  package var needsAddresses = false

  package init(_ name: String, _ help: Text, _ change: (inout Scenario) -> Void = { _ in }) {
    self.name = name
    self.help = help
    change(&self)
  }

  package enum RolloutCourse: Equatable, Sendable {
    case succeeds, buildFails, crashes, neverEnds
    /// Every release becomes a gray one, whatever was requested, and waits for a person.
    case staysGray
  }

  package enum UpdateAnswer: Equatable, Sendable {
    case ordinary
    /// Executed; the answer holds `TaskId` 0.
    case taskZero
    /// Executed; the task is not visible for some seconds.
    case lateTask
    /// Executed; the connection closes without an answer.
    case lost
    /// Not executed; the connection closes without an answer, and another deploy's task appears.
    case stolen
    /// Not executed; the answer holds `TaskId` 0, and another deploy's task appears.
    case swapped
    /// Not executed the first time; the connection closes without an answer.
    case dropped
    /// Not executed the first time; the answer is the error of a busy cloud.
    case troubled

    /// Another deploy's rollout begins instead of ours.
    var isStolen: Bool { self == .stolen || self == .swapped }
  }

  package enum Storage: Equatable, Sendable {
    case stores, refuses
    /// A captive portal answers instead of the storage.
    case isPortal
    /// The bytes change on their way.
    case storesOtherBytes
  }

  /// Each is a published account of a real deploy to CloudBase Run; other clouds play the last one only.
  package enum Platform: Equatable, Sendable {
    case ordinary
    /// The build is lost: the process log shows it, while task and record stay as they are (2026-09-17).
    case losesBuild
    /// The build does not begin, and its version is given up after ten minutes; the task keeps running (2026-09-29).
    case neverBuilds
    /// The version fails; the task keeps running.
    case leavesTask
    /// An update drops every setting that it does not name (2026-09-19: the private network).
    case forgetsSettings
    /// A gray candidate is up some time before its release order can be routed (2026-10-04).
    case delaysOrder
    /// A release order exists some time before it can be routed (its documented error `ResourceUnavailable`).
    case delaysRouting
    /// A person has routed the requests with a URL parameter, or with a header, to the gray candidate (the API's
    /// `TrafficType`).
    case routesByParameter, routesByHeader
    /// Traffic was given back to the version before, but the release order is still open (2026-09-19).
    case keepsOrder
    /// The environment is in ap-singapore.
    case isElsewhere
    /// Numbers as text and the reverse, statuses in capitals, lists as they are.
    case spellsOtherwise
  }

  package enum Wire: Equatable, Sendable { case clean, drips, malformed, unavailable }

  /// A status of an answer.
  func spelled(_ status: String) -> JSON {
    .string(platform == .spellsOtherwise ? status.prefix(1).uppercased() + status.dropFirst() : status)
  }

  /// In capitals.
  func shouted(_ status: String) -> JSON {
    .string(platform == .spellsOtherwise ? status.uppercased() : status)
  }
}

extension Scenario {
  /// Why a rehearsal of a target would not show it: its cloud does not play it, or the target has nothing that it is
  /// about. Nil: it does.
  package func unplayed(by target: Target) -> Text? {
    if self == .calm { return nil }
    if target.provider == "local" { return "local targets have no cloud" }
    if let players, !players.contains(target.provider) {
      return "the emulated cloud of \"\(target.provider)\" does not play it"
    }
    // ESA builds nothing where the version exists.
    let needed = rollout == .buildFails && target.provider == "esa" ? .image : form
    guard let needed, target.artifact?.form != needed else { return nil }
    return "it needs a target with \"\(needed.rawValue)\""
  }

  /// The providers whose clouds play it; nil: all.
  private var players: Set<String>? {
    if needsAddresses { return ["wechat"] }
    if platform != .ordinary, platform != .spellsOtherwise { return ["tcbr"] }
    if addsVersions || losesSettings { return ["tcbr", "wechat"] }
    // TEM keeps no remarks, and an application is there from the start.
    if isFirst || isNotOpened || liveRemark != nil { return ["esa", "tcbr", "wechat"] }
    if tidySeconds > 0 { return ["tcbr", "tem"] }
    if form == .package { return ["tcbr", "tem", "wechat"] }
    // ESA answers no update with an id.
    if update == .taskZero { return ["tcbr", "tem", "wechat"] }
    let isWrite = update != .ordinary || deniesWrites || isFrozen || isBusy || rollout == .staysGray
    return isWrite || form == .image ? ["esa", "tcbr", "tem", "wechat"] : nil
  }

  /// What a target has to send so that it shows.
  private var form: ArtifactForm? {
    if needsAddresses { return .repository }
    if refusesImages { return .image }
    return storage != .stores || cutUploads > 0 ? .package : nil
  }
}

extension Scenario {
  package static let calm = Scenario("calm", "everything works; the default")

  /// Sorted by name.
  package static let all: [Scenario] = [
    Scenario("build-fails", "the image cannot be built") { $0.rollout = .buildFails },
    Scenario("build-lost", "the build is lost, and its task keeps running") { $0.platform = .losesBuild },
    Scenario("build-stuck", "the build does not begin, and its version is given up after ten minutes") {
      $0.platform = .neverBuilds
    },
    Scenario("busy", "another rollout is in progress and ends after a while") { $0.isBusy = true },
    calm,
    Scenario("clock-skew", "the cloud's clock is ten minutes ahead") { $0.clockSkew = 600 },
    Scenario("crash", "the new version never gets ready") { $0.rollout = .crashes },
    Scenario("denied", "the key has no write permission") { $0.deniesWrites = true },
    Scenario("drip", "answers arrive slowly, a few bytes at a time") { $0.wire = .drips },
    Scenario("first-deploy", "nothing was deployed before") { $0.isFirst = true },
    Scenario("frozen", "the account owes money and may change nothing") { $0.isFrozen = true },
    Scenario("gray", "every release waits until a person promotes it") { $0.rollout = .staysGray },
    Scenario("gray-by-header", "a person has routed the requests with a header to the gray release") {
      $0.rollout = .staysGray
      $0.platform = .routesByHeader
    },
    Scenario(
      "gray-by-parameter", "a person has routed the requests with a URL parameter to the gray release"
    ) {
      $0.rollout = .staysGray
      $0.platform = .routesByParameter
    },
    Scenario("image-refused", "the image is private, and the cloud is not allowed to pull it") {
      $0.rollout = .buildFails
      $0.refusesImages = true
    },
    Scenario("late-order", "a gray release is up before it can be promoted") {
      $0.rollout = .staysGray
      $0.platform = .delaysOrder
    },
    Scenario("late-route", "a gray release can be promoted some time after its release order was made") {
      $0.rollout = .staysGray
      $0.platform = .delaysRouting
    },
    Scenario("late-task", "the update is accepted, and its rollout can be seen only seconds later") {
      $0.update = .lateTask
    },
    Scenario(
      "lost-and-stolen",
      "the update and its answer are lost, and another deploy's rollout begins at the same time"
    ) {
      $0.update = .stolen
    },
    Scenario("lost-answer", "the update is executed, but the connection breaks before its answer arrives") {
      $0.update = .lost
    },
    Scenario("malformed", "answers are not valid JSON") { $0.wire = .malformed },
    Scenario("newer-live", "a commit that is not in this clone is live") {
      $0.liveRemark = "9.9.9 another deploy's change sampan:fedcba987654.fedcba987654.fedcba"
    },
    Scenario("not-opened", "the service has not been opened for the account") { $0.isNotOpened = true },
    Scenario("open-order", "an earlier gray release has no traffic, but is still open") {
      $0.platform = .keepsOrder
    },
    Scenario("other-region", "the environment is in ap-singapore, and unknown elsewhere") {
      $0.platform = .isElsewhere
      $0.refusesRegions = false
    },
    Scenario("other-spellings", "numbers, lists, statuses and error codes of answers are written otherwise") {
      $0.platform = .spellsOtherwise
    },
    Scenario("platform-version", "the platform replaces the new version with one of its own") {
      $0.addsVersions = true
    },
    Scenario("repository-address", "repositories are named by their address, not by their name") {
      $0.needsAddresses = true
    },
    Scenario("retired", "the vendor has removed the API") { $0.isRetired = true },
    Scenario("settings-dropped", "an update drops every setting that it does not name") {
      $0.platform = .forgetsSettings
    },
    Scenario("settings-lost", "the settings that are sent with the update are lost") {
      $0.losesSettings = true
    },
    Scenario("stuck", "the rollout never ends") { $0.rollout = .neverEnds },
    Scenario("system-busy", "the cloud is busy and does not execute the first update") {
      $0.update = .troubled
    },
    Scenario("task-zero", "the update is accepted, but its answer has no task id (0)") {
      $0.update = .taskZero
    },
    Scenario(
      "task-zero-stolen",
      "the answer to the update has no task id (0), because another deploy's rollout has begun"
    ) {
      $0.update = .swapped
    },
    Scenario("throttled", "the first calls of each action are throttled") { $0.throttledCalls = 2 },
    Scenario("tidying", "the platform tidies up after a rollout and refuses updates for a while") {
      $0.tidySeconds = 90
    },
    Scenario("unavailable", "a gateway answers 502 to everything") { $0.wire = .unavailable },
    Scenario("update-dropped", "the first update is not executed, and the connection breaks") {
      $0.update = .dropped
    },
    Scenario("upload-changed", "the package is changed on its way to the storage") {
      $0.storage = .storesOtherBytes
    },
    Scenario("upload-cut", "the first uploads break off") { $0.cutUploads = 2 },
    Scenario("upload-portal", "a login page of the network (captive portal) answers instead of the storage") {
      $0.storage = .isPortal
    },
    Scenario("upload-refused", "the storage refuses the package") { $0.storage = .refuses },
    Scenario("version-dead", "the new version fails, and its task keeps running") {
      $0.platform = .leavesTask
    },
    Scenario("withdrawn", "the API is unknown to the cloud") {
      $0.isRetired = true
      $0.forgetsCalls = true
    },
  ]

  /// Nil when no scenario has that name.
  package static func named(_ name: String) -> Scenario? { all.first { $0.name == name } }
}
