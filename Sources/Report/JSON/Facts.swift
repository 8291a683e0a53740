import Model

/// The report as one JSON object: the same facts as the text. Keys never go away; what is not known is null.
enum Facts {
  static func of(_ report: RunReport) -> JSON {
    .object([
      "command": .string(report.command),
      "exit_code": .integer(Int(report.exitCode.rawValue)),
      "error": report.failure.map(failure) ?? .null,
      "findings": .array(report.findings.map(finding)),
      "targets": .array(report.outcomes.map(outcome)),
      "plans": .array(report.plans.map(plan)),
      "states": .array(report.states.map(state)),
      "packages": .array(report.packages.map(package)), "checked": report.checked.map(checked) ?? .null,
      "text": texts(report.text), "document": report.document?.value ?? .null,
    ])
  }

  private static func checked(_ checked: CheckedTargets) -> JSON {
    [
      "file": .string(checked.file), "targets": .array(checked.targets.map(\.facts)),
      "next": .string(checked.next),
    ]
  }

  private static func outcome(_ outcome: Outcome) -> JSON {
    var facts: [String: JSON] = [
      "reason": text(outcome.reason), "elapsed_seconds": seconds(outcome.elapsed),
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

  private static func failure(_ failure: Failure) -> JSON {
    [
      "kind": .string(failure.kind.rawValue), "message": .string(failure.what), "place": place(failure.place),
      "hints": texts(failure.remedies), "causes": texts(failure.causes), "code": text(failure.code),
      "request_id": text(failure.requestID),
      "exit_code": .integer(Int(ExitCode(failure.kind).rawValue)),
    ]
  }

  private static func finding(_ finding: Finding) -> JSON {
    [
      "severity": .string(finding.severity.rawValue), "message": .string(finding.message),
      "rule": .string(finding.rule), "place": place(finding.place), "hints": texts(finding.remedies),
    ]
  }

  private static func plan(_ plan: Plan) -> JSON {
    let deployment = plan.deployment
    return [
      "target": .string(deployment.target.name), "provider": .string(deployment.target.provider),
      "version": .string(deployment.version), "remark": .string(deployment.remark),
      "stamp": .string(deployment.stamp.description), "image": text(deployment.image),
      "commit": commit(deployment.commit), "artifact": artifact(plan.artifact),
      "findings": .array(plan.findings.map(finding)),
      "requests": .array(
        plan.requests.map { request in
          [
            "method": .string(request.method), "url": .string(request.url), "action": text(request.action),
            "body": request.body ?? .null, "is_write": .boolean(request.isWrite),
            "condition": text(request.condition),
          ]
        }),
    ]
  }

  private static func artifact(_ artifact: PlannedArtifact) -> JSON {
    switch artifact {
    case .package(let path, let count, let bytes):
      ["kind": "package", "path": .string(path), "files": .integer(count), "bytes": .integer(bytes)]
    case .file(let path, let bytes): ["kind": "file", "path": .string(path), "bytes": .integer(bytes)]
    case .image(let from, let reference):
      ["kind": "image", "from": text(from), "reference": .string(reference)]
    case .repository(let source, let name, let branch):
      ["kind": "repository", "source": .string(source), "name": .string(name), "branch": text(branch)]
    case .none(let what): ["kind": "none", "what": .string(what)]
    }
  }

  private static func state(_ report: StatusReport) -> JSON {
    let state = report.state
    return [
      "target": .string(report.target), "provider": .string(report.provider), "url": text(state.url),
      "condition": text(state.condition), "head": commit(report.head), "relation": relation(report.relation),
      "notes": .array(state.notes.map(finding)),
      "online": .array(
        state.online.map { online in
          [
            "release_id": .string(online.release), "traffic_percent": .integer(online.trafficPercent),
            "remark": text(online.remark), "image": text(online.image),
            "commit": text(online.stamp?.commit),
          ]
        }),
      "in_flight": state.inFlight.map { inFlight in
        [
          "id": .string(inFlight.id), "status": .string(inFlight.status), "since": text(inFlight.since),
          "step": text(inFlight.step), "release_id": text(inFlight.release),
        ]
      } ?? .null,
    ]
  }

  private static func relation(_ relation: StatusReport.Relation) -> JSON {
    switch relation {
    case .same: ["kind": "same"]
    case .headIsAhead(let count): ["kind": "head_is_ahead", "head": .integer(count)]
    case .liveIsAhead(let count): ["kind": "live_is_ahead", "live": .integer(count)]
    case .diverged(let head, let live):
      ["kind": "diverged", "head": .integer(head), "live": .integer(live)]
    case .unknown(let reason): ["kind": "unknown", "reason": .string(reason)]
    }
  }

  private static func package(_ listing: PackageListing) -> JSON {
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

  private static func commit(_ commit: Commit) -> JSON {
    [
      "id": .string(commit.id.hex), "subject": .string(commit.subject), "author": .string(commit.authorName),
      "committed": .string(commit.committed.utc.iso8601),
    ]
  }

  private static func place(_ place: Place?) -> JSON {
    guard let place else { return .null }
    return [
      "file": .string(place.file), "line": place.line.map(JSON.integer) ?? .null,
      "column": place.column.map(JSON.integer) ?? .null,
    ]
  }

  /// Milliseconds are as precise as it gets.
  private static func seconds(_ duration: Duration?) -> JSON {
    duration.map { .number((($0 / .milliseconds(1)).rounded()) / 1000) } ?? .null
  }

  private static func text(_ value: String?) -> JSON { value.map(JSON.string) ?? .null }
  private static func texts(_ values: [String]) -> JSON { .array(values.map(JSON.string)) }
}
