import Effects
import Model
import Zip

/// Releases on this machine: `releases/<version>` and a link `current` that always points to a complete one. Needs no
/// account.
///
/// Safe against a kill at any moment: a release is unpacked under a name that nothing reads, renamed when it is
/// complete, and `current` is replaced by one `rename(2)`. What a killed run left behind is removed by the next one.
/// The notes about the releases are beside them, in `.sampan`.
package struct LocalReleases: Provider {
  package static let schema = ProviderSchema(
    name: "local",
    title: "releases in a directory of this machine",
    accepts: [.package],
    options: [
      OptionSpec(
        "directory", .directory,
        "where `releases` and `current` are: absolute, `~/…`, or relative to the repository's root",
        required: true),
      OptionSpec(
        "keep", .integer(1...1000), "how many releases are kept, including the live one", default: 5),
    ],
    serviceOptions: ["directory"],
    cannot: [
      .promote: "a local release serves at once", .cancel: "a local release is switched in one step",
      .logs: "a local release has no log",
    ],
    hasAddress: false,
    remarkLimit: RemarkLimit(characters: 500, utf8Bytes: 2000),
    versionRule: .imageTag,
    polling: Polling(shortest: .seconds(1), usual: .seconds(1), registration: .seconds(1)))

  private let target: Target
  private let world: World
  private let directory: String
  private let keep: Int

  package static func problems(of target: Target, in world: World) -> [Failure] {
    guard let option = target.options["directory"], let text = option.value.string else { return [] }
    if text.contains("$") {
      return [
        Failure(
          .configuration, "\"\(text)\" is not a valid directory: variables are not expanded",
          place: option.place, remedies: ["write the absolute path, or ~/… for your home directory"])
      ]
    }
    guard text.split(separator: "/").allSatisfy({ $0 == "." }), !text.hasPrefix("/") else { return [] }
    return [
      Failure(
        .configuration, "\"\(text)\" is the repository itself: releases would be mixed with its files",
        place: option.place, remedies: ["name a directory of their own, e.g. \"../site\""])
    ]
  }

  package init(_ target: Target, _ world: World) throws(Failure) {
    try Self.refuse(target, world)
    self.target = target
    self.world = world
    directory = target.options["directory"]?.value.string ?? ""
    keep = target.options["keep"]?.value.integer ?? 5
  }

  private var releases: String { "\(directory)/releases" }
  private var current: String { "\(directory)/current" }
  private var lockFile: String { "\(directory)/.sampan.lock" }
  private func path(of version: String) -> String { "\(releases)/\(version)" }
  private func note(of version: String) throws(Failure) -> ReleaseNote? {
    try ReleaseNote.read(for: version, in: directory, world)
  }

  // MARK: Plan

  package func requests(for deployment: Deployment) -> [PlannedRequest] {
    [
      PlannedRequest(
        method: "local", url: path(of: deployment.version), action: "unpack the package", isWrite: true,
        condition: "unless it exists"),
      PlannedRequest(method: "local", url: current, action: "point the link at it", isWrite: true),
      PlannedRequest(
        method: "local", url: releases, action: "remove all but the newest \(keep)", isWrite: true),
    ]
  }

  // MARK: State

  package func identity() async throws(Failure) -> CallerIdentity? { nil }

  package func state() async throws(Failure) -> ServiceState {
    var state = ServiceState(url: "file://\(current)")
    // Only for targets that wait: the others are refused by the lock, at the moment of the write.
    if target.onConflict == .wait, try world.files.isLocked(lockFile) {
      state.inFlight = InFlight(id: "by another process", status: "running")
    }
    guard let live = try liveRelease() else { return state }
    state.online = [
      ServiceState.Online(release: live.version, trafficPercent: 100, remark: live.note?.remark)
    ]
    state.baseline = live.version
    return state
  }

  /// The live release and its note. Another deploy may switch the link in between and remove the release it pointed
  /// to, so both are read until the link is the same before and after, at most 10 times.
  private func liveRelease() throws(Failure) -> (version: String, note: ReleaseNote?)? {
    var found: (version: String, note: ReleaseNote?)?
    for _ in 0..<10 {
      guard let version = try liveVersion() else { return nil }
      found = (version, try note(of: version))
      if try liveVersion() == version { break }
    }
    // A release whose folder was removed by hand is not live.
    guard let found, try world.files.info(path(of: found.version)) != nil else { return nil }
    return found
  }

  /// The release that `current` names; nil before the first deploy.
  private func liveVersion() throws(Failure) -> String? {
    guard let info = try world.files.info(current) else { return nil }
    guard info.kind == .symlink else { throw notOurs("is not a link") }
    let target = try world.files.readSymlink(current)
    let parts = target.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0] == "releases", !parts[1].hasPrefix("."), !parts[1].isEmpty else {
      throw notOurs("points to \"\(target)\", which is not a release made by sampan")
    }
    return String(parts[1])
  }

  private func notOurs(_ what: Text) -> Failure {
    Failure(
      .configuration, "\(current) \(what)", place: target.options["directory"]?.place,
      remedies: ["move it away: sampan creates \"current\" and replaces only its own link"])
  }

  // MARK: Publish and update

  package func publish(_ deployment: Deployment) async throws(Failure) -> PackageFile {
    if let file = deployment.artifact.file { return file }
    throw Failure(.defect, "a local release needs a package")
  }

  package func update(
    _ deployment: Deployment, _ file: PackageFile, since state: ServiceState
  ) async throws(Failure) -> Receipt {
    try world.files.makeDirectory(releases)
    let lock = try lockUnchanged(since: state)
    defer { lock.release() }
    try tidy(removeLeftovers)
    try install(file, deployment)
    try switchCurrent(to: deployment.version)
    try tidy { () throws(Failure) in try prune(keeping: deployment.version) }
    var receipt = self.receipt(for: deployment, since: state)
    receipt.operation = deployment.version
    receipt.release = deployment.version
    return receipt
  }

  /// The lock of the directory. A failure when `current` has changed since the guards were asked.
  private func lockUnchanged(since state: ServiceState) throws(Failure) -> FileLock {
    guard let lock = try world.files.lock(lockFile) else {
      throw Failure(
        .guarded, "another deploy is running in \(directory)", remedies: ["wait for it, then deploy again"])
    }
    do throws(Failure) {
      guard try liveVersion() ?? "" == state.baseline else {
        throw Failure(
          .guarded, "\(current) was switched by another deploy in the meantime",
          remedies: ["check what is live: sampan status \(target.name)"])
      }
    } catch {
      lock.release()
      throw error
    }
    return lock
  }

  /// A failed cleanup does not fail the deploy: it is reported as a warning.
  private func tidy(_ work: () throws(Failure) -> Void) throws(Failure) {
    do throws(Failure) {
      try work()
    } catch {
      guard error.kind != .interrupted, error.kind != .terminated else { throw error }
      world.tell(
        .finding(
          Finding(
            .warning, error.what, rule: "local/untidy", remedies: ["remove it by hand"] + error.remedies)))
    }
  }

  /// What a killed run left: unpacked halves, links that were not renamed, notes of releases that were removed.
  private func removeLeftovers() throws(Failure) {
    for name in try world.files.list(releases) where name.hasPrefix(Self.incoming) {
      try world.files.remove("\(releases)/\(name)")
    }
    for name in try world.files.list(directory) where name.hasPrefix(Self.nextLink) {
      try world.files.remove("\(directory)/\(name)")
    }
    let notes = ReleaseNote.folder(in: directory)
    for name in try world.files.list(notes) where try world.files.info(path(of: name)) == nil {
      try world.files.remove("\(notes)/\(name)")
    }
  }

  private static let incoming = ".incoming-"
  private static let nextLink = ".current-"

  /// A unique name that nothing reads.
  private func hidden(_ prefix: String, _ version: String) -> String {
    "\(prefix)\(version)-" + world.random(4).map { String($0, radix: 16) }.joined()
  }

  /// A release of the same name is reused when it has the same content, and never replaced.
  private func install(_ file: PackageFile, _ deployment: Deployment) throws(Failure) {
    let final = path(of: deployment.version)
    let newest = try installedReleases().map(\.note.sequence).max() ?? 0
    let note = ReleaseNote(sequence: newest + 1, remark: deployment.remark, activated: world.now())
    if try world.files.info(final) != nil {
      guard let there = try self.note(of: deployment.version), there.stamp?.tree == deployment.stamp.tree,
        there.stamp?.config == deployment.stamp.config
      else {
        throw Failure(
          .guarded, "release \"\(deployment.version)\" already exists with other content",
          place: target.place,
          remedies: [
            "use a version that names the commit, e.g. \"{tag}-{short}\"",
            "remove it, when it is not the live one: rm -r \(final)",
          ])
      }
      return try replaceNote(of: deployment.version, by: note)
    }
    let unfinished = "\(releases)/\(hidden(Self.incoming, deployment.version))"
    do throws(Failure) {
      try world.files.makeDirectory(unfinished)
      try unpack(file, into: unfinished)
      try note.write(for: deployment.version, in: directory, world)
      try world.files.rename(unfinished, final)
    } catch {
      try tidy { () throws(Failure) in try world.files.remove(unfinished) }
      throw error
    }
    try world.files.sync(releases)
  }

  /// Earlier versions of sampan kept the note inside the release. Where there is one beside it, a file of that name
  /// in the release belongs to the package.
  private func replaceNote(of version: String, by note: ReleaseNote) throws(Failure) {
    let isFormer = try world.files.info("\(ReleaseNote.folder(in: directory))/\(version)") == nil
    try note.write(for: version, in: directory, world)
    guard isFormer else { return }
    try tidy { () throws(Failure) in
      try world.files.remove(ReleaseNote.formerPath(of: version, in: directory))
    }
  }

  private func unpack(_ file: PackageFile, into folder: String) throws(Failure) {
    if file.isZip {
      try Unzip.unpack(file.path, into: folder)
    } else {
      try world.files.copy(file.path, "\(folder)/\(file.name)")
    }
  }

  /// A relative target, so that the directory can be moved or mounted elsewhere.
  private func switchCurrent(to version: String) throws(Failure) {
    let next = "\(directory)/\(hidden(Self.nextLink, version))"
    try world.files.makeSymlink(next, "releases/\(version)")
    try world.files.rename(next, current)
    try world.files.sync(directory)
  }

  private func prune(keeping version: String) throws(Failure) {
    let others = try installedReleases().filter { $0.version != version }
      .sorted { $0.note.sequence > $1.note.sequence }
    for release in others.dropFirst(keep - 1) {
      // Renamed first: a kill during the removal leaves no incomplete release under its name.
      let doomed = "\(releases)/\(hidden(Self.incoming, release.version))"
      try world.files.rename(path(of: release.version), doomed)
      try world.files.remove(doomed)
      try world.files.remove("\(ReleaseNote.folder(in: directory))/\(release.version)")
    }
  }

  /// Folders without a note were not made by sampan and stay.
  private func installedReleases() throws(Failure) -> [(version: String, note: ReleaseNote)] {
    var found: [(version: String, note: ReleaseNote)] = []
    for name in try world.files.list(releases) where !name.hasPrefix(".") {
      if let note = try note(of: name) { found.append((name, note)) }
    }
    return found
  }

  /// An empty release that is live, for a rehearsal of what needs an earlier one.
  package static func makeEarlierRelease(in directory: String, _ world: World) throws(Failure) {
    let version = "earlier"
    try world.files.makeDirectory("\(directory)/releases/\(version)")
    try ReleaseNote(sequence: 1, remark: "made up for the rehearsal").write(
      for: version, in: directory, world)
    try world.files.makeSymlink("\(directory)/current", "releases/\(version)")
  }

  // MARK: Rollout and operations

  package func poll(_ receipt: Receipt) async throws(Failure) -> Rollout {
    Rollout(receipt: receipt, state: .finished, status: "finished")
  }

  /// To the release that was activated before the live one. The order stays as it is, so that a second rollback goes
  /// one release further back.
  package func rollback(to release: String?, from state: ServiceState) async throws(Failure) -> Receipt {
    guard let live = state.main?.release else {
      throw Failure(.usage, "no release is live in \(directory): nothing to roll back")
    }
    let lock = try lockUnchanged(since: state)
    defer { lock.release() }
    let installed = try installedReleases().sorted { $0.note.sequence > $1.note.sequence }
    let before = installed.drop { $0.version != live }.dropFirst().map(\.version)
    guard let older = release ?? before.first, older != live,
      installed.contains(where: { $0.version == older })
    else {
      let what: Text =
        switch release {
        case nil: "\(live) is the oldest release"
        case live?: "release \"\(live)\" is already live"
        case let other?: "release \"\(other)\" does not exist"
        }
      let others = installed.map(\.version).filter { $0 != live }
      throw Failure(
        .usage, what, remedies: others.isEmpty ? [] : ["available: \(others.list)"])
    }
    try switchCurrent(to: older)
    return Receipt(operation: older, baseline: live, release: older)
  }

  package func explain(_ rollout: Rollout) async -> [LogExcerpt] { [] }

  /// In the order of their activation, from their notes.
  package func releases() async throws(Failure) -> [Release] {
    let live = try liveRelease()?.version
    return try installedReleases().sorted { $0.note.sequence > $1.note.sequence }.map { release in
      Release(
        id: release.version, created: release.note.activated,
        status: release.version == live ? "live" : "kept", trafficPercent: release.version == live ? 100 : 0,
        remark: release.note.remark)
    }
  }
}

/// The note about a local release: its place in the order, and the remark with its stamp. It is beside the releases,
/// in `.sampan/<version>`, because all files of a release are served.
struct ReleaseNote: Equatable, Sendable {
  /// Counts activations in this directory: the higher, the newer.
  var sequence: Int
  var remark: String
  /// When the release was deployed; nil in notes of earlier versions of sampan.
  var activated: Timestamp?

  var stamp: Stamp? { Stamp(in: remark) }

  /// The folder of the notes.
  static func folder(in directory: String) -> String { "\(directory)/.sampan" }

  /// Where earlier versions of sampan kept the note; it is still read.
  static func formerPath(of version: String, in directory: String) -> String {
    "\(directory)/releases/\(version)/.sampan-release"
  }

  func write(for version: String, in directory: String, _ world: World) throws(Failure) {
    let folder = Self.folder(in: directory)
    try world.files.makeDirectory(folder)
    let time = activated.map { "\($0.seconds)\n" } ?? ""
    try world.files.write("\(folder)/\(version)", Array("\(sequence)\n\(remark)\n\(time)".utf8))
  }

  /// Nil when the release has none, or one in another format.
  static func read(for version: String, in directory: String, _ world: World) throws(Failure) -> ReleaseNote?
  {
    if let note = try read("\(folder(in: directory))/\(version)", world) { return note }
    return try read(formerPath(of: version, in: directory), world)
  }

  private static func read(_ path: String, _ world: World) throws(Failure) -> ReleaseNote? {
    guard try world.files.info(path)?.kind == .file else { return nil }
    let text = String(decoding: try world.files.read(path, 64 * 1024), as: UTF8.self)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count >= 2, let sequence = Int(lines[0]), sequence < .max else { return nil }
    let activated = lines.dropFirst(2).first.flatMap { Int64($0) }.map(Timestamp.init(seconds:))
    return ReleaseNote(sequence: sequence, remark: String(lines[1]), activated: activated)
  }
}
