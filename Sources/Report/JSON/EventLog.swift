import Model

/// The lines of `--events`: one JSON object for each event, when it happens. A program reads them, so that they are in
/// English, without secrets, and always have the same members. It has state: use one for each run, with a lock.
package struct EventLog: Sendable {
  private let now: @Sendable () -> Timestamp
  private let secrets: @Sendable () -> [String]
  private var sanitizer = Sanitizer(secrets: [])
  private var secretCount = 0
  private var target: String?
  /// Of the last progress that was written.
  private var lastProgress: Timestamp?

  /// The version of the form. A member may be added without a new one.
  static let schema = 1

  /// `secrets` returns all secrets that are known so far, oldest first.
  package init(now: @escaping @Sendable () -> Timestamp, secrets: @escaping @Sendable () -> [String]) {
    self.now = now
    self.secrets = secrets
  }

  /// The first line. `version`: of the program.
  package mutating func start(_ command: String, version: String, isRehearsal: Bool) -> String {
    line(
      .runStarted,
      [
        "command": .string(command), "version": .string(version), "rehearsal": .boolean(isRehearsal),
      ])
  }

  /// Nil for progress that is not worth a line: that of packages and uploads is written once a second.
  package mutating func line(for event: Event) -> String? {
    if Self.isUnfinished(event) {
      let time = now()
      guard time != lastProgress else { return nil }
      lastProgress = time
    }
    if case .targetStarted(let name, _, _, _) = event { target = name }
    let kind = Kind(event)
    let line = line(kind, Self.facts(of: event), of: Self.target(of: event))
    if case .targetFinished = event { target = nil }
    return line
  }

  /// The last line. `failure`: of the whole run.
  package mutating func end(_ exitCode: ExitCode, _ failure: Failure?) -> String {
    target = nil
    return line(
      .runFinished,
      ["exit_code": .integer(Int(exitCode.rawValue)), "error": failure.map(Facts.failure) ?? .null])
  }

  private static func isUnfinished(_ event: Event) -> Bool {
    switch event {
    case .packaged(_, _, let count, let total, _), .uploaded(let count, let total, _): count < total
    default: false
    }
  }

  private mutating func line(_ kind: Kind, _ facts: JSON, of named: String? = nil) -> String {
    let all = secrets()
    if all.count > secretCount {
      secretCount = all.count
      sanitizer = Sanitizer(secrets: all)
    }
    let object: JSON = [
      "schema": .integer(Self.schema), "time": .string(now().utc.iso8601), "kind": .string(kind.rawValue),
      "target": Facts.text(named ?? target), "facts": facts,
    ]
    return JSONText.forScreens.compact(sanitizer.mask(object))
  }

  /// That of an event which names its target.
  private static func target(of event: Event) -> String? {
    switch event {
    case .logLines(let lines): lines.target
    case .targetFinished(let outcome): outcome.target
    default: nil
    }
  }

  private static func facts(of event: Event) -> JSON {
    switch event {
    case .targetStarted(_, let provider, let service, let version):
      ["provider": .string(provider), "service": .string(service), "version": .string(version)]
    case .stepStarted(let step): ["step": .string(step.rawValue)]
    case .stepFinished(let step, let took, let detail):
      ["step": .string(step.rawValue), "seconds": Facts.seconds(took), "detail": Facts.text(detail)]
    case .packaged(let files, let fileTotal, let count, let total, let elapsed):
      [
        "files": .integer(files), "of_files": .integer(fileTotal), "bytes": .integer(count),
        "of": .integer(total), "seconds": Facts.seconds(elapsed),
      ]
    case .uploaded(let count, let total, let elapsed):
      ["bytes": .integer(count), "of": .integer(total), "seconds": Facts.seconds(elapsed)]
    case .rolloutStep(let step):
      [
        "name": .string(step.name), "status": .string(step.status), "seconds": Facts.seconds(step.duration),
        "reason": Facts.text(step.reason),
      ]
    case .stillWaiting(let what, let elapsed): ["what": Facts.text(what), "seconds": Facts.seconds(elapsed)]
    case .notice(let text), .detail(let text): ["text": Facts.text(text)]
    case .finding(let finding): Facts.finding(finding)
    case .log(let excerpt):
      [
        "title": Facts.text(excerpt.title), "lines": Facts.texts(excerpt.lines),
        "rest": Facts.text(excerpt.rest),
      ]
    case .logLines(let lines): ["log": .string(lines.kind.rawValue), "lines": Facts.texts(lines.lines)]
    case .targetFinished(let outcome): Facts.outcome(outcome)
    case .output(let line): ["text": .string(line)]
    }
  }

  /// What a line is about.
  enum Kind: String, CaseIterable {
    case runStarted = "run_started"
    case targetStarted = "target_started"
    case stepStarted = "step_started"
    case stepFinished = "step_finished"
    case packaged, uploaded
    case rolloutStep = "rollout_step"
    case waiting, notice, detail, finding, log, output
    case logLines = "log_lines"
    case targetFinished = "target_finished"
    case runFinished = "run_finished"

    init(_ event: Event) {
      self =
        switch event {
        case .targetStarted: .targetStarted
        case .stepStarted: .stepStarted
        case .stepFinished: .stepFinished
        case .packaged: .packaged
        case .uploaded: .uploaded
        case .rolloutStep: .rolloutStep
        case .stillWaiting: .waiting
        case .notice: .notice
        case .detail: .detail
        case .finding: .finding
        case .log: .log
        case .logLines: .logLines
        case .targetFinished: .targetFinished
        case .output: .output
        }
    }
  }
}
