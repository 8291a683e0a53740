import Model

/// Azure Pipelines: groups, issues, secrets and output variables.
/// https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands
struct AzureReporter: Reporter {
  private let options: ReportOptions
  private var hasOpenGroup = false

  static func matches(_ job: CIJob?) -> Bool { job?.system == "azure" }

  static func wantsDetail(_ environment: [String: String]) -> Bool {
    environment["SYSTEM_DEBUG"]?.lowercased() == "true"
  }

  init(_ surroundings: Surroundings) { options = surroundings.options }

  mutating func render(_ event: Event, text: [Output], sanitizer: Sanitizer) -> [Output] {
    switch event {
    case .targetStarted where !text.isEmpty:
      defer { hasOpenGroup = true }
      var lines = text
      lines[0].text = "##[group]" + lines[0].text
      return closeGroup() + lines
    case .targetFinished: return closeGroup() + text
    default: return text
    }
  }

  mutating func finish(_ report: RunReport, text: [Output], sanitizer: Sanitizer) -> Ending {
    var outputs = closeGroup() + text
    guard report.leavesTraces else { return Ending(outputs: outputs) }
    // The agent keeps 10 of a kind; notices it does not know.
    for severity in [Finding.Severity.error, .warning] {
      for complaint in report.complaints.filter({ $0.severity == severity }).prefix(10) {
        outputs.append(issue(complaint, sanitizer))
      }
    }
    outputs += report.outputs.map { output in
      Output(
        options.results,
        "##vso[task.setvariable variable=sampan_\(output.name);isOutput=true;]"
          + Self.escaped(sanitizer.clean(output.value)))
    }
    return Ending(outputs: outputs)
  }

  func mask(_ secret: String) -> [Output] { [Output(.error, "##vso[task.setsecret]" + Self.escaped(secret))] }

  private mutating func closeGroup() -> [Output] {
    defer { hasOpenGroup = false }
    return hasOpenGroup ? [Output(.error, "##[endgroup]")] : []
  }

  private func issue(_ complaint: Complaint, _ sanitizer: Sanitizer) -> Output {
    var properties = "type=\(complaint.severity.rawValue);"
    if let place = complaint.place {
      properties += "sourcepath=\(Self.escaped(sanitizer.clean(place.file)));"
      if let line = place.line { properties += "linenumber=\(line);" }
      if let column = place.column { properties += "columnnumber=\(column);" }
    }
    return Output(
      .error, "##vso[task.logissue \(properties)]" + Self.escaped(sanitizer.text(complaint.details)))
  }

  /// The agent's own escape for `%` is not `%25`: https://github.com/microsoft/azure-pipelines-agent,
  /// CommandStringConvertor.cs.
  private static func escaped(_ value: String) -> String {
    var result = ""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "%": result += "%AZP25"
      case "\r": result += "%0D"
      case "\n": result += "%0A"
      case ";": result += "%3B"
      case "]": result += "%5D"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
