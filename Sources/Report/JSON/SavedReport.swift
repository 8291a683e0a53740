import Model

/// What another run has found and done, read back from the object of its `--json`. Its messages are in English, and
/// everything in it is foreign.
package struct SavedReport: Equatable, Sendable {
  /// The file that it was read from, as the user named it.
  package var file: String
  package var isRehearsal: Bool
  /// The names of its targets, in order.
  package var targets: [String]
  /// What the run reported: to be reported again, in this order.
  package var events: [Event]

  /// Fails with the file, and the member that is not what a report has.
  package init(_ json: JSON, from file: String) throws(Failure) {
    self.file = file
    let reader = ReportReader(file: file)
    guard json.object != nil, case .string(let command)? = json["command"] else {
      throw reader.failure("is not a report of sampan")
    }
    guard json["schema"]?.integer == 1 else {
      throw reader.failure("has a form that this version of sampan does not know")
    }
    isRehearsal = command == "rehearse"
    var outcomes: [Outcome] = []
    for item in try reader.list(json, "targets") { outcomes.append(try reader.outcome(item)) }
    // A rehearsal of nothing but local targets has no simulated time either.
    if isRehearsal { for index in outcomes.indices { outcomes[index].isSimulated = true } }
    var events: [Event] = []
    for item in try reader.list(json, "findings") { events.append(.finding(try reader.finding(item))) }
    if let error = json["error"], error != .null {
      events.append(.finding(try reader.failed(error, command: command)))
    }
    let excerpts = try reader.list(json, "excerpts")
    for outcome in outcomes {
      events.append(
        .targetStarted(
          name: outcome.target, provider: outcome.provider, service: "", version: outcome.version ?? ""))
      for excerpt in excerpts where excerpt["target"]?.string == outcome.target {
        events.append(.log(try reader.excerpt(excerpt)))
      }
      events.append(.targetFinished(outcome))
    }
    for excerpt in excerpts where excerpt["target"]?.string == nil {
      events.append(.log(try reader.excerpt(excerpt)))
    }
    targets = outcomes.map(\.target)
    self.events = events
  }
}

/// Reads the members of one report.
private struct ReportReader {
  let file: String

  func failure(_ what: Text) -> Failure {
    Failure(
      .usage, "\(file) \(what)", place: nil,
      remedies: ["make it with --json: sampan deploy --json > report.json"])
  }

  private func missing(_ name: String) -> Failure { failure("has no valid \"\(name)\"") }

  /// Empty if the member is missing: an older version did not write it.
  func list(_ json: JSON, _ name: String) throws(Failure) -> [JSON] {
    guard let value = json[name], value != .null else { return [] }
    guard let items = value.array else { throw missing(name) }
    return items
  }

  private func text(_ json: JSON, _ name: String) throws(Failure) -> String {
    guard let text = json[name]?.string else { throw missing(name) }
    return text
  }

  private func texts(_ json: JSON, _ name: String) throws(Failure) -> [Text] {
    try list(json, name).compactMap(\.string).map { "\($0)" }
  }

  private func kind<Kind: RawRepresentable<String>>(_ json: JSON, _ name: String) throws(Failure) -> Kind {
    guard let kind = try Kind(rawValue: text(json, name)) else { throw missing(name) }
    return kind
  }

  private func seconds(_ json: JSON, _ name: String) -> Duration? {
    // Cut to thirty years: a larger number would overflow.
    json[name]?.number.map { .milliseconds(Int64(min(max($0, 0), 1e9) * 1000)) }
  }

  private func place(_ json: JSON) -> Place? {
    guard let place = json["place"], let file = place["file"]?.string else { return nil }
    return Place(file: file, line: place["line"]?.integer, column: place["column"]?.integer)
  }

  func outcome(_ json: JSON) throws(Failure) -> Outcome {
    var outcome = Outcome(
      target: try text(json, "target"), provider: try text(json, "provider"),
      status: try kind(json, "status"))
    outcome.version = json["version"]?.string
    outcome.remark = json["remark"]?.string
    outcome.commit = json["commit"]?.string
    outcome.subject = json["subject"]?.string
    outcome.commitURL = json["commit_url"]?.string
    outcome.runURL = json["run_url"]?.string
    outcome.url = json["url"]?.string
    outcome.releaseID = json["release_id"]?.string
    outcome.packageSHA256 = json["package_sha256"]?.string
    outcome.image = json["image"]?.string
    outcome.reason = json["reason"]?.string.map { "\($0)" }
    outcome.elapsed = seconds(json, "elapsed_seconds")
    outcome.isSimulated = json["simulated"]?.boolean ?? false
    if let error = json["error"], error != .null { outcome.failure = try failed(error) }
    for span in try list(json, "timeline") {
      let start = seconds(span, "start_seconds") ?? .zero
      outcome.timeline.append(
        Outcome.Span(
          name: try text(span, "name"), start: start, end: max(start, seconds(span, "end_seconds") ?? start),
          failed: span["failed"]?.boolean ?? false))
    }
    return outcome
  }

  private func failed(_ json: JSON) throws(Failure) -> Failure {
    Failure(
      try kind(json, "kind"), "\(try text(json, "message"))", place: place(json),
      remedies: try texts(json, "hints"), requestID: json["request_id"]?.string, code: json["code"]?.string,
      causes: try texts(json, "causes"))
  }

  /// Why a whole run failed.
  func failed(_ json: JSON, command: String) throws(Failure) -> Finding {
    let failure = try failed(json)
    return Finding(
      .error, "sampan \(command) failed: \(failure.what)", rule: "failure/\(failure.kind.rawValue)",
      place: failure.place, remedies: failure.causes + failure.remedies)
  }

  func finding(_ json: JSON) throws(Failure) -> Finding {
    Finding(
      try kind(json, "severity"), "\(try text(json, "message"))", rule: try text(json, "rule"),
      place: place(json), remedies: try texts(json, "hints"))
  }

  func excerpt(_ json: JSON) throws(Failure) -> LogExcerpt {
    LogExcerpt(
      title: "\(try text(json, "title"))", lines: try list(json, "lines").compactMap(\.string),
      rest: json["rest"]?.string.map { "\($0)" })
  }
}
