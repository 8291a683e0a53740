import Model

/// CNB: outputs as lines that its runner reads, for a stage's `exports`.
/// https://docs.cnb.cool/zh/build/build-in-env.html
struct CNBReporter: Reporter {
  static func matches(_ job: CIJob?) -> Bool { job?.system == "cnb" }

  private let options: ReportOptions

  init(_ surroundings: Surroundings) { options = surroundings.options }

  mutating func finish(_ report: RunReport, text: [Output], sanitizer: Sanitizer) -> Ending {
    guard report.leavesTraces else { return Ending(outputs: text) }
    // Any other value is passed through `unescape` by the runner; base64 arrives as it was.
    let lines = report.outputs.map { output in
      let value = base64(Array(sanitizer.mask(output.value).utf8))
      return Output(options.results, "##[set-output \(output.name)=base64,\(value)]")
    }
    return Ending(outputs: text + lines)
  }
}
