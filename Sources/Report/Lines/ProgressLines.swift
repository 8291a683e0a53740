import Model

/// The lines that are printed while a command runs.
struct ProgressLines: Sendable {
  /// A line that is not yet cleaned.
  struct Unclean: Equatable, Sendable {
    var line: Line
    /// The next line may replace it.
    var isTransient = false
  }

  let options: ReportOptions
  /// Lines of a target are indented.
  private var isInTarget = false

  init(_ options: ReportOptions) { self.options = options }

  mutating func lines(for event: Event) -> [Unclean] {
    switch event {
    case .finding(let finding):
      if finding.severity == .notice, options.verbosity == .quiet { return [] }
      return Diagnostic(finding).lines.map { Unclean(line: $0) }
    case .log(let excerpt):
      let lines: [Line] = excerpt.lines.map { "\(indent)  | \($0)" }
      let rest: [Line] = excerpt.rest.map { ["\(indent)  \($0, .dim)"] } ?? []
      return (["\(indent)\(excerpt.title):"] + lines + rest).map { Unclean(line: $0) }
    case .logLines(let log):
      let name: Line = log.isOneOfMany ? "\(log.kind.word, .dim)\(column: kindWidth)| " : ""
      return log.lines.map { Unclean(line: name + "\($0)") }
    case .targetFinished:
      isInTarget = false
      return []
    default: return options.verbosity == .quiet ? [] : unlessQuiet(event)
    }
  }

  private mutating func unlessQuiet(_ event: Event) -> [Unclean] {
    switch event {
    case .targetStarted(let name, let provider, let service, let version):
      isInTarget = true
      return [Unclean(line: .title(name, provider, service) + "   \(version)")]
    case .stepStarted(let step):
      return [Unclean(line: row(step.word, "…"), isTransient: true)]
    case .stepFinished(let step, let took, let detail):
      return [Unclean(line: row(step.word, "\(detail.isEmpty ? "done" : detail)", took))]
    case .packaged(let files, let fileTotal, let bytes, let total, let elapsed):
      let progress = ByteProgress(done: bytes, total: total, elapsed: elapsed)
      let text: Text = "\(files) of \(fileTotal) files, \(progress.text)"
      return [Unclean(line: row("package", bar(progress) + "\(text)"), isTransient: true)]
    case .uploaded(let sent, let total, let elapsed):
      let progress = ByteProgress(done: sent, total: total, elapsed: elapsed)
      return [Unclean(line: row("upload", bar(progress) + "\(progress.text)"), isTransient: true)]
    case .rolloutStep(let step):
      let reason: Line = step.reason.map { ": \($0)" } ?? ""
      // On a terminal its end takes its place; a log shows both.
      return [
        Unclean(
          line: row(
            "rollout", "\(Text.ofRollout(step.name)) \(Text.ofRollout(step.status))" + reason, step.duration),
          isTransient: options.isTerminal && step.status == "running")
      ]
    case .stillWaiting(let what, let elapsed):
      return [Unclean(line: row("waiting", "\(what), \(Amounts.time(elapsed))"), isTransient: true)]
    case .notice(let text):
      return [Unclean(line: isInTarget ? "\(indent)\(text)" : "sampan: \(text)")]
    case .output(let line): return [Unclean(line: "\(indent)  | \(line)")]
    case .detail(let text):
      return options.verbosity == .verbose ? [Unclean(line: "\(indent)\(text, .dim)")] : []
    case .finding, .log, .logLines, .targetFinished: return []
    }
  }

  private func bar(_ progress: ByteProgress) -> Line { options.isTerminal ? "\(progress.bar) " : "" }

  private var indent: Line { isInTarget ? "  " : "" }

  /// Of the longest name of a log, with a blank.
  private var kindWidth: Int {
    (LogKind.allCases.map { options.translation.written($0.word).columns }.max() ?? 0) + 1
  }

  /// The column of the durations.
  private static let timeColumn = 68

  /// `  package   42 files, 1.2 MB -> 310 kB                              0.3 s`
  private func row(_ word: Text, _ text: Line, _ took: Duration? = nil) -> Line {
    let line: Line = "\(indent)\(word)\(column: isInTarget ? 12 : 10)" + text
    return took.map { line + "\(column: Self.timeColumn, gap: 2)\(Amounts.time($0))" } ?? line
  }
}

extension Line {
  /// `production → tcbr prod-4d5e6f/api`
  static func title(_ name: String, _ provider: String, _ service: String) -> Line {
    "\(name, .bold) → \(provider)" + (service.isEmpty ? "" : " \(service)")
  }
}

/// How far a package is made or uploaded.
struct ByteProgress: Equatable, Sendable {
  var done: Int
  var total: Int
  var elapsed: Duration

  private var share: Double { total > 0 ? min(1, max(0, Double(done) / Double(total))) : 1 }

  /// Bytes per second; nil at the start.
  private var rate: Double? {
    let seconds = elapsed / .seconds(1)
    return seconds > 0 && done > 0 ? Double(done) / seconds : nil
  }

  /// `[=========>          ]`
  var bar: String {
    let width = 20
    let filled = Int(share * Double(width))
    let head = filled < width ? ">" : ""
    let rest = String(repeating: " ", count: max(0, width - filled - head.count))
    return "[" + String(repeating: "=", count: filled) + head + rest + "]"
  }

  /// `45 %, 1.2 MB of 2.7 MB, 300 kB/s, 5 s left`
  var text: Text {
    var parts: [Text] = ["\(Int(share * 100)) %", "\(Amounts.bytes(done)) of \(Amounts.bytes(total))"]
    if let rate {
      parts.append("\(Amounts.bytes(Int(min(rate, 1e15))))/s")
      if done < total {
        parts.append("\(Amounts.time(.seconds(min(Double(total - done) / rate, 1e9)))) left")
      }
    }
    return parts.joined(separator: ", ")
  }
}
