import Effects
import Foundation
import Model
import Providers
import Support
import Testing

@Suite struct LocalReleasesTests {
  let releases: Releases

  init() throws { releases = try Releases() }

  @Test func `the first deploy makes the directory, the release and the link`() async throws {
    defer { releases.remove() }
    let receipt = try await releases.deploy("1.0.0")
    #expect(
      receipt
        == Receipt(operation: "1.0.0", baseline: "", release: "1.0.0", stamp: try Stamp.test(of: "1.0.0")))
    #expect(try releases.names() == [".sampan", ".sampan.lock", "current", "releases"])
    #expect(try releases.names("releases") == ["1.0.0"])
    #expect(try releases.names("releases/1.0.0") == ["app", "lib"])
    #expect(try releases.names("releases/1.0.0/lib") == ["app"])
    #expect(releases.link == "releases/1.0.0")
    #expect(releases.live() == "1.0.0")
  }

  @Test func `what is live is told with its remark`() async throws {
    defer { releases.remove() }
    try await releases.deploy("1.0.0")
    try await releases.deploy("1.1.0")
    let (provider, _) = try releases.provider("1.2.0")
    let state = try await provider.state()
    #expect(state.online.map(\.release) == ["1.1.0"])
    #expect(state.main?.trafficPercent == 100)
    #expect(state.main?.stamp?.commit == "cccccccccccc")
    #expect(state.baseline == "1.1.0")
    #expect(state.inFlight == nil)
    #expect(state.url == "file://\(releases.path("current"))")
  }

  @Test func `the plan names the release and the link`() throws {
    defer { releases.remove() }
    let (provider, deployment) = try releases.provider("1.0.0", keep: 3)
    let planned = provider.requests(for: deployment)
    #expect(planned.map(\.url) == ["releases/1.0.0", "current", "releases"].map(releases.path))
    #expect(planned.allSatisfy { $0.method == "local" && $0.isWrite })
    #expect(planned.last?.action?.contains("3") == true)
  }

  @Test func `a relative directory begins at the root of the repository`() throws {
    defer { releases.remove() }
    #expect(try directory("deployed", in: .refusing) == "/home/me/project/deployed")
  }

  private func directory(_ written: String, in world: World) throws -> String? {
    try Deployment.test("local", options: ["directory": .string(written)]).target
      .filled(from: "/home/me/project", within: .anywhere, world) { _ in nil }
      .options["directory"]?.value.string
  }

  @Test func `before the first deploy nothing is live and nothing is made`() async throws {
    defer { releases.remove() }
    let (provider, deployment) = try releases.provider("1.0.0")
    #expect(try await provider.state().online.isEmpty)
    _ = try await provider.publish(deployment)
    #expect(!FileManager.default.fileExists(atPath: releases.directory))
  }

  @Test func `a rollout is over when it is looked at`() async throws {
    defer { releases.remove() }
    let receipt = try await releases.deploy("1.0.0")
    let read = try #require(Receipt(json: receipt.json))
    let rollout = try await releases.provider("1.0.0").0.poll(read)
    #expect(rollout.state == .finished)
    #expect(rollout.receipt.release == "1.0.0")
  }

  @Test func `a built file is put into the release under its name`() async throws {
    defer { releases.remove() }
    try await releases.deploy("1.0.0", isZip: false, name: "server.jar")
    #expect(try releases.names("releases/1.0.0") == ["server.jar"])
    #expect(releases.live("server.jar") == "1.0.0")
  }

  @Test func `the link works from wherever the directory is moved to`() async throws {
    defer { releases.remove() }
    try await releases.deploy("1.0.0")
    let moved = releases.folder.path + "/moved"
    try FileManager.default.moveItem(atPath: releases.directory, toPath: moved)
    #expect(FileManager.default.contents(atPath: moved + "/current/app") == Data("1.0.0".utf8))
  }

  // MARK: Keep

  @Test func `the newest releases stay, in the order of their deploys and not of their names`() async throws {
    defer { releases.remove() }
    for version in ["9.0.0", "10.0.0", "2.0.0"] { try await releases.deploy(version, keep: 2) }
    #expect(try releases.names("releases") == ["10.0.0", "2.0.0"])
  }

  @Test func `a release that was deployed again counts as new`() async throws {
    defer { releases.remove() }
    for version in ["1", "2", "3", "1"] { try await releases.deploy(version, keep: 3) }
    #expect(releases.link == "releases/1")
    try await releases.deploy("4", keep: 3)
    #expect(try releases.names("releases") == ["1", "3", "4"])
  }

  @Test func `keep 1 leaves the live release alone`() async throws {
    defer { releases.remove() }
    for version in ["1", "2", "3"] {
      try await releases.deploy(version, keep: 1)
      #expect(try releases.names("releases") == [version])
      #expect(releases.live() == version)
    }
  }

  @Test func `five releases stay when the target does not say`() async throws {
    defer { releases.remove() }
    for version in 1...7 { try await releases.deploy("\(version)") }
    #expect(try releases.names("releases") == ["3", "4", "5", "6", "7"])
  }

  @Test func `folders that are not releases of ours stay`() async throws {
    defer { releases.remove() }
    for name in ["by-hand", "halfway", "garbled"] {
      try releases.folder.write("site/releases/\(name)/app", "theirs")
    }
    try releases.folder.write("site/releases/garbled/.sampan-release", "no number\nno remark\n")
    try releases.folder.write("site/releases/README", "theirs")
    for version in ["1", "2", "3"] { try await releases.deploy(version, keep: 1) }
    #expect(try releases.names("releases") == ["3", "README", "by-hand", "garbled", "halfway"])
  }

  // MARK: The same version again

  @Test func `a version that is there with the same content is used as it is`() async throws {
    defer { releases.remove() }
    try await releases.deploy("1.0.0")
    try await releases.deploy("1.1.0")
    try releases.folder.write("site/releases/1.0.0/made-at-runtime", "x")
    try await releases.deploy("1.0.0")
    #expect(releases.live("made-at-runtime") == "x")
    #expect(try await releases.provider("2").0.state().main?.release == "1.0.0")
  }

  @Test func `a version that is there with other content is refused and stays`() async throws {
    defer { releases.remove() }
    try await releases.deploy("1.0.0", content: "first")
    let failure = await #expect(throws: Failure.self) {
      try await releases.deploy("1.0.0", content: "other")
    }
    #expect(failure?.kind == .guarded)
    #expect(failure?.what.contains("\"1.0.0\"") == true)
    #expect(releases.live() == "first")
  }

  @Test(arguments: ["1.0.0/app", "1.0.0"])
  func `a folder or file of the version's name that is not ours is refused and stays`(
    name: String
  ) async throws {
    defer { releases.remove() }
    try releases.folder.write("site/releases/\(name)", "theirs")
    let failure = await #expect(throws: Failure.self) { try await releases.deploy("1.0.0") }
    #expect(failure?.kind == .guarded)
    #expect(try releases.folder.read("site/releases/\(name)") == Array("theirs".utf8))
    #expect(releases.link == nil)
  }

  // MARK: What is not ours

  @Test func `a directory named current is not replaced`() async throws {
    defer { releases.remove() }
    try releases.folder.write("site/current/index.html", "theirs")
    let failure = await #expect(throws: Failure.self) { try await releases.deploy("1.0.0") }
    #expect(failure?.kind == .configuration)
    #expect(failure?.place?.line == 7)
    #expect(releases.live("index.html") == "theirs")
    #expect(try releases.names() == ["current"])
  }

  @Test(arguments: ["/etc", "../elsewhere", "releases", "releases/a/b", "releases/..", "other/1.0.0"])
  func `a link named current that names no release is not replaced`(target: String) async throws {
    defer { releases.remove() }
    try FileManager.default.createDirectory(atPath: releases.directory, withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: releases.path("current"), withDestinationPath: target)
    let failure = await #expect(throws: Failure.self) { try await releases.deploy("1.0.0") }
    #expect(failure?.kind == .configuration)
    #expect(failure?.what.contains(target) == true)
    #expect(releases.link == target)
  }

  @Test func `a link in place of a release is removed without what it points to`() async throws {
    defer { releases.remove() }
    try releases.folder.write("elsewhere/app", "theirs")
    try releases.folder.write("elsewhere/.sampan-release", "0\nold\n")
    try FileManager.default.createDirectory(
      atPath: releases.path("releases"), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: releases.path("releases/0"), withDestinationPath: "../../elsewhere")
    try await releases.deploy("1", keep: 1)
    #expect(try releases.folder.read("elsewhere/app") == Array("theirs".utf8))
    #expect(try releases.folder.read("elsewhere/.sampan-release") == Array("0\nold\n".utf8))
  }

  @Test func `a package may bring a file of any name`() async throws {
    defer { releases.remove() }
    for version in ["1", "1"] {
      try await releases.deploy(version, content: "9\nnot ours\n", isZip: false, name: ".sampan-release")
    }
    #expect(releases.live(".sampan-release") == "9\nnot ours\n")
    let (provider, _) = try releases.provider("2")
    #expect(try await provider.state().main?.stamp?.commit == "cccccccccccc")
  }

  /// As releases were before what is recorded of them lay beside them.
  private func installAsFormerly(_ version: String, _ sequence: Int) throws {
    let folder = "site/releases/\(version)"
    let stamp = try Stamp.test(of: version)
    try releases.folder.write("\(folder)/app", version)
    try releases.folder.write("\(folder)/.sampan-release", "\(sequence)\nfix \(stamp)\n")
  }

  @Test func `releases whose notes lie in them are known, and taken back to`() async throws {
    defer { releases.remove() }
    for (version, sequence) in [("1", 7), ("2", 8)] { try installAsFormerly(version, sequence) }
    try FileManager.default.createSymbolicLink(
      atPath: releases.path("current"), withDestinationPath: "releases/2")
    #expect(try await releases.provider("3").0.state().main?.stamp?.commit == "cccccccccccc")
    try await releases.deploy("3", keep: 3)
    let (provider, _) = try releases.provider("4")
    #expect(try await provider.rollback(to: nil, from: try await provider.state()).release == "2")
    #expect(try await provider.rollback(to: nil, from: try await provider.state()).release == "1")
    // Deployed again, it holds what its package holds.
    try await releases.deploy("1", keep: 3)
    #expect(try releases.names("releases/1") == ["app"])
    #expect(try releases.names(".sampan") == ["1", "3"])
    #expect(try releases.names("releases") == ["1", "2", "3"])
    try await releases.deploy("5", keep: 2)
    #expect(try releases.names("releases") == ["1", "5"])
    #expect(try releases.names(".sampan") == ["1", "5"])
  }

  @Test func `the home directory is what HOME says`() throws {
    defer { releases.remove() }
    var world = World.refusing
    #expect(throws: Failure.self) { try directory("~/site", in: world) }
    world.environment["HOME"] = "/home/me"
    #expect(try directory("~/site", in: world) == "/home/me/site")
    #expect(try directory("~", in: world) == "/home/me")
    #expect(try directory("/srv/~/site", in: world) == "/srv/~/site")
  }

  @Test func `an empty directory option is refused where it stands`() throws {
    defer { releases.remove() }
    for written in ["", "a\u{0}b"] {
      let failure = #expect(throws: Failure.self) {
        try directory(written, in: .refusing)
      }
      #expect(failure?.kind == .configuration)
      #expect(failure?.place?.line == 7)
    }
  }

  // MARK: At the same time

  @Test func `a deploy while another process holds the lock is refused and changes nothing`() async throws {
    defer { releases.remove() }
    try await releases.deploy("1.0.0")
    let script = "touch held; i=0; while [ ! -e done ] && [ $i -lt 400 ]; do sleep 0.05; i=$((i+1)); done"
    async let other = Command.run(
      ["flock", releases.path(".sampan.lock"), "sh", "-c", script], in: releases.folder.path)
    for _ in 0..<400 where !FileManager.default.fileExists(atPath: releases.folder.path + "/held") {
      try await Task.sleep(for: .milliseconds(25))
    }
    let failure = await #expect(throws: Failure.self) { try await releases.deploy("1.1.0") }
    try releases.folder.write("done", "")
    #expect(try await other.status == 0)
    #expect(failure?.kind == .guarded)
    #expect(try releases.names("releases") == ["1.0.0"])
    #expect(releases.link == "releases/1.0.0")
    try await releases.deploy("1.1.0")
    #expect(releases.link == "releases/1.1.0")
  }

  @Test
  func `who waits sees a deploy of another process as in flight, and who does not is refused by its lock`()
    async throws
  {
    defer { releases.remove() }
    try await releases.deploy("1.0.0")
    let lock = try #require(try releases.files.lock(releases.path(".sampan.lock")))
    for (choice, isSeen) in [(Target.OnConflict.wait, true), (.fail, false)] {
      let provider = try releases.provider("1.1.0", onConflict: choice).0
      #expect(try await (provider.state().inFlight != nil) == isSeen)
    }
    lock.release()
    #expect(try await releases.provider("1.1.0", onConflict: .wait).0.state().inFlight == nil)
  }

  @Test func `a deploy that was overtaken since it looked is refused`() async throws {
    defer { releases.remove() }
    try await releases.deploy("1")
    let (slow, deployment) = try releases.provider("2")
    let state = try await slow.state()
    try await releases.deploy("3")
    let failure = await #expect(throws: Failure.self) {
      try await slow.update(deployment, try await slow.publish(deployment), since: state)
    }
    #expect(failure?.kind == .guarded)
    #expect(releases.link == "releases/3")
    #expect(try releases.names("releases") == ["1", "3"])
  }

  @Test
  func `a release that is replaced and removed while the state is read is not reported without its remark`()
    async throws
  {
    defer { releases.remove() }
    try await releases.deploy("1")
    try await releases.deploy("2")
    try FileManager.default.removeItem(atPath: releases.path("current"))
    try FileManager.default.createSymbolicLink(
      atPath: releases.path("current"), withDestinationPath: "releases/1")
    var reading = releases
    let (reads, files, path) = (Counter(), releases.files, releases.path)
    reading.files.readSymlink = { (link) throws(Failure) in
      let target = try files.readSymlink(link)
      if reads.next() == 1 {
        try files.makeSymlink(path("next"), "releases/2")
        try files.rename(path("next"), link)
        try files.remove(path("releases/1"))
      }
      return target
    }
    let state = try await reading.provider("3").0.state()
    #expect(state.main?.release == "2")
    #expect(state.main?.stamp?.commit == "cccccccccccc")
  }

  // MARK: Killed

  /// A run that is killed before any one of its changes leaves the old release or the new one live, whole; the next
  /// run removes what the killed one left and succeeds.
  @Test func `a kill at any moment leaves a whole release live, and the next run cleans up`() async throws {
    defer { releases.remove() }
    var wasKilled = true
    var count = 0
    while wasKilled {
      try? FileManager.default.removeItem(atPath: releases.directory)
      for version in ["1", "2"] { try await releases.deploy(version, keep: 2) }
      var dying = releases
      dying.files = releases.files.killed(before: count)
      do {
        try await dying.deploy("3", keep: 2)
        wasKilled = false
      } catch let failure as Failure {
        #expect(failure.what == "killed")
      }
      let live = try #require(releases.live())
      #expect(["2", "3"].contains(live))
      #expect(releases.live("lib/app") == live)
      let state = try await releases.provider("4").0.state()
      #expect(state.main?.release == live)
      #expect(state.main?.stamp != nil)

      try await releases.deploy("3", keep: 2)
      #expect(releases.live("lib/app") == "3")
      #expect(try releases.names("releases") == ["2", "3"])
      #expect(try releases.names() == [".sampan", ".sampan.lock", "current", "releases"])
      #expect(try releases.names(".sampan") == ["2", "3"])
      count += 1
    }
    // Fewer means that some change was not met.
    #expect(count > 8)
  }
}
