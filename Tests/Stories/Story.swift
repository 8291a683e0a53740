import Foundation

/// A story: what a person types and what they see, as text.
///
/// Lines that are not indented are prose. Two spaces and `$ ` begin a command for `sh`, `> ` continues it; the other
/// indented lines are the output to come, both streams as they arrive, and `[N]` the exit status when it is not 0.
/// A line that ends in ` (glob)` may hold `*`. The format is that of cram (https://bitheap.org/cram/).
/// `name: value` lines at the top are settings.
struct Story {
  struct Step: Equatable {
    var command: String
    var output: [String] = []
    /// Nil when the command never came to its end.
    var status: Int? = 0
  }

  var settings: [String: String] = [:]
  var steps: [Step] = []

  init(_ text: String) {
    var isTop = true
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("  $ ") {
        steps.append(Step(command: String(line.dropFirst(4))))
      } else if line.hasPrefix("  > "), let last = steps.indices.last {
        steps[last].command += "\n" + line.dropFirst(4)
      } else if line.hasPrefix("  "), let last = steps.indices.last {
        let shown = line.dropFirst(2)
        if let status = Self.status(shown) {
          steps[last].status = status
        } else {
          steps[last].output.append(String(shown))
        }
      } else if isTop, let colon = line.range(of: ": ") {
        settings[String(line[..<colon.lowerBound])] = String(line[colon.upperBound...])
        continue
      }
      isTop = false
    }
  }

  private static func status(_ line: Substring) -> Int? {
    guard line.hasPrefix("["), line.hasSuffix("]") else { return nil }
    return Int(line.dropFirst().dropLast())
  }

  /// One program for `sh` that runs all commands in the same shell; `mark` ends the output of each.
  func script(mark: String) -> String {
    steps.map { "\($0.command)\nprintf '\\n%s %d\\n' '\(mark)' $?\n" }.joined()
  }

  /// What the steps really gave, from the output of the script.
  func told(_ output: String, mark: String) -> [Step] {
    let pieces = output.components(separatedBy: "\n\(mark) ")
    return steps.indices.map { index in
      guard index + 1 < pieces.count else { return Step(command: steps[index].command, status: nil) }
      // Every piece but the first begins with the status of the command before.
      let text = index == 0 ? pieces[0] : String(pieces[index].drop { $0 != "\n" }.dropFirst())
      let lines = text.isEmpty ? [] : text.split(separator: "\n", omittingEmptySubsequences: false)
      let shown = lines.last?.isEmpty == true ? lines.dropLast() : lines[...]
      return Step(
        command: steps[index].command, output: shown.map(String.init),
        status: Int(pieces[index + 1].prefix { $0 != "\n" }))
    }
  }
}

extension Story.Step: CustomStringConvertible {
  var description: String {
    let command = command.replacing("\n", with: "\n  > ")
    return
      (["  $ \(command)"] + output.map { "  \($0)" }
      + (status == 0 ? [] : ["  [\(status.map(String.init) ?? "never ended")]"]))
      .joined(separator: "\n")
  }

  func agrees(with told: Self) -> Bool {
    status != nil && status == told.status && output.count == told.output.count
      && zip(output, told.output).allSatisfy(Self.agree)
  }

  private static func agree(expected: String, actual: String) -> Bool {
    let mark = " (glob)"
    guard expected.hasSuffix(mark) else { return expected == actual }
    let parts = expected.dropLast(mark.count).split(separator: "*", omittingEmptySubsequences: false)
    guard parts.count > 1 else { return expected.dropLast(mark.count) == actual }
    var rest = actual[...]
    for (index, part) in parts.enumerated() {
      if index == 0 {
        guard rest.hasPrefix(part) else { return false }
        rest = rest.dropFirst(part.count)
      } else if index == parts.count - 1 {
        return rest.hasSuffix(part)
      } else if let found = rest.range(of: part) {
        rest = rest[found.upperBound...]
      } else {
        return false
      }
    }
    return false
  }
}
