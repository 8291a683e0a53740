import Model

extension RunReport {
  /// The version of the form. A member may be added without a new one.
  static let schema = 1

  /// The report as one JSON object, with the same facts as the text. All keys are always present; unknown values are
  /// null.
  var json: JSON {
    var object: [String: JSON] = [
      "schema": .integer(Self.schema), "command": .string(command),
      "exit_code": .integer(Int(exitCode.rawValue)),
      "error": failure.map(Facts.failure) ?? .null,
      "findings": .array((findings + otherFailures).map(Facts.finding)),
      "targets": .array(outcomes.map(Facts.outcome)), "excerpts": .array(logs.map(Facts.excerpt)),
      "plans": [], "states": [], "histories": [],
      "differences": [], "logs": .array(logLines.map(Facts.log)), "packages": [], "checked": .null,
      "text": [], "document": .null,
    ]
    switch product {
    case .nothing, .background: break
    case .text(let lines), .examined(let lines, _): object["text"] = Facts.texts(lines)
    case .checked(let checked): object["checked"] = checked.map(Facts.checked) ?? .null
    case .plans(let plans): object["plans"] = .array(plans.map(Facts.plan))
    case .states(let states, _): object["states"] = .array(states.map(Facts.state))
    case .histories(let reports, _): object["histories"] = .array(reports.map(Facts.history))
    case .differences(let reports, _): object["differences"] = .array(reports.map(Facts.difference))
    case .package(let listing): object["packages"] = [Facts.package(listing)]
    case .document(let document): object["document"] = document.value
    }
    return .object(object)
  }

  /// The failures of targets that could not be read, except the first, which is the failure of the run.
  private var otherFailures: [Finding] {
    let failures: [Outcome]
    switch product {
    case .states(_, let all), .histories(_, let all): failures = all
    default: return []
    }
    return failures.dropFirst().map { outcome in
      Finding(.error, "\(outcome.target): \(outcome.failure?.what ?? "")", rule: "\(command)/failed")
    }
  }
}

/// Each kind of value as JSON.
enum Facts {
  static func checked(_ checked: CheckedTargets) -> JSON {
    [
      "file": .string(checked.file), "next": text(checked.next),
      "targets": .array(
        checked.targets.map { target in
          [
            "target": .string(target.name), "provider": .string(target.provider),
            "service": .string(target.service), "branches": texts(target.when?.branch?.texts ?? []),
            "tags": texts(target.when?.tag?.texts ?? []),
          ]
        }),
    ]
  }

  static func outcome(_ outcome: Outcome) -> JSON {
    var facts: [String: JSON] = [
      "subject": text(outcome.subject), "commit_url": text(outcome.commitURL),
      "run_url": text(outcome.runURL), "simulated": .boolean(outcome.isSimulated),
      "reason": text(outcome.reason), "still_live": text(outcome.stillLive?.release),
      "elapsed_seconds": seconds(outcome.elapsed),
      "error": outcome.failure.map(failure) ?? .null, "exit_code": .integer(Int(outcome.exitCode.rawValue)),
      "timeline": .array(
        outcome.timeline.map { span in
          [
            "name": .string(span.name), "start_seconds": seconds(span.start),
            "end_seconds": seconds(span.end), "failed": .boolean(span.failed),
          ]
        }),
    ]
    for field in outcome.fields { facts[field.name] = text(field.value) }
    return .object(facts)
  }

  static func failure(_ failure: Failure) -> JSON {
    [
      "kind": .string(failure.kind.rawValue), "message": .string(failure.what.description),
      "place": place(failure.place),
      "hints": texts(failure.remedies), "causes": texts(failure.causes), "code": text(failure.code),
      "request_id": text(failure.requestID),
      "exit_code": .integer(Int(ExitCode(failure.kind).rawValue)),
    ]
  }

  static func finding(_ finding: Finding) -> JSON {
    [
      "severity": .string(finding.severity.rawValue), "message": .string(finding.message.description),
      "rule": .string(finding.rule), "place": place(finding.place), "hints": texts(finding.remedies),
    ]
  }

  static func plan(_ plan: Plan) -> JSON {
    .object(plan.facts.merging(["findings": .array(plan.findings.map(finding))]) { $1 })
  }

  static func state(_ report: StatusReport) -> JSON {
    let state = report.state
    return [
      "target": .string(report.target), "provider": .string(report.provider), "url": text(state.url),
      "condition": text(state.condition), "head": report.head.facts, "relation": relation(report.relation),
      "notes": .array(state.notes.map(finding)),
      "online": .array(state.online.map(\.facts)),
      "in_flight": state.inFlight.map { inFlight in
        [
          "id": .string(inFlight.id), "status": .string(inFlight.status),
          "since": text(inFlight.since?.utc.iso8601),
          "step": text(inFlight.step), "release_id": text(inFlight.release),
        ]
      } ?? .null,
    ]
  }

  static func excerpt(_ log: RunReport.Log) -> JSON {
    [
      "target": text(log.target), "title": .string(log.excerpt.title.description),
      "lines": texts(log.excerpt.lines), "rest": text(log.excerpt.rest),
    ]
  }

  static func log(_ log: LogLines) -> JSON {
    [
      "target": .string(log.target), "kind": .string(log.kind.rawValue),
      "lines": texts(Array(log.lines.suffix(RunReport.mostLines))),
    ]
  }

  static func history(_ report: HistoryReport) -> JSON {
    [
      "target": .string(report.target), "provider": .string(report.provider),
      "service": .string(report.service),
      "releases": .array(
        report.entries.map { entry in
          let release = entry.release
          return [
            "release_id": .string(release.id), "created": text(release.created?.utc.iso8601),
            "status": .string(release.status),
            "traffic_percent": release.trafficPercent.map(JSON.integer) ?? .null,
            "version": text(entry.version), "remark": text(release.remark), "image": text(release.image),
            "commit": text(entry.found?.id.hex ?? entry.commit), "is_in_clone": .boolean(entry.found != nil),
            "subject": text(entry.found?.subject),
          ]
        }),
    ]
  }

  static func difference(_ report: DifferenceReport) -> JSON {
    [
      "target": .string(report.target), "provider": .string(report.provider),
      "service": .string(report.service), "is_same": .boolean(report.isSame),
      "live": report.live.map { live in
        ["release_id": .string(live.release), "remark": text(live.remark)]
      } ?? .null,
      "live_commit": report.liveCommit.map(\.facts) ?? .null, "head": report.head.facts,
      "relation": relation(report.relation), "ahead": .array(report.ahead.map(\.facts)),
      "behind": .array(report.behind.map(\.facts)),
      "files": report.files.map { files in
        .array(
          files.map { file in
            [
              "change": .string(file.kind.rawValue),
              "path": .string(String(decoding: file.path, as: UTF8.self)),
            ]
          })
      } ?? .null, "has_more_files": .boolean(report.hasMoreFiles),
      "other_files": .integer(report.otherFileCount),
      "content_differs": report.contentDiffers.map(JSON.boolean) ?? .null,
      "settings_differ": report.settingsDiffer.map(JSON.boolean) ?? .null,
    ]
  }

  private static func relation(_ relation: StatusReport.Relation) -> JSON {
    switch relation {
    case .same: ["kind": "same"]
    case .headIsAhead(let count): ["kind": "head_is_ahead", "head": .integer(count)]
    case .liveIsAhead(let count): ["kind": "live_is_ahead", "live": .integer(count)]
    case .diverged(let head, let live):
      ["kind": "diverged", "head": .integer(head), "live": .integer(live)]
    case .unknown(let reason): ["kind": "unknown", "reason": .string(reason.description)]
    }
  }

  static func package(_ listing: PackageListing) -> JSON {
    [
      "target": text(listing.target), "file": .string(listing.file.path), "name": .string(listing.file.name),
      "bytes": .integer(listing.file.byteCount), "sha256": .string(listing.file.sha256),
      "files": .integer(listing.file.entryCount),
      "entries": .array(
        listing.entries.map { entry in
          [
            "mode": .string(String(entry.mode.rawValue, radix: 8)), "size": .integer(entry.size),
            "path": .string(entry.path),
          ]
        }),
    ]
  }

  static func place(_ place: Place?) -> JSON {
    guard let place else { return .null }
    return [
      "file": .string(place.file), "line": place.line.map(JSON.integer) ?? .null,
      "column": place.column.map(JSON.integer) ?? .null,
    ]
  }

  /// Rounded to milliseconds.
  static func seconds(_ duration: Duration?) -> JSON {
    duration.map { .number((($0 / .milliseconds(1)).rounded()) / 1000) } ?? .null
  }

  static func text(_ value: Text?) -> JSON { value.map { .string($0.description) } ?? .null }
  static func texts(_ values: [Text]) -> JSON { .array(values.map { .string($0.description) }) }
  static func text(_ value: String?) -> JSON { value.map(JSON.string) ?? .null }
  static func texts(_ values: [String]) -> JSON { .array(values.map(JSON.string)) }
}
