import CI
import Config
import Effects
import Git
import Model
import Support
import Testing

@testable import Pipeline

/// Plan files: what one job writes, a person approves and another job carries out.
@Suite struct PlanFileTests {
  private static let config = """
    {
      "version": ["{tag}", "{run}-{branch}-{short}"], "remark": "{version} by run {run}", "allowEnv": ["TASK", "BUILD"],
      "targets": {
        "here": { "when": { "branch": "main" }, "local": { "directory": "site" }, "package": { "add": ["dist/*"] } },
        "task": { "when": { "branch": "main" }, "version": "{env:BUILD}", "tcbTask": { "externalId": "{env:TASK}" } },
        "tagged": { "when": { "tag": "v*" }, "local": { "directory": "tagged" }, "package": {} }
      }
    }
    """

  private func fixture(_ config: String = Self.config) async throws -> GitFixture {
    let fixture = try await GitFixture()
    try await fixture.commit(
      "one", files: ["sampan.json": config, "file": "one", ".gitignore": "dist\nsite\ntagged\n"])
    try fixture.directory.write("dist/app", "built")
    return fixture
  }

  /// In a job of `main` with a number, and with what the environment has besides.
  private func project(
    _ fixture: GitFixture, run: String = "7", _ environment: [String: String] = [:], config: String? = nil
  ) throws -> Project {
    var world = World.refusing
    world.environment = [
      "GITLAB_CI": "true", "CI_COMMIT_BRANCH": "main", "CI_JOB_ID": run, "TASK": "a", "BUILD": "b1",
    ]
    .merging(environment) { $1 }
    world.job = CISystems.detect(world.environment)
    world.files = .live(temporaryDirectory: "/tmp")
    return try Project.open(fixture.path, configFile: config, trust: false, in: world)
  }

  private func written(_ project: Project, program: String = "1.0.0") async throws -> [UInt8] {
    try await project.approvable(named: [], by: program).file
  }

  private func read(_ bytes: [UInt8], program: String = "1.0.0") throws(Failure) -> PlanFile {
    try PlanFile(bytes, name: "plan.json", for: program)
  }

  private func refusal(_ work: () async throws -> Void) async -> Failure? {
    do {
      try await work()
      return nil
    } catch {
      return error as? Failure
    }
  }

  @Test func `another job carries out the versions and remarks of the plan, not its own`() async throws {
    let fixture = try await fixture()
    defer { fixture.remove() }
    let first = try project(fixture)
    let plan = try read(try await written(first))
    #expect(plan.targets.map(\.name) == ["here", "task"])
    #expect(plan.skipped == ["tagged"])
    #expect(plan.otherProgram == nil)
    try await fixture.git("tag", "v2.0.0")
    let other = try project(
      fixture, run: "8", ["CI_COMMIT_BRANCH": "", "CI_COMMIT_TAG": "v2.0.0", "BUILD": "b2"])
    #expect(try other.plan(named: []).plans.map(\.deployment.version) == ["v2.0.0"])
    let (plans, skipped) = try other.carryingOut(plan).plan(named: [])
    let short = first.head.commit.id.prefix(8)
    #expect(plans.map(\.deployment.version) == ["7-main-\(short)", "b1"])
    #expect(plans.first?.deployment.remark.hasPrefix("7-main-\(short) by run 7 sampan:") == true)
    #expect(skipped.map(\.target) == ["tagged"])
    // Without the plan it is what the job derives.
    #expect(try other.plan(named: ["here"]).plans.map(\.deployment.version) == ["v2.0.0"])
  }

  @Test func `the same state gives the same file`() async throws {
    let fixture = try await fixture()
    defer { fixture.remove() }
    #expect(try await written(project(fixture)) == written(project(fixture)))
  }

  @Test func `another commit and another config are refused, and both are named`() async throws {
    let fixture = try await fixture()
    defer { fixture.remove() }
    let old = try project(fixture)
    let plan = try read(try await written(old))
    try fixture.directory.write("sampan.json", Self.config + "\n")
    let byConfig = await refusal { _ = try project(fixture).carryingOut(plan) }
    #expect(byConfig?.kind == .guarded)
    let what = byConfig?.what.description ?? ""
    #expect(what.hasPrefix("plan.json is out of date: sampan.json has changed: SHA-256 "), "\(what)")
    #expect(byConfig?.remedies == ["make a new plan: sampan plan here task --out plan.json"])
    let new = try await fixture.commit("two", files: ["file": "two"])
    let both = await refusal { _ = try project(fixture).carryingOut(plan) }
    #expect(both?.kind == .guarded)
    let id = old.head.commit.id.prefix(12)
    #expect(
      both?.what.description.hasPrefix(
        "plan.json is out of date: commit \(id) → \(new.prefix(12)); sampan.json has changed: ") == true)
    #expect(both?.remedies.first == "to carry it out: git checkout \(id)")
    try fixture.directory.write("other.json", Self.config)
    let byName = await refusal {
      try await fixture.git("checkout", "-q", "--force", "HEAD~1")
      _ = try project(fixture, config: "\(fixture.path)/other.json").carryingOut(plan)
    }
    #expect(byName?.what == "plan.json is out of date: config file sampan.json → other.json")
  }

  @Test func `a plan of another repository is refused`() async throws {
    let (fixture, other) = (try await fixture(), try await fixture())
    defer {
      fixture.remove()
      other.remove()
    }
    try await other.commit("another", files: ["file": "another"])
    let plan = try read(try await written(project(other)))
    let failure = await refusal { _ = try project(fixture).carryingOut(plan) }
    #expect(failure?.kind == .guarded)
    let remedy = failure?.remedies.first?.description ?? ""
    #expect(remedy.hasPrefix("is it the plan of another repository? commit"), "\(remedy)")
  }

  @Test func `built files, and what the environment gives to requests, must be as approved`() async throws {
    let fixture = try await fixture()
    defer { fixture.remove() }
    let plan = try read(try await written(project(fixture)))
    let byTask = await refusal { _ = try project(fixture, ["TASK": "c"]).carryingOut(plan).plan(named: []) }
    #expect(byTask?.kind == .guarded)
    let what = byTask?.what.description ?? ""
    #expect(
      what
        == "plan.json is out of date: target \"task\": request 1, DescribeCloudBaseRunOneClickTaskExternal, has "
        + "changed: see sampan plan -v")
    #expect(byTask?.place?.line != nil)
    try fixture.directory.write("dist/app", "built again")
    let byFile = await refusal { _ = try project(fixture).carryingOut(plan).plan(named: []) }
    #expect(
      byFile?.what.description.contains("target \"here\": the files that are not in the commit have changed")
        == true)
  }

  @Test func `what a command builds first may differ, what else is approved may not`() async throws {
    let fixture = try await fixture(
      """
      { "version": "1", "targets": { "here": { "when": { "branch": "main" }, "local": { "directory": "site" },
        "before": "make", "package": { "add": ["dist/*"] } } } }
      """)
    defer { fixture.remove() }
    let plan = try read(try await written(project(fixture)))
    try fixture.directory.write("dist/app", "built again")
    #expect(try project(fixture).carryingOut(plan).plan(named: []).plans.count == 1)
  }

  @Test func `the version of sampan is named where it may be why requests differ`() async throws {
    let fixture = try await fixture()
    defer { fixture.remove() }
    let plan = try read(try await written(project(fixture), program: "2.0.0"))
    let failure = await refusal { _ = try project(fixture, ["TASK": "c"]).carryingOut(plan).plan(named: []) }
    #expect(failure?.remedies.first == "the plan was made by sampan 2.0.0: use that version")
  }

  // MARK: What is live

  private func moved(from old: [ServiceState.Online], to new: [ServiceState.Online]) async throws -> Failure?
  {
    let fixture = try await fixture()
    defer { fixture.remove() }
    let project = try project(fixture)
    var turns = try project.planned(named: ["here"]).turns
    for index in turns.indices { turns[index].prepared.plan.live = old }
    let bytes = PlanFile.bytes(
      of: turns, skipped: [], commit: project.head.commit,
      config: .init(file: "sampan.json", sha256: project.configSHA256), by: "1.0.0")
    let carrying = try project.carryingOut(try read(bytes))
    let deployment = try #require(turns.first).prepared.plan.deployment
    let ours = new.map { online in
      var online = online
      if online.remark == "ours" { online.remark = deployment.remark }
      return online
    }
    return await refusal { try carrying.refuseMoved(ServiceState(online: ours), deployment) }
  }

  private static func online(_ release: String, _ percent: Int = 100, _ remark: String? = nil)
    -> ServiceState.Online
  {
    ServiceState.Online(release: release, trafficPercent: percent, remark: remark)
  }

  private static let stamped = "1.0 sampan:aaaaaaaaaaaa.bbbbbbbbbbbb.cccccc"

  @Test func `what is live may not have moved since the plan`() async throws {
    let old = Self.online("api-006", 100, Self.stamped)
    let other = try await moved(from: [old], to: [Self.online("api-007")])
    #expect(other?.kind == .guarded)
    #expect(
      other?.what
        == "plan.json is out of date: target \"here\": live api-006 of commit aaaaaaaaaaaa → api-007")
    #expect(
      other?.remedies == [
        "check what is live: sampan status here", "make a new plan: sampan plan here --out plan.json",
      ])
    #expect(try await moved(from: [old], to: [old]) == nil)
    #expect(try await moved(from: [], to: []) == nil)
    let first = try await moved(from: [], to: [old])
    #expect(first?.what.description.hasSuffix("live nothing → api-006 of commit aaaaaaaaaaaa") == true)
    let gone = try await moved(from: [old], to: [Self.online("api-006", 0, Self.stamped)])
    #expect(gone?.what.description.hasSuffix("→ nothing") == true)
    let share = try await moved(
      from: [old], to: [Self.online("api-006", 90, Self.stamped), Self.online("api-007", 10)])
    #expect(
      share?.what.description.hasSuffix("→ api-006 of commit aaaaaaaaaaaa (90 %), api-007 (10 %)") == true)
    // A name alone does not make a release the same.
    #expect(try await moved(from: [old], to: [Self.online("api-006")])?.kind == .guarded)
  }

  @Test func `a release that this plan made itself is no reason to refuse it`() async throws {
    #expect(try await moved(from: [Self.online("api-006")], to: [Self.online("api-007", 100, "ours")]) == nil)
    let share = [Self.online("api-006", 90), Self.online("api-007", 10, "ours")]
    #expect(try await moved(from: [Self.online("api-006")], to: share) == nil)
  }

  // MARK: Damaged files

  @Test func `a damaged plan is an error at its place`() async throws {
    let fixture = try await fixture()
    defer { fixture.remove() }
    let text = String(decoding: try await written(project(fixture)), as: UTF8.self)
    let cases: [(String, String)] = [
      ("", "plan.json: the file is empty"), (" \n", "plan.json: the file is empty"),
      (String(text.prefix(200)), "plan.json:* found the end of the file"),
      ("{\"schema\": 1}", "plan.json:1:1: \"plan\" is missing: this is not a plan of sampan"),
      ("[]", "plan.json:1:1: \"plan\" is missing: this is not a plan of sampan"),
      (
        text.replacing("\"plan\": 1", with: "\"plan\": 2"),
        "plan.json:* the plan has form 2, and this version of sampan reads form 1"
      ),
      (
        text.replacing("b1", with: "b2"),
        "plan.json:* the plan was changed after sampan wrote it"
      ),
      (text.replacing("\"digest\"", with: "\"dugest\""), "plan.json:1:1: \"digest\" is missing"),
      (
        text.replacing("\"plan\": 1", with: "\"plan\": 1, \"plan\": 1"), "plan.json:* duplicate key \"plan\"*"
      ),
    ]
    for (text, expected) in cases {
      let failure = await refusal { _ = try read(Array(text.utf8)) }
      let shown = "\(failure?.place.map { "\($0): " } ?? "")\(failure?.what.description ?? "accepted")"
      let parts = expected.split(separator: "*", omittingEmptySubsequences: false)
      #expect(shown.hasPrefix(parts[0]) && parts.dropFirst().allSatisfy { shown.contains($0) }, "\(shown)")
      #expect(failure?.kind == .usage)
      #expect(failure?.remedies.first?.description.hasSuffix("sampan plan --out plan.json") == true)
    }
    // Another file is not to be replaced by a plan.
    let other = await refusal { _ = try PlanFile(Array("{}".utf8), name: "package.json", for: "1.0.0") }
    #expect(other?.remedies == ["make one: sampan plan --out plan.json"])
    let unreadable = await refusal { _ = try read(Array(text.utf8.prefix(20)) + [0xFF]) }
    #expect(unreadable?.what == "the file is not valid UTF-8 from here on")
  }

  @Test func `each byte that is lost or changed is noticed, and nothing crashes`() async throws {
    let fixture = try await fixture()
    defer { fixture.remove() }
    let bytes = try await written(project(fixture))
    let blanks = Set(" \n".utf8)
    var random = SeededRandom(seed: 7)
    for _ in 0..<200 {
      let index = Int.random(in: 0..<bytes.count, using: &random)
      guard !blanks.contains(bytes[index]) else { continue }
      var damaged = bytes
      if Bool.random(using: &random) { damaged.remove(at: index) } else { damaged[index] ^= 1 }
      let failure = await refusal { _ = try read(damaged) }
      #expect(failure?.kind == .usage, "byte \(index)")
    }
  }

  @Test func `blanks and the order of members are not part of a plan`() async throws {
    let fixture = try await fixture()
    defer { fixture.remove() }
    let bytes = try await written(project(fixture))
    let json = try PlacedJSON(bytes, file: "plan.json").json
    #expect(try read(Array(json.text.utf8)).targets.count == 2)
  }

  @Test func `a plan with a credential is not written`() async throws {
    let fixture = try await fixture()
    defer { fixture.remove() }
    let project = try project(fixture)
    project.world.secrets.add(Secret("by run 7"))
    let failure = await refusal { _ = try await written(project) }
    #expect(failure?.kind == .configuration)
    #expect(failure?.what == "the plan contains a credential, and plans are written for others to read")
  }

  @Test func `hidden characters of a commit are visible in the plan`() async throws {
    let fixture = try await fixture()
    defer { fixture.remove() }
    try await fixture.commit("say \u{202E}hidden\u{1B}[2J 你好", files: ["file": "two"])
    let text = String(decoding: try await written(project(fixture)), as: UTF8.self)
    #expect(text.contains(#"say \u202ehidden\u001b[2J 你好"#), "\(text.prefix(400))")
  }
}
