import Effects
import Model

/// The cause of a failed rollout, found in the provider's logs, steps and words: a pure function of them. The first line
/// that names a cause counts, those of the step that failed before others; only without one, what a platform sees of it, and
/// then that a command failed.
struct Diagnosis: Sendable {
  let cause: Cause
  let step: BuildStep?
  /// The logs, cut to the error.
  let excerpts: [LogExcerpt]

  /// Lines that are shown around the error, and of every other log.
  private static let (before, after, end) = (2, 10, 3)

  /// `reasons`: what the provider reports besides the logs. `all`: how to see all of a log.
  init?(
    of excerpts: [LogExcerpt], reasons: [String], imageAccess: Text? = nil, all: Text, run: Text
  ) {
    let texts = excerpts.map(\.lines) + [reasons]
    let logs = texts.map { $0.map(LogLine.init) }
    let steps = logs.map(BuildSteps.init)
    let places = logs.indices.flatMap { number in steps[number].order.map { (number, $0) } }
    for rank in Recognizer.Rank.allCases {
      let recognizers = Recognizer.all.filter { $0.rank == rank }
      for (number, index) in places where !logs[number][index].isWarning {
        for recognizer in recognizers {
          let line = logs[number][index]
          guard let values = recognizer.signs.lazy.compactMap({ $0.values(in: line) }).first else { continue }
          let step = steps[number].step(at: index)
          let found = Found(
            values: values, index: index, lines: logs[number], step: step,
            isOfBuild: step != nil || (number < excerpts.count && excerpts[number].isOfBuild),
            imageAccess: imageAccess, logs: run)
          guard let cause = recognizer.cause(found) else { continue }
          self.init(
            cause: cause, step: step,
            excerpts: excerpts.enumerated().map { Self.cut($1, at: $0 == number ? index : nil, all) })
          return
        }
      }
    }
    return nil
  }

  private init(cause: Cause, step: BuildStep?, excerpts: [LogExcerpt]) {
    self.cause = cause
    self.step = step
    self.excerpts = excerpts
  }

  private static func cut(_ excerpt: LogExcerpt, at index: Int?, _ all: Text) -> LogExcerpt {
    let count = excerpt.lines.count
    return excerpt.cut(
      to: index.map { max(0, $0 - before)..<min(count, $0 + after) } ?? max(0, count - end)..<count, all)
  }

  /// As a message: which command failed, and why.
  var what: Text {
    guard cause.isOfStep, let command = step?.command, !cause.what.description.hasPrefix("\"\(command)\"")
    else {
      return cause.what
    }
    return "\"\(command)\" failed: \(cause.what)"
  }
}

extension LogExcerpt {
  /// These lines of it. `all`: how to see the others.
  func cut(to range: Range<Int>, _ all: Text) -> LogExcerpt {
    guard lines.count > range.count else { return self }
    return LogExcerpt(
      title: title, lines: Array(lines[range]),
      rest: "… \(counted(lines.count - range.count, "more line")): \(all)", isOfBuild: isOfBuild)
  }
}

extension LogLine {
  /// A package manager's warning, which is not an error.
  fileprivate var isWarning: Bool { Sign("npm warn").values(in: self) != nil }
}
