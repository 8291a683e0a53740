import Courses
import Effects
import HTTP
import Model
import Pipeline
import Providers
import Report
import Support
import Synchronization
import Testing

/// Clouds may send any number anywhere: none of them ends the program. A trap ends this process, so every test that
/// passes here has proved it.
@Suite struct ExtremeNumbersTests {
  /// What a number, or a text that begins like one, is replaced with.
  private static let any: [JSON] = [
    .integer(100_000_000_000_000_000), .number(1e300), .number(-1e300), .integer(-1), .integer(.max),
    .integer(.min), .number(1e20), .number(0.5), .null, "99999999999999999999", "-1",
    "9223372036854775807", "-9223372036854775808", "NaN", "1e300", "9999-99-99 99:99:99", "",
  ]
  /// Those that every decoder takes for a number.
  private static let whole: [JSON] = [
    .integer(100_000_000_000_000_000), .integer(.max), .integer(.min), .integer(-1),
  ]

  /// What a cloud answered in a deploy, by action, and the receipts of its rollout.
  private struct Recording {
    var deployment: Deployment
    var answers: [String: JSON]
    var world: World
  }

  private static func action(of request: Request) -> String {
    request.headers.first { ["x-tc-action", "x-acs-action"].contains($0.name.lowercased()) }?.value
      ?? String(redacted(request.url).split(separator: "/").last ?? "")
  }

  private func record(_ subject: Subject, _ scenario: String) async throws -> Recording {
    let wait = #"{ "timeout": "5m" }"#
    let rehearsal = try await Rehearsal(subject, scenario: scenario, wait: wait)
    defer { rehearsal.end() }
    let answers = Mutex<[String: JSON]>([:])
    var world = rehearsal.world
    let send = world.transport
    world.transport = Transport { (request, sent) throws(Failure) in
      let response = try await send.send(request, sent)
      if let answer = try? JSONCoding.decode(JSON.self, from: response.body, answering: "") {
        answers.withLock { $0[Self.action(of: request)] = answer }
      }
      return response
    }
    let project = try Project.open(rehearsal.repository.path, configFile: nil, trust: false, in: world)
    _ = try await project.deploy(named: ["it"])
    _ = try await project.status(named: ["it"], waits: false)
    let deployment = try #require(try project.plan(named: ["it"]).plans.first).deployment
    return Recording(deployment: deployment, answers: answers.withLock { $0 }, world: world)
  }

  @Test(arguments: Subject.all, ["calm", "busy", "gray", "crash"])
  func `a number of any size in any answer is survived`(subject: Subject, scenario: String) async throws {
    let recording = try await record(subject, scenario)
    #expect(!recording.answers.isEmpty)
    for (action, answer) in recording.answers.sorted(by: { $0.key < $1.key }) {
      let keys = answer.numericKeys
      for value in Self.any where !keys.isEmpty {
        try await play(recording, action, answer.replacing(keys, with: value))
      }
      for key in keys.sorted() {
        for value in Self.whole { try await play(recording, action, answer.replacing([key], with: value)) }
      }
    }
  }

  /// Every verb that reads, and what is printed of it; whatever fails, fails with a `Failure`.
  private func play(_ recording: Recording, _ action: String, _ answer: JSON) async throws {
    var answers = recording.answers
    answers[action] = answer
    let replayed = answers
    let told = Mutex<[Event]>([])
    var world = recording.world
    world.tell = { event in told.withLock { $0.append(event) } }
    world.transport = Transport { (request, _) throws(Failure) in
      let answer =
        replayed[Self.action(of: request)] ?? ["Response": ["Error": ["Code": "x", "Message": "x"]]]
      return Response(status: 200, body: try JSONCoding.encode(answer))
    }
    let deployment = recording.deployment
    let provider = try Catalog.all.provider(of: deployment.target, world)
    var states: [StatusReport] = []
    var receipts = [
      Receipt(operation: nil, baseline: "0"), Receipt(operation: "1", baseline: "0", release: "api-007"),
    ]
    if let state = try? await provider.state() {
      states.append(
        StatusReport(
          target: "it", provider: deployment.target.provider, service: "", state: state,
          head: deployment.commit, relation: .unknown("")))
      if let newest = state.newest { receipts.append(newest) }
      receipts.append(provider.receipt(for: deployment, since: state))
    }
    for receipt in receipts {
      guard let rollout = try? await provider.poll(receipt) else { continue }
      for step in rollout.steps { world.tell(.rolloutStep(step)) }
      for excerpt in await provider.explain(rollout) { world.tell(.log(excerpt)) }
    }
    for json in [true, false] {
      var printer = Printer(
        command: "status", traits: [], job: nil, environment: [:],
        options: ReportOptions(verbosity: .verbose, json: json),
        token: "0123456789abcdef0123456789abcdef", now: { Timestamp(seconds: 0) }, secrets: { [] })
      for event in told.withLock({ $0 }) { _ = printer.render(event) }
      _ = printer.finish(.success(.states(states, failures: [])))
    }
  }
}

extension JSON {
  private var isNumeric: Bool {
    switch self {
    case .integer, .number: true
    case .string(let text): text.first?.isNumber == true
    default: false
    }
  }

  /// The keys under which there is a number, or a text that begins with a digit, at any depth.
  fileprivate var numericKeys: Set<String> {
    switch self {
    case .object(let members):
      members.reduce(into: []) { keys, member in
        if member.value.isNumeric { keys.insert(member.key) }
        keys.formUnion(member.value.numericKeys)
      }
    case .array(let items): items.reduce(into: []) { $0.formUnion($1.numericKeys) }
    default: []
    }
  }

  fileprivate func replacing(_ keys: Set<String>, with value: JSON) -> JSON {
    switch self {
    case .object(let members):
      .object(
        Dictionary(
          uniqueKeysWithValues: members.map { key, member in
            (key, keys.contains(key) && member.isNumeric ? value : member.replacing(keys, with: value))
          }))
    case .array(let items): .array(items.map { $0.replacing(keys, with: value) })
    default: self
    }
  }
}
