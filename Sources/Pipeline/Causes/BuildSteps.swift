import Model

/// Which instruction of a Dockerfile each line of a log belongs to, in the forms of BuildKit, docker and kaniko. BuildKit
/// carries out several at a time, and marks each line with the number of its step; the others carry out one after the
/// other.
struct BuildSteps {
  private var steps: [Step] = []
  /// For each line, an index of `steps`; nil for lines that are of no step.
  private var owners: [Int?] = []
  /// The place that BuildKit shows of what failed.
  private var named: (file: String, line: Int)?
  /// The instruction that failed, there.
  private var marked: String?
  /// The same, by a heading or the error itself.
  private var failing: String?

  private struct Step {
    var instruction: String?
    var state = State.running
    /// Without a number, it ends where the next one begins.
    var isNumbered: Bool
  }

  private enum State { case running, finished, failed }

  init(_ lines: [LogLine]) {
    var numbered: [Int: Int] = [:]
    var current: Int?
    var quoted: String?
    for line in lines {
      if let command = Self.command(in: line) { quoted = "RUN \(command)" }
      if let number = line.step {
        let index = numbered[number] ?? steps.count
        if index == steps.count { steps.append(Step(isNumbered: true)) }
        numbered[number] = index
        owners.append(index)
        if line.isReport { add(line.text, to: index) }
        continue
      }
      if let instruction = Self.instruction(in: line.text) {
        if let current, steps[current].state == .running { steps[current].state = .finished }
        current = steps.count
        steps.append(Step(instruction: instruction, isNumbered: false))
        if line.text.trimmed.hasPrefix("> [") { failing = instruction }
      }
      owners.append(current)
      if let place = Self.place(line.text) { named = place }
      if marked == nil { marked = Self.marked(line.text) }
    }
    failing = failing ?? quoted
    markFailing()
  }

  private mutating func add(_ report: String, to index: Int) {
    if let instruction = Self.instruction(in: report) {
      steps[index] = Step(instruction: instruction, isNumbered: true)
    } else if report == "CACHED" || report == "CANCELED" || report.hasPrefix("DONE ") {
      steps[index].state = .finished
    } else if report.hasPrefix("ERROR"), steps[index].instruction != nil {
      steps[index].state = .failed
    }
  }

  /// A log may be cut before BuildKit's report of the step, and other builders have none. BuildKit repeats the end of what the
  /// step has printed under a heading without a number.
  private mutating func markFailing() {
    guard let failing = marked ?? failing else { return }
    let words = Self.words(failing)
    let isKnown = steps.contains { $0.state == .failed }
    for index in steps.indices where steps[index].state == .running && !(isKnown && steps[index].isNumbered) {
      guard let instruction = steps[index].instruction else { continue }
      if Self.match(Self.words(instruction), words) { steps[index].state = .failed }
    }
  }

  /// Options are left out by the one and written by the other, and a long instruction is cut.
  private static func match(_ instruction: [Substring], _ failing: [Substring]) -> Bool {
    instruction.starts(with: failing) || failing.starts(with: instruction)
      || (failing.count > 1 && instruction.reversed().starts(with: failing.dropFirst().reversed()))
  }

  private static func words(_ instruction: String) -> [Substring] {
    instruction.split { $0 == " " || $0 == "\t" || $0 == "\\" }
  }

  /// The lines in which a cause may be, the likeliest first: those of the step that failed, then those of none. The output of
  /// a successful step has no cause, and once it is known which step failed, neither has that of another one.
  var order: [Int] {
    let hasFailed = steps.contains { $0.state == .failed }
    let states = owners.map { $0.map { steps[$0].state } }
    let first = states.indices.filter { states[$0] == .failed || (!hasFailed && states[$0] == .running) }
    return first + states.indices.filter { states[$0] == nil }
  }

  /// The instruction that was being carried out; nil where nothing is built.
  func step(at index: Int) -> BuildStep? {
    let own = owners[index].map { steps[$0] }
    let failed = steps.last { $0.state == .failed }?.instruction
    if let own, own.isNumbered, own.state != .failed, failed ?? marked ?? failing != nil,
      let instruction = own.instruction
    {
      // The place is that of another one.
      return BuildStep(instruction: instruction)
    }
    let begun = steps.lazy.compactMap(\.instruction)
    let instruction =
      marked ?? own?.instruction ?? failed ?? failing ?? begunLast(before: index) ?? begun.first
    guard instruction != nil || named != nil else { return nil }
    return BuildStep(file: named?.file, line: named?.line, instruction: instruction)
  }

  private func begunLast(before index: Int) -> String? {
    owners[...index].lazy.compactMap(\.self).max().flatMap { steps[$0].instruction }
  }

  /// `#8 [3/4] RUN npm ci`, `Step 5/8 : RUN npm ci`, `INFO[0005] RUN npm ci`.
  private static func instruction(in text: String) -> String? {
    for separator in ["] ", " : "] {
      guard let range = text.firstRange(of: separator), text[..<range.lowerBound].last?.isNumber == true
      else { continue }
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

  /// `   4 | >>> RUN npm ci`: the first line of the instruction.
  private static func marked(_ text: String) -> String? {
    guard let mark = text.firstRange(of: ">>> ") else { return nil }
    let instruction = String(text[mark.upperBound...]).trimmed
    let word = instruction.split(separator: " ").first?.uppercased() ?? ""
    return BuildStep.words.contains(word) ? instruction : nil
  }

  private static let errors: [Sign] = [
    "process \"{}\" did not complete successfully: exit code:", "the command '{}' returned a non-zero code:",
  ]

  /// The command that an error names: `process "/bin/sh -c npm ci" did not complete successfully: exit code: 1`.
  private static func command(in line: LogLine) -> String? {
    guard line.step == nil || line.isReport,
      let found = errors.lazy.compactMap({ $0.values(in: line)?.first }).first
    else { return nil }
    let shell = found.hasPrefix("/") ? found.firstRange(of: " -c ") : nil
    let command = shell.map { String(found[$0.upperBound...]) } ?? found
    return command.isEmpty ? nil : command.replacing("\\\"", with: "\"")
  }
}

extension String {
  fileprivate var trimmed: String {
    let rest = drop { $0 == " " || $0 == "\t" }
    return String(rest.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
  }
}
