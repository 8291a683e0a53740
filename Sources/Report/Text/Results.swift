import Model

/// The results of a command as text, for stdout.
enum Results {
  static func lines(_ report: RunReport) -> [Line] {
    (report.checked?.lines(report.findings) ?? []) + report.plans.flatMap(plan) + report.states.flatMap(state)
      + report.packages.flatMap(package)
      + report.text.map { "\($0)" }
  }

  // MARK: plan

  private static func plan(_ plan: Plan) -> [Line] {
    let deployment = plan.deployment
    let commit = deployment.commit
    var lines: [Line] = [
      Talk.title(
        name: deployment.target.name, provider: deployment.target.provider, version: deployment.version),
      "  remark    \(deployment.remark)",
      "  commit    \(commit.id.prefix(12)) \(commit.subject) (\(commit.authorName))",
      "  artifact  " + artifact(plan.artifact),
    ]
    for (index, request) in plan.requests.enumerated() {
      let action: Line = request.action.map { " \($0)" } ?? ""
      let write: Line = request.isWrite ? "" : " (only reads)"
      lines.append("  \(index + 1). \(request.method, .bold) \(request.url)\(action)\(write)")
      if let condition = request.condition { lines.append("     when \(condition)") }
      if let body = request.body {
        lines += JSONWriter().pretty(body).map { "     \($0)" }
      }
    }
    return lines
  }

  private static func artifact(_ artifact: PlannedArtifact) -> Line {
    switch artifact {
    case .package(let path, let count, let bytes):
      "package of \(path): \(Amounts.count(count, "file")), \(Amounts.bytes(bytes))"
    case .file(let path, let bytes): "file \(path), \(Amounts.bytes(bytes))"
    case .image(nil, let reference): "image \(reference)"
    case .image(let from?, let reference): "image \(reference), from \(from)"
    case .repository(let source, let name, let branch):
      "repository \(name) at \(source)" + (branch.map { ", branch \($0)" } ?? "")
    case .none(let what): "\(what)"
    }
  }

  // MARK: status

  private static func state(_ report: StatusReport) -> [Line] {
    let state = report.state
    let url: Line = state.url.map { " \($0)" } ?? ""
    var lines: [Line] = ["\(report.target, .bold) (\(report.provider))\(url)"]
    if let condition = state.condition { lines.append("  state     \(condition, .yellow)") }
    if state.online.isEmpty { lines.append("  live      nothing") }
    for online in state.online {
      let stamp: Line = online.stamp.map { ", commit \($0.commit)" } ?? ""
      lines.append("  live      \(online.release), \(online.trafficPercent) % of traffic\(stamp)")
      for detail in [online.image, online.remark].compactMap(\.self) where !detail.isEmpty {
        lines.append("            \(detail)")
      }
    }
    if let inFlight = state.inFlight {
      var line: Line = "  in flight \(inFlight.id), \(inFlight.status)"
      if let release = inFlight.release { line += ", release \(release)" }
      if let step = inFlight.step { line += ", step \(step)" }
      if let since = inFlight.since { line += ", since \(since)" }
      lines.append(line)
    }
    lines.append("  HEAD      \(report.head.id.prefix(12)) \(report.head.subject)")
    lines.append("            " + relation(report.relation))
    return lines + state.notes.flatMap { Complaint($0).lines }
  }

  private static func relation(_ relation: StatusReport.Relation) -> Line {
    switch relation {
    case .same: "is live"
    case .headIsAhead(let count): "is \(Amounts.count(count, "commit")) newer than what is live"
    case .liveIsAhead(let count): "is \(Amounts.count(count, "commit")) older than what is live"
    case .diverged(let head, let live):
      "has \(Amounts.count(head, "commit")) that are not live, and lacks \(Amounts.count(live, "commit"))"
    case .unknown(let reason): "\(reason)"
    }
  }

  // MARK: package

  /// The last line is what `sha256sum` prints, so that `sha256sum -c` can read it.
  private static func package(_ listing: PackageListing) -> [Line] {
    let width = listing.entries.map { String($0.size).count }.max() ?? 0
    let entries: [Line] = listing.entries.map { entry in
      let size = String(entry.size)
      let padded = String(repeating: " ", count: width - size.count) + size
      return "\(String(entry.mode.rawValue, radix: 8)) \(padded) \(entry.path)"
    }
    return entries + ["\(listing.file.sha256)  \(listing.file.path)"]
  }
}
