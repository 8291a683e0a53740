import Config
import Effects
import Model
import Providers
import Support
import Synchronization
import Testing
import Zip

@testable import HTTP
@testable import Pipeline

/// The probe after a rollout: what it may cost in time, and what it proves.
@Suite struct VerificationTests {
  /// Answers each probe in turn, the last one again and again; remembers what was asked, and how long it may take.
  private final class Service: Sendable {
    let answers: Mutex<[Result<Response, Failure>]>
    let asked = Mutex<[(url: String, deadline: Duration, at: Duration)]>([])

    init(_ answers: Result<Response, Failure>...) { self.answers = Mutex(answers) }
  }

  private static let unreachable = Failure(.tryLater, "no connection to a.example", retry: .safe(after: nil))
  private static let silent = Failure(.tryLater, "no response from a.example", retry: .readsOnly)

  private func prove(
    _ verify: Target.Verify, _ service: Service, time: FakeTime = FakeTime()
  ) async throws -> Failure? {
    var world = time.world
    world.transport = Transport { (request, _) throws(Failure) in
      _ = try exactURL(request)
      service.asked.withLock { $0.append((request.url, request.deadline, time.now)) }
      let next = service.answers.withLock { $0.count > 1 ? $0.removeFirst() : $0.first }
      guard let next else { throw Failure(.defect, "nothing was to be asked") }
      return try next.get()
    }
    let live = ServiceState(online: [.init(release: "api-007", trafficPercent: 100)])
    let target = Target(
      name: "t", place: Place(file: "sampan.json"),
      places: ["verify": Place(file: "sampan.json", line: 3, column: 5)], provider: "fake", version: [],
      remark: [],
      verify: verify)
    do throws(Failure) {
      _ = try await Verification(
        service: Pipeline.Service(
          world: world, target: target, provider: FakeProvider(FakeProvider.Script(states: [live]))),
        release: "api-007", stamp: nil
      ).prove()
      return nil
    } catch {
      return error
    }
  }

  private func ask(_ url: String, within: Duration = .seconds(90)) -> Target.Verify {
    Target.Verify(url: url, within: within)
  }

  @Test(
    arguments: [
      ("server config change", false), ("1.2.3 sampan:aaaaaaaaaaaa.777777777777.ffffff", false),
      ("1.2.3 sampan:cccccccccccc.777777777777.ffffff", true), ("", true), (nil, true),
    ] as [(String?, Bool)])
  func `a release of our name is ours unless its remark is not`(remark: String?, isOurs: Bool) async throws {
    let live = ServiceState(online: [.init(release: "api-007", trafficPercent: 100, remark: remark)])
    let target = Target(
      name: "t", place: Place(file: "sampan.json"), provider: "fake", version: [], remark: [])
    let verification = Verification(
      service: Pipeline.Service(
        world: FakeTime().world, target: target,
        provider: FakeProvider(FakeProvider.Script(states: [live]))),
      release: "api-007", stamp: Stamp(commit: "cccccccccccc", tree: "777777777777", config: "ffffff"))
    if isOurs {
      #expect(try await verification.prove().detail == "receives all traffic")
    } else {
      let failure = await #expect(throws: Failure.self) { try await verification.prove() }
      #expect(failure?.kind == .rolloutFailed)
    }
  }

  @Test func `a probe goes over plain http too`() async throws {
    let service = Service(.success(Response(status: 200)))
    #expect(try await prove(ask("http://10.0.0.5/health"), service) == nil)
    #expect(service.asked.withLock { $0.map(\.url) } == ["http://10.0.0.5/health"])
    // Nothing else does.
    #expect(throws: Failure.self) { try exactURL(Request("GET", "http://10.0.0.5/health")) }
  }

  @Test(arguments: [1, 5, 30, 90]) func `the last probe begins when within is over, and is short`(
    seconds: Int
  ) async throws {
    let within = Duration.seconds(seconds)
    let time = FakeTime()
    let service = Service(.success(Response(status: 502)))
    let failure = try await prove(ask("https://a.example/", within: within), service, time: time)
    #expect(failure?.kind == .rolloutFailed)
    #expect(failure?.place?.line == 3)
    #expect(service.asked.withLock { $0.last?.at } == within)
    #expect(service.asked.withLock { $0.allSatisfy { $0.at + $0.deadline <= within + .seconds(3) } })
  }

  @Test func `a wrong answer is a failed verification, a right one ends it`() async throws {
    let right = Service(
      .success(Response(status: 502)), .failure(Self.silent), .success(Response(status: 200)))
    #expect(try await prove(ask("https://a.example/"), right) == nil)
    let silent = try await prove(ask("https://a.example/"), Service(.failure(Self.silent)))
    #expect(silent?.kind == .rolloutFailed)
    let moved = try await prove(ask("http://a.example/"), Service(.success(Response(status: 301))))
    #expect(
      moved?.what == "verify: http://a.example/ answered 301, a redirect, which is not followed, not 200")
  }

  @Test func `a probe that was never sent is not a failed verification`() async throws {
    let failure = try await prove(ask("https://a.example/"), Service(.failure(Self.unreachable)))
    #expect(failure?.kind == .unavailable)
    #expect(
      failure?.what.hasPrefix("verify: https://a.example/ could not be requested: no connection") == true)
    // An answer that came in between counts, whatever follows.
    let mixed = Service(.success(Response(status: 500)), .failure(Self.unreachable))
    #expect(try await prove(ask("https://a.example/"), mixed)?.kind == .rolloutFailed)
  }

  @Test func `on this machine a refused connection is the service's own answer`() async throws {
    let failure = try await prove(ask("http://127.0.0.1:8080/"), Service(.failure(Self.unreachable)))
    #expect(failure?.kind == .rolloutFailed)
  }

  @Test(arguments: ["http://[::1/", "https://a.example/#up", "https://a.example/健康"])
  func `a URL that cannot be asked ends it at once, and not as a failed rollout`(url: String) async throws {
    let time = FakeTime()
    let service = Service()
    #expect(try await prove(ask(url), service, time: time)?.kind == .configuration)
    #expect(time.now == .zero && service.asked.withLock { $0.isEmpty })
  }

  @Test(arguments: [
    (Result<Response, Failure>.failure(VerificationTests.unreachable), 69, "v2"),
    (.success(Response(status: 500)), 2, "v1"),
  ])
  func `a release is taken back for a wrong answer, not for a probe that was never sent`(
    answer: Result<Response, Failure>, exit: Int32, live: String
  ) async throws {
    let fixture = try await GitFixture()
    defer { fixture.remove() }
    var world = FakeTime().world
    world.files = .live(temporaryDirectory: fixture.path + "/.git")
    world.random = { count in (0..<count).map { _ in UInt8.random(in: 0...255) } }
    world.transport = Transport { (_, _) throws(Failure) in try answer.get() }
    var outcomes: [Outcome] = []
    for version in ["v1", "v2"] {
      let verify =
        version == "v1" ? "" : #", "verify": { "url": "https://a.example/" }, "onFailure": "rollback""#
      let config =
        #"{ "targets": { "t": { "version": "\#(version)", "local": { "directory": ".git/site" }, "package": {}\#(verify) } } }"#
      try await fixture.commit(files: ["sampan.json": config])
      let project = try Project.open(fixture.path, configFile: nil, trust: false, in: world)
      outcomes = try await project.deploy(named: ["t"])
    }
    #expect(outcomes.map(\.exitCode.rawValue) == [exit])
    #expect(try world.files.readSymlink(fixture.path + "/.git/site/current") == "releases/\(live)")
  }

  @Test(arguments: [
    "http://10.0.0.5/health", "https://api.example.com", "https://api.example.com:8443/a/b?c=d&e=%2F",
    "http://localhost:8080/", "https://a_b.example/~x/;p=1?q=@:!$&'()*+,", "https://api.example.com/..a/b..",
    "https://[::1]/", "http://[fe80::1]:8080/a", "https://[::1", "https://[]/", "https://[::1]x/",
    "https://[::g]/",
    "https://api.example.com/#up", "https://api.example.com/健康", "https://übel.example/",
    "https://api.example.com?x", "https://api.example.com/a/../b", "https://api.example.com/%zz",
    "https://api.example.com/a|b", "https://api.example.com:0/", "https://api.example.com:65536/",
    "https://user:pass@api.example.com/", "https://api.example.com/a\\b", "https://api.example.com/[a]",
    "https://-/{x}", "https://./", "ftp://api.example.com/",
  ])
  func `check takes the URLs that can be sent, and only those`(url: String) throws {
    let text = """
      {"targets": {"a": {"local": {"directory": "d"}, "package": {}, "verify": {"url": \(try quoted(url))}}}}
      """
    let isTaken = ConfigurationReader.read(Array(text.utf8), file: "f", providers: Catalog.all.schemas)
      .findings
      .isEmpty
    let isSent = (try? exactURL(Request("GET", url, allowsPlainHTTP: true))) != nil
    #expect(isTaken == isSent)
  }

  private func quoted(_ text: String) throws -> String {
    String(decoding: try JSONCoding.encode(JSON.string(text)), as: UTF8.self)
  }
}
