import Model

/// Gitee Go: outputs as parameters of the pipeline, which it reads from a file in the step's directory.
/// https://help.gitee.com/gitee-go/pipeline/parameter
struct GiteeReporter: Reporter {
  static func matches(_ job: CIJob?) -> Bool { job?.system == "gitee" }

  init(_ surroundings: Surroundings) {}

  mutating func finish(_ report: RunReport, text: [Output], sanitizer: Sanitizer) -> Ending {
    guard report.leavesTraces, !report.outputs.isEmpty else { return Ending(outputs: text) }
    let lines = report.outputs.map { "SAMPAN_\($0.name.uppercased())=\(sanitizer.clean($0.value))\n" }
    return Ending(
      outputs: text, files: [FileWrite(path: "GITEE_PARAMS", text: lines.joined(), mode: .append)])
  }
}
