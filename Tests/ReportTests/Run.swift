import Model
import Synchronization
import Testing

@testable import Report

/// A run whose foreign fields all have the same text, printed for one CI system.
struct Run {
  static let systems = ["github", "gitea", "gitlab", "cnb", "azure", "buildkite", "teamcity", "unknown"]
  static let token = "0123456789abcdef0123456789abcdef"

  var outputs: [Output] = []
  var files: [String: FileWrite] = [:]

  /// With `hostile` in every field of every event and of what the command returns. `system` nil: no CI. `product`: by
  /// default states, with a failure.
  init(
    _ system: String?, hostile: String, secrets: [String] = [], options: ReportOptions = ReportOptions(),
    product: Product? = nil
  ) throws {
    let ending = Run.ending(
      system, Run.events(hostile),
      .success(try product ?? .states([Run.state(hostile)], failures: [Run.outcome(hostile)])),
      secrets: secrets,
      options: options)
    outputs = ending.outputs
    for file in ending.files { files[String(file.path.split(separator: "/").last ?? "")] = file }
  }

  /// Everything that is printed and written by a run with these events and this result.
  static func ending(
    _ system: String?, _ events: [Event] = [], _ result: Result<Product, Failure> = .success(.nothing),
    traits: Traits = .writesOutputs, secrets: [String] = [], options: ReportOptions = ReportOptions(),
    environment: [String: String] = [:]
  ) -> Ending {
    var printer = printer(
      system, traits: traits, secrets: secrets, options: options, environment: environment)
    let outputs = events.flatMap { printer.render($0) }
    var ending = printer.finish(result)
    ending.outputs = outputs + ending.outputs
    return ending
  }

  /// The clock advances by an hour with every read, so every heartbeat is due.
  static func printer(
    _ system: String?, traits: Traits = .writesOutputs, secrets: [String] = [],
    options: ReportOptions = ReportOptions(), environment: [String: String] = [:]
  ) -> Printer {
    let clock = HastyClock()
    let job = system.map { CIJob(CIJob.System(rawValue: $0) ?? .unknown, title: $0, fullHistoryRemedy: "-") }
    let places = [
      "GITHUB_OUTPUT": "/tmp/output", "GITHUB_STEP_SUMMARY": "/tmp/summary", "CI_PROJECT_DIR": "/builds/a",
    ]
    return Printer(
      command: "deploy", traits: traits, job: job, environment: places.merging(environment) { $1 },
      options: options, token: token, now: { clock.tick() }, secrets: { secrets })
  }

  var lines: [String] { outputs.map(\.text) }
  /// What both streams show together.
  var log: String { outputs.map { $0.isTransient ? $0.text : $0.text + "\n" }.joined() }

  static func events(_ hostile: String) -> [Event] {
    [
      .targetStarted(name: hostile, provider: hostile, service: hostile, version: hostile),
      .stepStarted(.preflight),
      .stepFinished(.package, took: .seconds(1), detail: "\(hostile)"),
      .packaged(fileCount: 1, fileTotal: 2, byteCount: 1, byteTotal: 2, elapsed: .seconds(1)),
      .uploaded(byteCount: 1, of: 2, elapsed: .seconds(1)),
      .rolloutStep(Rollout.Step(name: hostile, status: hostile, duration: .seconds(3), reason: hostile)),
      .stillWaiting("\(hostile)", elapsed: .seconds(30)),
      .notice("\(hostile)"),
      .finding(finding(hostile, .warning)),
      .detail("\(hostile)"),
      .log(LogExcerpt(title: "\(hostile)", lines: [hostile, hostile])),
      .logLines(LogLines(target: hostile, kind: .build, isOneOfMany: false, lines: [hostile, hostile])),
      .logLines(LogLines(target: hostile, kind: .run, isOneOfMany: true, lines: [hostile])),
      .output(hostile), .targetFinished(outcome(hostile)),
      .finding(finding(hostile, .error)),
      .finding(finding(hostile, .notice)),
    ]
  }

  /// What commands return, beside states.
  static func products(_ hostile: String) throws -> [Product] {
    let plan = try plan(hostile)
    var target = plan.deployment.target
    target.service = hostile
    return [
      .plans([plan]), .package(package(hostile)), .text(["\(hostile)"]), .background(failure(hostile)),
      .histories([try history(hostile)], failures: [outcome(hostile)]),
      .differences([try difference(hostile)], problem: .guarded),
      .examined(["\(hostile)"], problem: .defect), .document(.line([hostile: .string(hostile)])),
      .checked(CheckedTargets(file: hostile, targets: [target], next: hostile)),
    ]
  }

  static func finding(_ hostile: String, _ severity: Finding.Severity) -> Finding {
    Finding(
      severity, "\(hostile)", rule: hostile, place: Place(file: hostile, line: 3, column: 5),
      remedies: ["\(hostile)"])
  }

  static func failure(_ hostile: String) -> Failure {
    Failure(
      .rolloutFailed, "\(hostile)", place: Place(file: hostile, line: 1), remedies: ["\(hostile)"],
      requestID: hostile,
      code: hostile, causes: ["\(hostile)"])
  }

  static func outcome(_ hostile: String) -> Outcome {
    Outcome(
      target: hostile, provider: hostile, status: .failed, version: hostile, remark: hostile, commit: hostile,
      url: hostile, releaseID: hostile, packageSHA256: hostile, image: hostile, reason: "\(hostile)",
      failure: failure(hostile), elapsed: .seconds(90),
      timeline: [Outcome.Span(name: hostile, start: .zero, end: .seconds(2), failed: true)])
  }

  static func commit(_ hostile: String) throws -> Commit {
    let id = try #require(ObjectID(String(repeating: "a", count: 40)))
    return Commit(
      id: id, tree: id, subject: hostile, authorName: hostile,
      authorEmail: hostile, committed: Timestamp(seconds: 1_700_000_000), parentCount: 1)
  }

  static func plan(_ hostile: String) throws -> Plan {
    let template = try Template("{version}")
    let target = Target(
      name: hostile, place: Place(file: hostile), provider: hostile, version: [template], remark: [template])
    let deployment = Deployment(
      target: target, commit: try commit(hostile), version: hostile, remark: hostile,
      stamp: Stamp(commit: hostile, tree: hostile, config: hostile),
      artifact: .repository(source: hostile, name: hostile, branch: hostile))
    return Plan(
      deployment: deployment,
      requests: [
        PlannedRequest(
          method: hostile, url: hostile, action: hostile,
          body: ["list": [.string(hostile)], "object": .object([hostile: .string(hostile)])],
          condition: "\(hostile)")
      ], findings: [finding(hostile, .warning)])
  }

  static func state(_ hostile: String) throws -> StatusReport {
    let online = ServiceState.Online(
      release: hostile, trafficPercent: 100, remark: hostile, image: hostile)
    let inFlight = InFlight(id: hostile, status: hostile, step: hostile, release: hostile)
    return StatusReport(
      target: hostile, provider: hostile, service: hostile,
      state: ServiceState(
        url: hostile, condition: hostile, online: [online], inFlight: inFlight,
        notes: [finding(hostile, .notice)]),
      head: try commit(hostile), relation: .unknown("\(hostile)"))
  }

  static func history(_ hostile: String) throws -> HistoryReport {
    let release = Release(
      id: hostile, created: Timestamp(seconds: 1_700_000_000), status: hostile, trafficPercent: 50,
      remark: hostile, image: hostile)
    return HistoryReport(
      target: hostile, provider: hostile, service: hostile,
      entries: [
        HistoryReport.Entry(release: release, version: hostile, commit: hostile, found: try commit(hostile)),
        HistoryReport.Entry(release: Release(id: hostile, status: hostile), commit: hostile),
      ])
  }

  static func difference(_ hostile: String) throws -> DifferenceReport {
    let commit = try commit(hostile)
    var report = DifferenceReport(
      target: hostile, provider: hostile, service: hostile,
      live: .init(release: hostile, trafficPercent: 100, remark: hostile), head: commit,
      relation: .diverged(head: 1, live: 1))
    report.liveCommit = commit
    report.ahead = [commit]
    report.behind = [commit]
    report.files = [FileChange(.modified, Array(hostile.utf8))]
    return report
  }

  static func package(_ hostile: String) -> PackageListing {
    PackageListing(
      target: hostile,
      file: PackageFile(
        path: hostile, name: hostile, byteCount: 1, sha256: hostile, isZip: true, entryCount: 1),
      entries: [
        PackageEntry(
          path: hostile, mode: .file, content: .file(Array(hostile.utf8), FileVersion(byteCount: 12)))
      ])
  }
}

/// Advances by an hour with every read.
final class HastyClock: Sendable {
  private let seconds = Mutex<Int64>(1_700_000_000)

  func tick() -> Timestamp {
    seconds.withLock { seconds in
      seconds += 3600
      return Timestamp(seconds: seconds)
    }
  }
}
