import Model

extension CIFormat {
  /// GitHub Actions, and Gitea and Forgejo, which support the same commands: groups, annotations, masks, outputs and
  /// the step summary. Commands are written to stderr, which the runner reads as well, so that stdout contains only
  /// results.
  static let gitHub = CIFormat(
    systems: [.github, .gitea],
    // https://docs.github.com/en/actions/how-tos/monitor-workflows/enable-debug-logging
    debugVariable: ("RUNNER_DEBUG", "1"),
    opensGroup: { [gitHubCommand("group", data: $0.title)] },
    closesGroup: { _, _ in gitHubCommand("endgroup") },
    annotation: { diagnostic, sanitizer in
      var properties: [(String, String)] = []
      if let place = diagnostic.place {
        properties.append(("file", sanitizer.clean(place.file)))
        if let line = place.line, line > 0 {
          properties.append(("line", String(line)))
          if let column = place.column, column > 0 { properties.append(("col", String(column))) }
        }
      }
      return gitHubCommand(
        diagnostic.severity.rawValue, properties, data: sanitizer.text(diagnostic.details))
    },
    // The runner keeps 10 of a kind and drops the rest.
    annotationsPerKind: 10, files: gitHubFiles,
    // https://docs.github.com/en/actions/reference/workflows-and-actions/variables
    commitURL: { commit, job in job.repositoryURL.map { "\($0)/commit/\(commit)" } },
    // Line by line: the runner masks each line of a value, and a very short line would mask half of the log.
    mask: { secret in
      secret.split(whereSeparator: \.isNewline).map(String.init)
        .filter { $0.unicodeScalars.count >= Secret.shortestMasked && !$0.allSatisfy(\.isWhitespace) }
        .map { gitHubCommand("add-mask", data: $0) }
    })

  /// `::name key=value::data`, escaped as the runner unescapes it. The runner drops properties without a value.
  /// https://github.com/actions/toolkit, packages/core/src/command.ts.
  private static func gitHubCommand(
    _ name: String, _ properties: [(key: String, value: String)] = [], data: String = ""
  ) -> String {
    let escapes: [Unicode.Scalar: String] = ["%": "%25", "\r": "%0D", "\n": "%0A"]
    let inProperties = escapes.merging([":": "%3A", ",": "%2C"]) { $1 }
    let list = properties.filter { !$0.value.isEmpty }
      .map { "\($0.key)=\($0.value.escaped(by: inProperties))" }.joined(separator: ",")
    return "::\(name)\(list.isEmpty ? "" : " ")\(list)::\(data.escaped(by: escapes))"
  }

  @Sendable private static func gitHubFiles(
    _ report: RunReport, _ job: Job, _ sanitizer: Sanitizer
  ) -> [FileWrite] {
    var files: [FileWrite] = []
    let writesOutputs = report.traits.contains(.writesOutputs)
    if writesOutputs, let path = job.variable("GITHUB_OUTPUT"), !report.outputs.isEmpty {
      let text = report.outputs.map { heredoc($0.name, sanitizer.mask($0.value), job.token) }.joined()
      files.append(FileWrite(path: path, text: text, mode: .append))
    }
    if writesOutputs || report.traits.contains(.describesOtherRuns) || report.isRehearsal,
      let path = job.variable("GITHUB_STEP_SUMMARY")
    {
      let text = StepSummary(report, job, sanitizer).markdown
      if !text.isEmpty { files.append(FileWrite(path: path, text: text, mode: .append)) }
    }
    return files
  }

  /// The form for any value: the text up to a line that equals the delimiter.
  /// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#multiline-strings
  private static func heredoc(_ name: String, _ value: String, _ token: String) -> String {
    var delimiter = "sampan_\(token)"
    while value.utf8.contains(delimiter.utf8) { delimiter += "_" }
    return "\(name)<<\(delimiter)\n\(value)\n\(delimiter)\n"
  }
}

extension CIFormat.Job {
  /// Of the repository on GitHub, Gitea or Forgejo.
  var repositoryURL: String? {
    guard let server = variable("GITHUB_SERVER_URL"), let repository = variable("GITHUB_REPOSITORY") else {
      return nil
    }
    return "\(server)/\(repository)"
  }
}

extension String.UTF8View {
  fileprivate func contains(_ other: String.UTF8View) -> Bool {
    indices.contains { self[$0...].starts(with: other) }
  }
}
