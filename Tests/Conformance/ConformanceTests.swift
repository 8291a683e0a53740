import Courses
import Effects
import Emulator
import HTTP
import Model
import Pipeline
import Providers
import Support
import Synchronization
import Testing

/// What holds for every provider that talks to a cloud, whatever the cloud.
@Suite struct ConformanceTests {
  @Test func `every provider of the catalog that talks to a cloud is here`() {
    let expected = Catalog.all.schemas.filter { $0.name != "local" }.map(\.name)
    #expect(Subject.all.map(\.provider) == expected)
  }

  private static let writing = Subject.all.filter { $0.write != nil }
  private static let watching = Subject.all.filter { $0.write == nil }

  @Test(arguments: writing, Course.all)
  func `a course of events ends as the contract says`(subject: Subject, course: Course) async throws {
    #expect(try await course.differences(with: subject) == [])
  }

  @Test(arguments: Course.ofCloudBaseRun)
  func `a course that was seen at CloudBase Run ends as the contract says`(course: Course) async throws {
    let subject = try #require(Subject.all.first { $0.provider == "tcbr" })
    #expect(try await course.differences(with: subject) == [])
  }

  @Test func `what an update lost is a warning of the deploy, and its secrets stay unnamed`() async throws {
    var subject = try #require(Subject.all.first { $0.provider == "tcbr" })
    subject.holdings = [
      EmulatedTencent.Service(
        environment: "env-a", name: "api", variables: ["DATABASE": "password-of-the-database"], vpc: "vpc-1")
    ]
    let rehearsal = try await Rehearsal(subject, scenario: "settings-lost")
    defer { rehearsal.end() }
    let outcome = try await rehearsal.deploy()
    #expect(outcome.exitCode == .success, "\(outcome)")
    let lost = rehearsal.events.compactMap { event -> String? in
      guard case .finding(let finding) = event, finding.rule == "tcbr/lost-setting" else { return nil }
      return finding.message.description
    }
    #expect(lost == ["setting \"VpcConf\" of api-007 is not what the version before had"])
    #expect(!"\(rehearsal.events)".contains("password-of-the-database"))
  }

  @Test(arguments: watching, Course.watched)
  func `a course that is only watched ends as the contract says`(subject: Subject, course: Course)
    async throws
  {
    #expect(try await course.differences(with: subject) == [])
  }

  /// Each provider with the scenarios that a rehearsal of it refuses because they would change nothing.
  private static let unplayed: [(Subject, Scenario)] = Subject.all.flatMap { subject in
    Scenario.all.filter { scenario in
      // The others play something else than they say.
      scenario.rollout == .succeeds && target(of: subject).flatMap(scenario.unplayed) != nil
    }.map { (subject, $0) }
  }

  private static func target(of subject: Subject) -> Target? {
    var target = Target(
      name: "it", place: Place(file: "sampan.json"), provider: subject.provider, version: [], remark: [])
    guard subject.write != nil else { return target }
    guard let tag = try? Template("{version}") else { return nil }
    target.artifact = .image(
      ImageSpec(place: target.place, repository: "127.0.0.1:1/acme/api", from: nil, tag: tag))
    return target
  }

  @Test(arguments: unplayed)
  func `a scenario that a rehearsal refuses would change nothing`(pair: (Subject, Scenario)) async throws {
    func actions(_ scenario: String) async throws -> ([String], Int32) {
      let rehearsal = try await Rehearsal(pair.0, scenario: scenario)
      defer { rehearsal.end() }
      let outcome = try await rehearsal.deploy()
      return (rehearsal.clouds.requests.compactMap(\.action), outcome.exitCode.rawValue)
    }
    let (played, calm) = (try await actions(pair.1.name), try await actions("calm"))
    #expect(played.0 == calm.0, "\(pair.1.name)")
    #expect(played.1 == calm.1, "\(pair.1.name)")
  }

  @Test func `every scenario is played by a cloud`() {
    for scenario in Scenario.all where scenario != .calm {
      let isPlayed = Subject.all.contains { subject in
        ArtifactForm.allCases.contains { form in
          guard var target = Self.target(of: subject) else { return false }
          let place = target.place
          switch form {
          case .image: break
          case .package: target.artifact = .file(path: "app.jar", maxBytes: nil, place: place)
          case .repository:
            target.artifact = .repository(
              RepositorySpec(place: place, source: "github", name: "acme/api", branch: nil))
          }
          return scenario.unplayed(by: target) == nil
        }
      }
      #expect(isPlayed, "\(scenario.name)")
    }
  }

  @Test(arguments: Subject.all) func `a wrong key is a question of credentials`(subject: Subject) async throws
  {
    var rehearsal = try await Rehearsal(subject)
    defer { rehearsal.end() }
    for name in [
      "TENCENTCLOUD_SECRET_KEY", "ALIBABA_CLOUD_ACCESS_KEY_SECRET", "WECHAT_COMPONENT_ACCESS_TOKEN",
    ] {
      rehearsal.world.environment[name] = "not-the-key-of-the-account"
    }
    let outcome = try await rehearsal.deploy()
    #expect(outcome.exitCode.rawValue == 77, "\(outcome)")
    #expect(outcome.failure?.remedies.isEmpty == false)
    #expect(rehearsal.writes == 0)
    #expect(rehearsal.leaks(outcome).isEmpty)
  }

  @Test(arguments: Subject.all) func `what is not there is a question of the config`(subject: Subject)
    async throws
  {
    let rehearsal = try await Rehearsal(
      subject, target: subject.target.replacing(subject.unknown.there, with: subject.unknown.nowhere))
    defer { rehearsal.end() }
    let outcome = try await rehearsal.deploy()
    #expect(outcome.exitCode.rawValue == 78, "\(outcome)")
    #expect(outcome.failure?.place?.line == 1)
    #expect(outcome.failure?.requestID?.isEmpty == false)
    #expect(rehearsal.writes == 0)
    #expect(rehearsal.leaks(outcome).isEmpty)
  }

  @Test(
    arguments: Subject.all,
    ["Basic realm=\"x\"", "Bearer realm=\"https://127.0.0.1:1/\"", "Digest realm=\"x\"", ""])
  func `a 401 of any scheme ends at once, and nothing is written`(subject: Subject, scheme: String)
    async throws
  {
    let server = try LoopbackServer { _ in
      var answer = Answer(401, type: "text/html", "<html>proxy</html>")
      if !scheme.isEmpty { answer.headers.append(Field("WWW-Authenticate", scheme)) }
      return .answer(answer)
    }
    defer { server.stop() }
    let rehearsal = try await Rehearsal(subject, endpoint: server.endpoint)
    defer { rehearsal.end() }
    let outcome = try await rehearsal.deploy()
    #expect([69, 77].contains(outcome.exitCode.rawValue), "\(outcome)")
    #expect(server.requests.count == 1)
    #expect(rehearsal.leaks(outcome).isEmpty)
  }

  @Test(arguments: writing)
  func `a connection that breaks after any call leads to one deploy`(subject: Subject) async throws {
    var rehearsal = try await Rehearsal(subject)
    defer { rehearsal.end() }
    let send = rehearsal.world.transport
    let broken = Mutex<Set<String>>([])
    // The cloud has read and executed the call; its answer is lost, the first time for each action.
    rehearsal.world.transport = Transport { (request, sent) throws(Failure) in
      let response = try await send.send(request, sent)
      let name = request.headers.first { ["x-tc-action", "x-acs-action"].contains($0.name.lowercased()) }?
        .value
      let isFirst = broken.withLock { $0.insert(name ?? redacted(request.url)).inserted }
      guard !isFirst else { throw Failure(.unavailable, "the connection broke", retry: .readsOnly) }
      return response
    }
    let outcome = try await rehearsal.deploy()
    #expect(outcome.exitCode.rawValue == 0, "\(outcome)")
    #expect(rehearsal.writes == 1)
    #expect(broken.withLock { $0.count } > 1)
    #expect(rehearsal.leaks(outcome).isEmpty)
  }

  @Test(arguments: writing)
  func `an update that nobody is waiting for and nobody has confirmed is not green`(subject: Subject)
    async throws
  {
    let rehearsal = try await Rehearsal(subject, scenario: "lost-and-stolen", wait: "false")
    defer { rehearsal.end() }
    let outcome = try await rehearsal.deploy()
    #expect(outcome.status == .failed && outcome.exitCode.rawValue != 0, "\(outcome)")
    #expect(outcome.failure?.remedies.last?.hasSuffix("sampan status it") == true)
    #expect(rehearsal.writes == 0)
  }

  @Test(arguments: writing)
  func `an update that nobody waits for is submitted once`(subject: Subject) async throws {
    let rehearsal = try await Rehearsal(subject, wait: "false")
    defer { rehearsal.end() }
    let outcome = try await rehearsal.deploy()
    #expect(outcome.status == .submitted && outcome.exitCode.rawValue == 0, "\(outcome)")
    #expect(rehearsal.writes == 1)
  }

  private static let verbs: [(Subject, ProviderSchema.Verb)] = writing.flatMap { subject in
    subject.operations.keys.sorted { $0.rawValue < $1.rawValue }.map { (subject, $0) }
  }

  @Test func `every verb that a provider has is here`() {
    for subject in Self.writing {
      let verbs = Catalog.all.schema(subject.provider)?.verbs.subtracting([.status, .logs, .history])
      #expect(Set(subject.operations.keys) == verbs, "\(subject.provider)")
    }
  }

  /// The policy that `doctor --credentials` prints is made of the plan.
  @Test(arguments: writing)
  func `a plan names the calls of a rollback and a cancellation where a deploy may make them`(
    subject: Subject
  ) async throws {
    let rehearsal = try await Rehearsal(subject)
    defer { rehearsal.end() }
    func actions(_ members: String) async throws -> Set<String> {
      try await rehearsal.repository.commit(
        files: ["sampan.json": #"{ "targets": { "it": { \#(members)\#(subject.target) } } }"#])
      let plan = try rehearsal.project().plan(named: ["it"]).plans.first
      return Set(plan?.requests.compactMap { $0.action ?? $0.url } ?? [])
    }
    func names(_ actions: Set<String>, _ verb: ProviderSchema.Verb) -> Bool? {
      subject.operations[verb].map { action in actions.contains { $0.contains(action) } }
    }
    let cancel = subject.operations[.cancel] == nil ? "" : #""onConflict": "cancel", "#
    let both = try await actions(#""onFailure": "rollback", "# + cancel)
    #expect(names(both, .rollback) == true)
    #expect(names(both, .cancel) != false)
    let plain = try await actions("")
    #expect(both.isStrictSuperset(of: plain) || names(plain, .rollback) == true)
  }

  /// What becomes of an operation's first sending, and of the second.
  enum Loss: CaseIterable {
    case answer, request, bothRequests
    var code: Int32 { self == .bothRequests ? 69 : 0 }
    var sent: Int { self == .answer ? 1 : 2 }
    var writes: Int { self == .bothRequests ? 0 : 1 }
  }

  @Test(arguments: verbs, Loss.allCases)
  func `an operation whose answer is lost is looked for, and sent once more only where it left no trace`(
    subject: (Subject, ProviderSchema.Verb), loss: Loss
  ) async throws {
    let (subject, verb) = subject
    var rehearsal = try await Rehearsal(subject, scenario: verb == .rollback ? "calm" : "gray")
    defer { rehearsal.end() }
    _ = try await rehearsal.deploy()
    let action = try #require(subject.operations[verb])
    let before = rehearsal.clouds.writes(of: action)
    let send = rehearsal.world.transport
    let sent = Mutex(0)
    rehearsal.world.transport = Transport { (request, told) throws(Failure) in
      guard "\(request.url) \(request.headers)".contains(action) else {
        return try await send.send(request, told)
      }
      let count = sent.withLock {
        $0 += 1
        return $0
      }
      if loss == .request, count == 2 { return try await send.send(request, told) }
      if loss == .answer { _ = try await send.send(request, told) }
      throw Failure(.tryLater, "the connection broke", retry: .readsOnly)
    }
    let outcome = try await rehearsal.operate(verb)
    #expect(outcome.exitCode.rawValue == loss.code, "\(outcome) \(rehearsal.events)")
    #expect(sent.withLock { $0 } == loss.sent)
    #expect(rehearsal.clouds.writes(of: action) == before + loss.writes)
    #expect(rehearsal.leaks(outcome).isEmpty)
  }

  @Test(arguments: writing, [(#"{ "timeout": "20m" }"#, 2), (#"{ "timeout": "45s" }"#, 1)])
  func `an update that never arrives is sent twice at most, and nothing is claimed`(
    subject: Subject, wait: (String, sent: Int)
  ) async throws {
    var rehearsal = try await Rehearsal(subject, wait: wait.0)
    defer { rehearsal.end() }
    let action = try #require(subject.write)
    let send = rehearsal.world.transport
    let sent = Mutex(0)
    rehearsal.world.transport = Transport { (request, told) throws(Failure) in
      guard "\(request.url) \(request.headers)".contains(action) else {
        return try await send.send(request, told)
      }
      sent.withLock { $0 += 1 }
      throw Failure(.tryLater, "the connection broke", retry: .readsOnly)
    }
    let outcome = try await rehearsal.deploy()
    #expect(outcome.exitCode.rawValue == 69, "\(outcome)")
    #expect(
      outcome.failure?.what == "could not confirm that the update was accepted: the connection broke")
    #expect(sent.withLock { $0 } == wait.sent)
    #expect(rehearsal.writes == 0)
  }

  @Test(arguments: verbs)
  func `an operation is carried out and proven`(subject: Subject, verb: ProviderSchema.Verb) async throws {
    let rehearsal = try await Rehearsal(subject, scenario: verb == .rollback ? "calm" : "gray")
    defer { rehearsal.end() }
    _ = try await rehearsal.deploy()
    let outcome = try await rehearsal.operate(verb)
    #expect(outcome.exitCode.rawValue == 0, "\(outcome)")
    #expect(rehearsal.leaks(outcome).isEmpty)
  }
}
