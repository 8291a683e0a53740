import Model

/// The page that GitHub shows for a step: a table of the targets, the timeline of each, what is wrong.
enum StepSummary {
  /// Bytes. GitHub drops a summary above 1 MiB whole; a page that is read stays far below.
  static let largest = 100 * 1024

  static func markdown(_ report: RunReport, _ sanitizer: Sanitizer) -> String {
    var page = Page()
    if report.isRehearsal {
      page.add(["**A rehearsal on emulated clouds: nothing was deployed.**", ""])
    }
    if !report.outcomes.isEmpty {
      page.add([
        "## sampan", "", "| target | status | version | commit | time | url | |",
        "|---|---|---|---|---|---|---|",
      ])
      for outcome in report.outcomes { page.add([row(outcome, report, sanitizer)]) }
      page.add([""])
    }
    for outcome in report.outcomes where !outcome.timeline.isEmpty {
      page.add(gantt(outcome, sanitizer))
    }
    for complaint in report.complaints { page.add([item(complaint, sanitizer)]) }
    return page.text
  }

  /// Collects blocks while they fit; a block is in it whole or not at all.
  private struct Page {
    private(set) var text = ""
    private var isFull = false

    mutating func add(_ lines: [String]) {
      guard !isFull else { return }
      let block = lines.map { $0 + "\n" }.joined()
      if text.utf8.count + block.utf8.count > largest - 64 {
        isFull = true
        text += "\nThere is more in the log.\n"
      } else {
        text += block
      }
    }
  }

  private static func row(_ outcome: Outcome, _ report: RunReport, _ sanitizer: Sanitizer) -> String {
    func cell(_ text: String?) -> String { text.map { escaped($0, sanitizer) } ?? "" }
    let cells = [
      cell(outcome.target) + " (" + cell(outcome.provider) + ")", cell(outcome.status.rawValue),
      cell(outcome.version), cell(outcome.commit.map { String($0.prefix(12)) }),
      cell(outcome.elapsed.map(Amounts.time)),
      // The address of an emulated service leads nowhere.
      report.isRehearsal ? cell(outcome.url) : link(outcome.url, sanitizer),
      cell(outcome.failure?.what ?? outcome.reason),
    ]
    return "| " + cells.joined(separator: " | ") + " |"
  }

  /// A web address that is nothing but one, as a link that shows itself; everything else as text.
  private static func link(_ url: String?, _ sanitizer: Sanitizer) -> String {
    guard let url else { return "" }
    let shown = escaped(url, sanitizer)
    let isWeb = ["https://", "http://"].contains { url.hasPrefix($0) && url.count > $0.count }
    // What ends a destination or a cell is not in it (RFC 3986, and CommonMark's links).
    let allowed = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?=&%+,;".utf8)
    guard isWeb, url.utf8.allSatisfy(allowed.contains), sanitizer.mask(url) == url else { return shown }
    return "[\(shown)](\(url))"
  }

  private static func item(_ complaint: Complaint, _ sanitizer: Sanitizer) -> String {
    let place = complaint.place.map { escaped($0.description, sanitizer) + ": " } ?? ""
    let hints = complaint.remedies.map { "\n  - " + escaped($0, sanitizer) }.joined()
    return "- **\(complaint.severity.rawValue)** \(place)\(escaped(complaint.message, sanitizer))\(hints)"
  }

  /// Foreign text as Markdown that shows it: CommonMark lets a backslash stand before any ASCII punctuation.
  static func escaped(_ foreign: String, _ sanitizer: Sanitizer) -> String {
    let line = sanitizer.mask(foreign).split(omittingEmptySubsequences: true, whereSeparator: \.isNewline)
      .joined(separator: " ")
    var result = ""
    for scalar in sanitizer.clean(line).unicodeScalars {
      if isPunctuation(scalar) { result += "\\" }
      result.unicodeScalars.append(scalar)
    }
    return result
  }

  private static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E: true
    default: false
    }
  }

  /// https://mermaid.js.org/syntax/gantt.html. Each bar has its start and its duration, a form that every version reads
  /// alike; the present is not on a scale that begins at 0.
  private static func gantt(_ outcome: Outcome, _ sanitizer: Sanitizer) -> [String] {
    let bars = outcome.timeline.map { span in
      let start = milliseconds(span.start)
      let duration = max(milliseconds(span.end) - start, 1)
      return "    \(label(span.name, sanitizer)) :\(span.failed ? "crit, " : "")\(start), \(duration)ms"
    }
    return [
      "```mermaid", "gantt", "  dateFormat x", "  axisFormat %M:%S", "  todayMarker off",
      "  section \(label(outcome.target, sanitizer))",
    ]
      + bars + ["```", ""]
  }

  private static func milliseconds(_ duration: Duration) -> Int {
    Int(min(max(duration / .milliseconds(1), 0), 1e12))
  }

  /// Mermaid knows no escapes, so only what has no meaning in it stays.
  private static func label(_ text: String, _ sanitizer: Sanitizer) -> String {
    let kept = sanitizer.clean(text).unicodeScalars.prefix(80).map { scalar in
      scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == "-" || scalar == "_"
        ? Character(scalar) : " "
    }
    return String(kept)
  }
}
