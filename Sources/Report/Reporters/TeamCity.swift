import Model

/// TeamCity: blocks, build problems and parameters as service messages.
/// https://www.jetbrains.com/help/teamcity/service-messages.html
struct TeamCityReporter: Reporter {
  private let options: ReportOptions
  private var openBlock: String?

  static func matches(_ job: CIJob?) -> Bool { job?.system == "teamcity" }

  init(_ surroundings: Surroundings) { options = surroundings.options }

  mutating func render(_ event: Event, text: [Output], sanitizer: Sanitizer) -> [Output] {
    switch event {
    case .targetStarted(let name, _, _) where !text.isEmpty:
      let closing = closeBlock()
      let block = sanitizer.clean(name)
      openBlock = block
      return closing + [message(.error, "blockOpened", [("name", block)])] + text
    case .targetFinished: return closeBlock() + text
    default: return text
    }
  }

  mutating func finish(_ report: RunReport, text: [Output], sanitizer: Sanitizer) -> Ending {
    var outputs = closeBlock() + text
    guard report.leavesTraces else { return Ending(outputs: outputs) }
    outputs += report.complaints.compactMap { complaint in
      let text = sanitizer.text(complaint.details)
      return switch complaint.severity {
      case .error:
        message(
          .error, "buildProblem", [("description", text), ("identity", sanitizer.clean(complaint.rule))])
      case .warning: message(.error, "message", [("text", text), ("status", "WARNING")])
      case .notice: nil
      }
    }
    for output in report.outputs {
      let value = sanitizer.clean(output.value)
      outputs.append(
        message(
          options.results, "setParameter",
          [("name", "env.SAMPAN_\(output.name.uppercased())"), ("value", value)]))
    }
    return Ending(outputs: outputs)
  }

  private mutating func closeBlock() -> [Output] {
    guard let block = openBlock else { return [] }
    openBlock = nil
    return [message(.error, "blockClosed", [("name", block)])]
  }

  private func message(_ stream: Output.Stream, _ name: StaticString, _ values: [(String, String)]) -> Output
  {
    let list = values.map { " \($0.0)='\(Self.escaped($0.1))'" }.joined()
    return Output(stream, "##teamcity[\(name)\(list)]")
  }

  private static func escaped(_ value: String) -> String {
    var result = ""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "|", "'", "[", "]": result += "|" + String(scalar)
      case "\n": result += "|n"
      case "\r": result += "|r"
      case "\u{85}": result += "|x"
      case "\u{2028}": result += "|l"
      case "\u{2029}": result += "|p"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
