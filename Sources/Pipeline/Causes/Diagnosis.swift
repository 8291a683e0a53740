import Effects
import Model

/// The cause of a failed rollout, found in the provider's logs, steps and words: a pure function of them. The first line
/// that names a cause counts, wherever it is; only without one, what a platform sees of it, and then that a command
/// failed.
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
    for rank in Recognizer.Rank.allCases {
      let recognizers = Recognizer.all.filter { $0.rank == rank }
      for (number, lines) in logs.enumerated() {
        for (index, line) in lines.enumerated() where !line.isWarning {
          for recognizer in recognizers {
            guard let values = recognizer.signs.lazy.compactMap({ $0.values(in: line) }).first else {
              continue
            }
            let step = steps[number].step(at: index)
            let found = Found(
              values: values, index: index, lines: lines, step: step, imageAccess: imageAccess, logs: run)
            guard let cause = recognizer.cause(found) else { continue }
            self.init(
              cause: cause, step: step,
              excerpts: excerpts.enumerated().map { Self.cut($1, at: $0 == number ? index : nil, all) })
            return
          }
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
    let range =
      index.map { max(0, $0 - before)..<min(count, $0 + after) } ?? max(0, count - end)..<count
    guard count > range.count else { return excerpt }
    return LogExcerpt(
      title: excerpt.title, lines: Array(excerpt.lines[range]),
      rest: "… \(counted(count - range.count, "more line")): \(all)")
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

extension LogLine {
  /// A package manager's warning, which is not an error.
  fileprivate var isWarning: Bool { Sign("npm warn").values(in: self) != nil }
}

/// The instructions of a build log, in the forms of BuildKit, docker and kaniko.
private struct BuildSteps {
  private var begun: [(index: Int, instruction: String)] = []
  private var named: (file: String, line: Int)?
  private var marked: String?

  init(_ lines: [LogLine]) {
    for (index, line) in lines.enumerated() {
      if let instruction = Self.instruction(in: line.text) { begun.append((index, instruction)) }
      if let place = Self.place(line.text) { named = place }
      if marked == nil, let mark = line.text.firstRange(of: ">>> ") {
        marked = String(line.text[mark.upperBound...]).trimmed
      }
    }
  }

  /// Nil where nothing is built.
  func step(at index: Int) -> BuildStep? {
    let last = begun.last { $0.index <= index } ?? begun.first
    guard last != nil || named != nil else { return nil }
    return BuildStep(file: named?.file, line: named?.line, instruction: marked ?? last?.instruction)
  }

  /// `#8 [3/4] RUN npm ci`, `Step 5/8 : RUN npm ci`, `INFO[0005] RUN npm ci`.
  private static func instruction(in text: String) -> String? {
    for separator in ["] ", " : "] {
      guard let range = text.firstRange(of: separator) else { continue }
      var rest = String(text[range.upperBound...]).trimmed
      guard let word = rest.split(separator: " ").first, BuildStep.words.contains(String(word)) else {
        continue
      }
      // How long it took, far to the right, and the colon of a heading.
      if let gap = rest.firstRange(of: "    ") { rest = String(rest[..<gap.lowerBound]) }
      if rest.hasSuffix(":") { rest.removeLast() }
      return rest.trimmed
    }
    return nil
  }

  /// `Dockerfile:7`, alone in a line.
  private static func place(_ text: String) -> (file: String, line: Int)? {
    let parts = text.trimmed.split(separator: ":")
    guard parts.count == 2, parts[0].lowercased().contains("dockerfile"), !parts[0].contains(" "),
      let line = Int(parts[1]), line > 0
    else { return nil }
    return (String(parts[0]), line)
  }
}

extension String {
  fileprivate var trimmed: String {
    let rest = drop { $0 == " " || $0 == "\t" }
    return String(rest.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
  }
}
