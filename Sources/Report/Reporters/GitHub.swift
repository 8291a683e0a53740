import Model

/// GitHub Actions, and Gitea and Forgejo, which read the same commands: groups, annotations, masks, outputs
/// and the step summary. Commands go to stderr, which the runner reads like stdout, so that stdout holds
/// results only.
struct GitHubReporter: Reporter {
  private let surroundings: Surroundings
  private var hasOpenGroup = false

  static func matches(_ job: CIJob?) -> Bool { ["github", "gitea"].contains(job?.system) }

  /// https://docs.github.com/en/actions/how-tos/monitor-workflows/enable-debug-logging
  static func wantsDetail(_ environment: [String: String]) -> Bool { environment["RUNNER_DEBUG"] == "1" }

  init(_ surroundings: Surroundings) { self.surroundings = surroundings }

  mutating func render(_ event: Event, text: [Output], sanitizer: Sanitizer) -> [Output] {
    switch event {
    case .targetStarted(let name, let provider, let version) where !text.isEmpty:
      let title = sanitizer.text([Talk.title(name: name, provider: provider, version: version)])
      let start = command(WorkflowCommand("group", title))
      // Groups do not nest.
      defer { hasOpenGroup = true }
      return closeGroup() + [start]
    case .targetFinished: return closeGroup() + text
    default: return text
    }
  }

  mutating func finish(_ report: RunReport, text: [Output], sanitizer: Sanitizer) -> Ending {
    var ending = Ending(outputs: closeGroup() + text)
    ending.outputs += annotations(report.complaints, sanitizer)
    guard report.leavesTraces || report.isRehearsal else { return ending }
    if report.leavesTraces, let path = surroundings.variable("GITHUB_OUTPUT"), !report.outputs.isEmpty {
      let text = report.outputs.map { heredoc($0.name, sanitizer.mask($0.value)) }.joined()
      ending.files.append(FileWrite(path: path, text: text, mode: .append))
    }
    if let path = surroundings.variable("GITHUB_STEP_SUMMARY") {
      let text = StepSummary.markdown(report, sanitizer)
      if !text.isEmpty { ending.files.append(FileWrite(path: path, text: text, mode: .append)) }
    }
    return ending
  }

  /// Line by line: the runner masks each line of a value, and a line of one letter would blank the whole log.
  func mask(_ secret: String) -> [Output] {
    secret.split(whereSeparator: \.isNewline).map(String.init)
      .filter { $0.unicodeScalars.count >= Secret.shortestMasked && !$0.allSatisfy(\.isWhitespace) }
      .map { command(WorkflowCommand("add-mask", $0)) }
  }

  private func command(_ command: WorkflowCommand) -> Output { Output(.error, command.text) }

  private mutating func closeGroup() -> [Output] {
    defer { hasOpenGroup = false }
    return hasOpenGroup ? [command(WorkflowCommand("endgroup", ""))] : []
  }

  // MARK: annotations

  /// The runner records 10 of a kind and drops the rest, so the tenth says how many there are.
  static let annotationsPerKind = 10

  private func annotations(_ complaints: [Complaint], _ sanitizer: Sanitizer) -> [Output] {
    Finding.Severity.allCases.flatMap { severity in
      let all = complaints.filter { $0.severity == severity }
      let shown = all.count > Self.annotationsPerKind ? all.prefix(Self.annotationsPerKind - 1) : all[...]
      var lines = shown.map { command(annotation($0, sanitizer)) }
      if shown.count < all.count {
        let rest = sanitizer.text(["\(all.count - shown.count) more, see the log"])
        lines.append(command(WorkflowCommand(Self.name(severity), rest)))
      }
      return lines
    }
  }

  private func annotation(_ complaint: Complaint, _ sanitizer: Sanitizer) -> WorkflowCommand {
    var properties: [WorkflowCommand.Property] = []
    if let place = complaint.place {
      properties.append(.init("file", sanitizer.clean(place.file)))
      if let line = place.line, line > 0 {
        properties.append(.init("line", String(line)))
        if let column = place.column, column > 0 { properties.append(.init("col", String(column))) }
      }
    }
    return WorkflowCommand(
      Self.name(complaint.severity), properties: properties, sanitizer.text(complaint.details))
  }

  private static func name(_ severity: Finding.Severity) -> StaticString {
    switch severity {
    case .error: "error"
    case .warning: "warning"
    case .notice: "notice"
    }
  }

  // MARK: outputs

  /// The form that takes any value: everything up to a line that equals the delimiter.
  /// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#multiline-strings
  private func heredoc(_ name: String, _ value: String) -> String {
    var delimiter = "sampan_\(surroundings.token)"
    while value.utf8.contains(delimiter.utf8) { delimiter += "_" }
    return "\(name)<<\(delimiter)\n\(value)\n\(delimiter)\n"
  }
}

extension String.UTF8View {
  fileprivate func contains(_ other: String.UTF8View) -> Bool {
    indices.contains { self[$0...].starts(with: other) }
  }
}
