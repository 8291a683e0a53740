import Model

/// The product of a command, as text for stdout.
struct ProductLines {
  let report: RunReport
  let options: ReportOptions

  var lines: [Line] {
    switch report.product {
    case .nothing, .document, .background, .checked(nil): []
    case .text(let lines), .examined(let lines, _): lines.map { "\($0)" }
    case .checked(let checked?): self.checked(checked)
    case .plans(let plans): plans.flatMap(plan)
    case .states(let states, _): states.flatMap(state)
    case .histories(let reports, _): reports.flatMap { HistoryLines(report: $0, options: options).lines }
    case .differences(let reports, _):
      reports.flatMap { DifferenceLines(report: $0, options: options).lines }
    case .package(let listing): package(listing)
    }
  }

  // MARK: check

  /// A line for the file, one for each target, and the next command.
  private func checked(_ checked: CheckedTargets) -> [Line] {
    // A problem of what this run writes is none of the file.
    let warnings = report.findings.count { $0.severity == .warning && !$0.rule.hasPrefix("events/") }
    let verdict: Text = warnings == 0 ? "no problems" : counted(warnings, "warning")
    let names = checked.targets.map(\.name.columns).max() ?? 0
    let services = checked.targets.map(\.destination.columns).max() ?? 0
    return ["\(checked.file): \(counted(checked.targets.count, "target")), \(verdict)"]
      + checked.targets.map {
        "  \($0.name.padded(names), .bold)  \($0.destination.padded(services))  \($0.trigger)"
      }
      + (checked.next.map { ["next: \($0)"] } ?? [])
  }

  // MARK: plan

  private func plan(_ plan: Plan) -> [Line] {
    let deployment = plan.deployment
    let (target, commit) = (deployment.target, deployment.commit)
    let lines: [Line] =
      [
        .title(target.name, target.provider, target.service),
        "  version   \(deployment.version)   commit \(commit.id.prefix(8)) \"\(commit.subject)\" (\(commit.authorName))",
        "  remark    \(deployment.remark)",
        "  " + artifact(deployment.artifact),
      ] + (plan.live.map(live) ?? []) + target.before.map { "  before    \($0.shown)" }
      + target.after.map { "  after     \($0.shown)" }
    guard options.verbosity == .verbose else { return lines + [count(plan.requests)] }
    return lines + plan.requests.enumerated().flatMap { self.request($1, number: $0 + 1) }
  }

  private func live(_ online: [ServiceState.Online]) -> [Line] {
    guard !online.isEmpty else { return ["  live      nothing"] }
    return online.map { online in
      let stamp: Line = online.stamp.map { ", commit \($0.commit)" } ?? ""
      return "  live      \(online.release), \(online.trafficPercent) % of traffic\(stamp)"
    }
  }

  private func count(_ requests: [PlannedRequest]) -> Line {
    let writes = requests.count(where: \.isWrite)
    let kinds: [(Int, Text)] = [(requests.count - writes, "read"), (writes, "write")]
    let counts = kinds.filter { $0.0 > 0 }.map { counted($0.0, $0.1) }
    return "  requests  \(counts.joined(separator: ", ")); with -v, each is listed"
  }

  private func request(_ request: PlannedRequest, number: Int) -> [Line] {
    let action: Line = request.action.map { " \(Text.ofAction($0))" } ?? ""
    let write: Line = request.isWrite ? "" : " (read-only)"
    var lines: [Line] = [
      "  \(number). \(request.method, .bold) \(Line.ofRequest(request.url))\(action)\(write)"
    ]
    if let condition = request.condition { lines.append("     (\(condition))") }
    if let body = request.body {
      lines += JSONText.forScreens.pretty(body).map { "     \(Line.ofRequest($0))" }
    }
    return lines
  }

  private func artifact(_ artifact: Artifact) -> Line {
    switch artifact {
    case .zip(let entries, let spec):
      "package   \(spec.path): \(counted(entries.count, "file")), \(Amounts.bytes(entries.byteCount))"
    case .file(let file): "file      \(file.path), \(Amounts.bytes(file.byteCount))"
    case .image(let image, nil): "image     \(image.name)"
    case .image(let image, let from?): "image     \(image.name), from \(from.name(in: image.repository))"
    case .repository(let source, let name, let branch):
      "pulls     \(name) at \(source)" + (branch.map { ", branch \($0)" } ?? "")
    case .held: "artifact  already at the provider"
    }
  }

  // MARK: status

  private func state(_ report: StatusReport) -> [Line] {
    let state = report.state
    let url: Line = state.url.map { "   \($0)" } ?? ""
    var lines: [Line] = [.title(report.target, report.provider, report.service) + url]
    if let condition = state.condition { lines.append("  state     \(Text.ofRollout(condition), .yellow)") }
    if state.online.isEmpty { lines.append("  live      nothing") }
    for online in state.online {
      let stamp: Line = online.stamp.map { ", commit \($0.commit)" } ?? ""
      lines.append("  live      \(online.release), \(online.trafficPercent) % of traffic\(stamp)")
      for detail in [online.image, online.remark].compactMap(\.self) where !detail.isEmpty {
        lines.append("            \(detail)")
      }
    }
    if let inFlight = state.inFlight {
      var line: Line = "  running   \(inFlight.id), \(Text.ofRollout(inFlight.status))"
      if let release = inFlight.release { line += ", release \(release)" }
      if let step = inFlight.step { line += ", step \(Text.ofRollout(step))" }
      if let since = inFlight.since { line += ", since \(since.utc.shown)" }
      lines.append(line)
    }
    lines.append("  HEAD      \(report.head.id.prefix(12)) \(report.head.subject)")
    lines.append("            " + report.relation.line)
    return lines + state.notes.flatMap { Diagnostic($0).lines }
  }

  // MARK: package

  /// The last line has the format of `sha256sum`, so that `sha256sum -c` can read it.
  private func package(_ listing: PackageListing) -> [Line] {
    let width = listing.entries.map { String($0.size).count }.max() ?? 0
    let entries: [Line] = listing.entries.map { entry in
      let size = String(entry.size)
      let padded = String(repeating: " ", count: width - size.count) + size
      return "\(String(entry.mode.rawValue, radix: 8)) \(padded) \(entry.path)"
    }
    return entries + ["\(listing.file.sha256)  \(listing.file.path)"]
  }
}

extension StatusReport.Relation {
  /// What is printed after HEAD.
  var line: Line {
    switch self {
    case .same: "is live"
    case .headIsAhead(let count): "\(counted(count, "commit")) ahead of the live commit"
    case .liveIsAhead(let count): "\(counted(count, "commit")) behind the live commit"
    case .diverged(let head, let live):
      "has diverged from the live commit: \(counted(head, "commit")) ahead, \(live) behind"
    case .unknown(let reason): "\(reason)"
    }
  }
}

extension Target {
  /// The provider and the service.
  fileprivate var destination: String { service.isEmpty ? provider : "\(provider) \(service)" }

  /// When the target is deployed automatically.
  fileprivate var trigger: Text {
    switch (when?.branch?.texts, when?.tag?.texts) {
    case (nil, nil): "only when given on the command line"
    case (let branches?, nil): "from \(Self.branches(branches))"
    case (nil, let tags?): "from \(Self.tags(tags))"
    case (let branches?, let tags?): "from \(Self.branches(branches)) and \(Self.tags(tags))"
    }
  }

  private static func branches(_ globs: [String]) -> Text {
    globs.count == 1 ? "branch \(globs[0])" : "branches \(globs.list)"
  }

  private static func tags(_ globs: [String]) -> Text { "tags \(globs.list)" }
}

extension GlobList {
  /// As written.
  var texts: [String] { patterns.map { ($0.excludes ? "!" : "") + $0.glob.text } }
}
