import Model

/// The JSON Schemas of what the program writes for other programs.
package enum ReportSchema {
  /// Of the object of `--json`.
  package static var report: JSON {
    JSONShape.object([
      "schema": .constant(.integer(RunReport.schema)), "command": .string, "exit_code": .integer,
      "error": .orNull(failure), "findings": .list(finding), "targets": .list(outcome),
      "excerpts": .list(
        .object([
          "target": .orNull(.string), "title": .string, "lines": .list(.string), "rest": .orNull(.string),
        ])), "plans": .list(plan),
      "states": .list(state), "histories": .list(history), "differences": .list(difference),
      "logs": .list(
        .object(["target": .string, "kind": .of(LogKind.self), "lines": .list(.string)])),
      "packages": .list(package), "checked": .orNull(checked), "text": .list(.string), "document": .any,
    ]).document("sampan --json", "What a command of sampan has found and done, as one object.")
  }

  /// Of each line of `--events`.
  package static var events: JSON {
    JSONShape.oneOf(EventLog.Kind.allCases.map(line))
      .document("sampan --events", "One line: an event of a run of sampan, written when it happens.")
  }

  // MARK: Events

  private static func line(_ kind: EventLog.Kind) -> JSONShape {
    .object([
      "schema": .constant(.integer(EventLog.schema)), "time": .string,
      "kind": .constant(.string(kind.rawValue)), "target": .orNull(.string), "facts": facts(kind),
    ])
  }

  private static func facts(_ kind: EventLog.Kind) -> JSONShape {
    let step = JSONShape.of(Event.Step.self)
    return switch kind {
    case .runStarted: .object(["command": .string, "version": .string, "rehearsal": .boolean])
    case .targetStarted: .object(["provider": .string, "service": .string, "version": .string])
    case .stepStarted: .object(["step": step])
    case .stepFinished: .object(["step": step, "seconds": .number, "detail": .string])
    case .packaged:
      .object([
        "files": .integer, "of_files": .integer, "bytes": .integer, "of": .integer, "seconds": .number,
      ])
    case .uploaded: .object(["bytes": .integer, "of": .integer, "seconds": .number])
    case .rolloutStep:
      .object([
        "name": .string, "status": .string, "seconds": .orNull(.number), "reason": .orNull(.string),
      ])
    case .waiting: .object(["what": .string, "seconds": .number])
    case .notice, .detail, .output: .object(["text": .string])
    case .finding: finding
    case .log: .object(["title": .string, "lines": .list(.string), "rest": .orNull(.string)])
    case .logLines: .object(["log": .of(LogKind.self), "lines": .list(.string)])
    case .targetFinished: outcome
    case .runFinished: .object(["exit_code": .integer, "error": .orNull(failure)])
    }
  }

  // MARK: Parts

  private static let place = JSONShape.object([
    "file": .string, "line": .orNull(.integer), "column": .orNull(.integer),
  ])

  private static let finding = JSONShape.object([
    "severity": .of(Finding.Severity.self), "message": .string, "rule": .string, "place": .orNull(place),
    "hints": .list(.string),
  ])

  private static let failure = JSONShape.object([
    "kind": .of(Failure.Kind.self), "message": .string, "place": .orNull(place), "hints": .list(.string),
    "causes": .list(.string), "code": .orNull(.string), "request_id": .orNull(.string),
    "exit_code": .integer,
  ])

  private static let outcome = JSONShape.object([
    "target": .string, "provider": .string, "status": .of(Outcome.Status.self), "version": .orNull(.string),
    "remark": .orNull(.string), "commit": .orNull(.string), "subject": .orNull(.string),
    "commit_url": .orNull(.string), "run_url": .orNull(.string), "simulated": .boolean,
    "url": .orNull(.string), "release_id": .orNull(.string), "package_sha256": .orNull(.string),
    "image": .orNull(.string),
    "reason": .orNull(.string), "still_live": .orNull(.string), "elapsed_seconds": .orNull(.number),
    "error": .orNull(failure),
    "exit_code": .integer,
    "timeline": .list(
      .object([
        "name": .string, "start_seconds": .number, "end_seconds": .number, "failed": .boolean,
      ])),
  ])

  private static let checked = JSONShape.object([
    "file": .string, "next": .orNull(.string),
    "targets": .list(
      .object([
        "target": .string, "provider": .string, "service": .string, "branches": .list(.string),
        "tags": .list(.string),
      ])),
  ])

  private static let commit = JSONShape.object([
    "id": .string, "subject": .string, "author": .string, "committed": .string,
  ])

  private static let plan = JSONShape.object([
    "target": .string, "provider": .string, "service": .string, "version": .string, "remark": .string,
    "stamp": .string, "image": .orNull(.string), "commit": commit, "artifact": artifact,
    "findings": .list(finding), "before": .list(.string), "after": .list(.string),
    "live": .orNull(.list(online)),
    "requests": .list(
      .object([
        "method": .string, "url": .string, "action": .orNull(.string), "body": .any, "is_write": .boolean,
        "condition": .orNull(.string),
      ])),
  ])

  private static let artifact = JSONShape.oneOf([
    .object(["kind": .constant("package"), "path": .string, "files": .integer, "bytes": .integer]),
    .object(["kind": .constant("file"), "path": .string, "bytes": .integer]),
    .object(["kind": .constant("image"), "from": .orNull(.string), "reference": .string]),
    .object([
      "kind": .constant("repository"), "source": .string, "name": .string, "branch": .orNull(.string),
    ]),
    .object(["kind": .constant("none"), "what": .string]),
  ])

  private static let relation = JSONShape.oneOf([
    .object(["kind": .constant("same")]),
    .object(["kind": .constant("head_is_ahead"), "head": .integer]),
    .object(["kind": .constant("live_is_ahead"), "live": .integer]),
    .object(["kind": .constant("diverged"), "head": .integer, "live": .integer]),
    .object(["kind": .constant("unknown"), "reason": .string]),
  ])

  private static let online = JSONShape.object([
    "release_id": .string, "traffic_percent": .integer, "remark": .orNull(.string),
    "image": .orNull(.string), "commit": .orNull(.string),
  ])

  private static let state = JSONShape.object([
    "target": .string, "provider": .string, "url": .orNull(.string), "condition": .orNull(.string),
    "head": commit, "relation": relation, "notes": .list(finding),
    "online": .list(online),
    "in_flight": .orNull(
      .object([
        "id": .string, "status": .string, "since": .orNull(.string), "step": .orNull(.string),
        "release_id": .orNull(.string),
      ])),
  ])

  private static let history = JSONShape.object([
    "target": .string, "provider": .string, "service": .string,
    "releases": .list(
      .object([
        "release_id": .string, "created": .orNull(.string), "status": .string,
        "traffic_percent": .orNull(.integer), "version": .orNull(.string), "remark": .orNull(.string),
        "image": .orNull(.string), "commit": .orNull(.string), "is_in_clone": .boolean,
        "subject": .orNull(.string),
      ])),
  ])

  private static let difference = JSONShape.object([
    "target": .string, "provider": .string, "service": .string, "is_same": .boolean,
    "live": .orNull(.object(["release_id": .string, "remark": .orNull(.string)])),
    "live_commit": .orNull(commit), "head": commit, "relation": relation, "ahead": .list(commit),
    "behind": .list(commit),
    "files": .orNull(.list(.object(["change": .of(FileChange.Kind.self), "path": .string]))),
    "has_more_files": .boolean, "other_files": .integer, "content_differs": .orNull(.boolean),
    "settings_differ": .orNull(.boolean),
  ])

  private static let package = JSONShape.object([
    "target": .orNull(.string), "file": .string, "name": .string, "bytes": .integer, "sha256": .string,
    "files": .integer,
    "entries": .list(.object(["mode": .string, "size": .integer, "path": .string])),
  ])
}

extension JSONShape {
  /// One of the raw values of a type.
  fileprivate static func of<Kind: RawRepresentable<String> & CaseIterable>(_ type: Kind.Type) -> JSONShape {
    .choice(type.allCases.map(\.rawValue))
  }
}
