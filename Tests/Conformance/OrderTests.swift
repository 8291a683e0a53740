import Courses
import Effects
import Emulator
import HTTP
import Model
import Pipeline
import Support
import Synchronization
import Testing

/// Two deploys of one repository to one service. That of the older commit begins first and is held up; meanwhile the
/// newer one goes live.
@Suite struct OrderTests {
  struct Race: Sendable, CustomTestStringConvertible {
    var provider: String
    /// What the deploy of the older commit is held in.
    enum Place: Equatable, Sendable {
      case packaging
      /// The first request that contains this: of an upload the one before it, because its bytes have a time of their own.
      case request(String)
    }
    var place: Place
    /// The members of the target besides `wait`.
    var target: String
    /// What runs in TEM.
    var package: String?
    var testDescription: String { "\(provider), \(place)" }
  }

  private static func cloud(_ provider: String) -> String {
    switch provider {
    case "esa": #""esa": { "appId": "app-1", "publishEnv": "prod" }"#
    case "tem":
      #""tem": { "region": "ap-guangzhou", "applicationId": "app-1", "environmentId": "en-1" }"#
    default: #""\#(provider)": { "envId": "env-a", "serverName": "api" }"#
    }
  }
  private static let image = #", "image": { "repository": "127.0.0.1:1/acme/api" }"#

  static let races: [Race] =
    ["esa", "tcbr", "tem", "wechat"].map {
      Race(provider: $0, place: .packaging, target: cloud($0) + image)
    } + [
      Race(
        provider: "local", place: .packaging,
        target: #""local": { "directory": ".git/site" }, "package": {}"#),
      Race(
        provider: "tcbr", place: .request("DescribeCloudBaseBuildService"),
        target: cloud("tcbr") + #", "package": {}"#),
      Race(
        provider: "wechat", place: .request("DescribeCloudBaseBuildService"),
        target: cloud("wechat") + #", "package": {}"#),
      Race(
        provider: "tem", place: .request("CreateCosToken"),
        target: cloud("tem") + #", "package": { "file": "app.jar" }"#,
        package: "old.jar"),
      Race(
        provider: "esa", place: .request("CreateEdgeContainerAppVersion"), target: cloud("esa") + image),
    ]

  @Test func `every provider that writes is here, held in its packaging`() {
    let held = Self.races.filter { $0.place == .packaging }.map(\.provider)
    #expect(Set(held) == Set(Subject.all.filter { $0.write != nil }.map(\.provider) + ["local"]))
  }

  private func subject(_ provider: String) -> Subject {
    Subject.all.first { $0.provider == provider }
      ?? Subject(provider: provider, target: "", unknown: ("", ""))
  }

  /// Both outcomes, and the id of the newer commit.
  private func run(
    _ race: Race, _ rehearsal: Rehearsal, older: (inout World) -> Void = { _ in }
  ) async throws -> (older: Outcome, newer: Outcome?, id: String) {
    let newer = Mutex<Outcome?>(nil)
    let (path, calm) = (rehearsal.repository.path, rehearsal.world)
    let overtake = { @Sendable () async throws(Failure) in
      guard newer.withLock({ $0 == nil }) else { return }
      let project = try Project.open(path, configFile: nil, trust: false, in: calm)
      let outcome = try await project.deploy(named: ["it"]).first
      newer.withLock { $0 = outcome }
    }
    var world = calm
    switch race.place {
    case .packaging:
      let steps = Mutex(0)
      world.sleep = { (duration) async throws(Failure) in
        // Each step begins with a pause of no length: the second one is packaging.
        let step = steps.withLock {
          if duration == .zero { $0 += 1 }
          return $0
        }
        if duration == .zero, step == 2 { try await overtake() }
        try await calm.sleep(duration)
      }
    case .request(let held):
      world.transport = Transport { (request, told) throws(Failure) in
        if "\(request.method) \(request.url) \(request.headers)".contains(held) { try await overtake() }
        return try await calm.transport.send(request, told)
      }
    }
    older(&world)
    let project = try rehearsal.project(in: world)
    let id = try await rehearsal.repository.commit("newer", files: ["newer": "yes"])
    rehearsal.clouds.registry.add(.manifest("newer"), to: "acme/api", tag: id)
    let outcome = try #require(try await project.deploy(named: ["it"]).first)
    return (outcome, newer.withLock { $0 }, id)
  }

  @Test(arguments: races)
  func `an older commit that was held up does not replace the newer one that went live meanwhile`(
    race: Race
  ) async throws {
    let rehearsal = try await Rehearsal(
      subject(race.provider), target: race.target, files: ["Dockerfile": "FROM scratch", "app.jar": "PK"],
      package: race.package)
    defer { rehearsal.end() }
    let (older, newer, id) = try await run(race, rehearsal)
    #expect(newer?.exitCode.rawValue == 0, "\(String(describing: newer))")
    #expect(older.exitCode.rawValue == 5, "\(older) \(rehearsal.events)")
    #expect(rehearsal.writes == (race.provider == "local" ? 0 : 1))
    let live = try #require(try await rehearsal.state().main)
    let name = live.stamp?.commit ?? live.release
    #expect(name.contains(id.prefix(8)))
    #expect(rehearsal.leaks(older).isEmpty)
  }

  @Test(arguments: ["esa", "tcbr", "wechat"])
  func `an older commit that was held up at the registry does not move the tag back`(
    provider: String
  ) async throws {
    let image =
      #", "image": { "repository": "127.0.0.1:1/acme/api", "from": "{commit}", "tag": "staging", "replace": true }"#
    let rehearsal = try await Rehearsal(subject(provider), target: Self.cloud(provider) + image)
    defer { rehearsal.end() }
    let id = try await rehearsal.repository.git("rev-parse", "HEAD").prefix(40)
    let registry = rehearsal.clouds.registry
    registry.add(.manifest("older"), to: "acme/api", tag: String(id))
    let race = Race(provider: provider, place: .request("manifests/\(id)"), target: "")
    let (older, newer, _) = try await run(race, rehearsal)
    #expect(newer?.exitCode.rawValue == 0, "\(String(describing: newer))")
    #expect(older.exitCode.rawValue == 5, "\(older)")
    #expect(registry.writes(of: "PUT manifests") == 1)
    #expect(
      registry.digest(of: "staging", in: "acme/api")
        == newer?.image?.split(separator: "@").last.map(String.init))
    #expect(rehearsal.writes == 1)
  }

  /// Several reads are not one moment: whichever of them a rollout ends after, it is seen as running or as live.
  @Test(arguments: Subject.all.filter { $0.write != nil }, 0..<5)
  func `a rollout that ends while the state is read is seen`(subject: Subject, reads: Int) async throws {
    let calm = try await Rehearsal(subject)
    defer { calm.end() }
    let before = try await calm.state().main
    var rehearsal = try await Rehearsal(subject, scenario: "busy")
    defer { rehearsal.end() }
    let send = rehearsal.world.transport
    let count = Mutex(0)
    rehearsal.world.transport = Transport { [rehearsal] (request, told) throws(Failure) in
      let response = try await send.send(request, told)
      let isLast = count.withLock {
        $0 += 1
        return $0 == reads + 1
      }
      if isLast { rehearsal.pass(.seconds(600)) }
      return response
    }
    let state = try await rehearsal.state()
    #expect(state.inFlight != nil || state.main != before, "\(state)")
  }
}
