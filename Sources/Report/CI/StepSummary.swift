import Model

/// The summary of a step on GitHub: the result as a sentence, a table of the targets, the problems with their logs, the
/// timeline of each target.
struct StepSummary {
  private let report: RunReport
  private let job: CIFormat.Job
  private let sanitizer: Sanitizer

  init(_ report: RunReport, _ job: CIFormat.Job, _ sanitizer: Sanitizer) {
    self.report = report
    self.job = job
    self.sanitizer = sanitizer
  }

  /// In bytes. GitHub drops summaries above 1 MiB; this limit is far below, to keep the page readable.
  private static let largest = 100 * 1024

  /// The limit for one text, in Unicode scalars; the log has the whole text.
  private static let longest = 500

  /// Empty if there is nothing to show.
  var markdown: String {
    let (diagnostics, outcomes) = (report.diagnostics, report.outcomes)
    guard !outcomes.isEmpty || !diagnostics.isEmpty || isRehearsal else { return "" }
    var page = Page(ending: clean("There is more in the log."))
    if isRehearsal {
      page.add(["**\(clean("A rehearsal on emulated clouds: nothing was deployed."))**", ""])
    }
    page.add(["## \(escaped(report.headline))", ""])
    if !outcomes.isEmpty {
      let heads: [Text] = ["target", "status", "url", "version", "commit", "duration"]
      page.add(["| " + heads.map(clean).joined(separator: " | ") + " | |", "|---|---|---|---|---|---|---|"])
      for outcome in outcomes { page.add([row(outcome)]) }
      page.add([""])
    }
    for diagnostic in diagnostics { page.add([item(diagnostic)]) }
    if !diagnostics.isEmpty { page.add([""]) }
    for log in report.logs { page.add(folded(log)) }
    for outcome in outcomes where !outcome.timeline.isEmpty { page.add(timeline(outcome)) }
    if let url = job.runURL, let link = link(url, shown: clean("The run")) { page.add([link]) }
    return page.text
  }

  private var isRehearsal: Bool { report.isRehearsal }

  /// Collects blocks until the page is full. Blocks are never split.
  private struct Page {
    private(set) var text = ""
    private var isFull = false
    /// Printed in place of what has no room.
    private let ending: String

    init(ending: String) { self.ending = ending }

    mutating func add(_ lines: [String]) {
      guard !isFull else { return }
      let block = lines.map { $0 + "\n" }.joined()
      if text.utf8.count + block.utf8.count > largest - 64 {
        isFull = true
        text += "\n\(ending)\n"
      } else {
        text += block
      }
    }
  }

  // MARK: result

  private func row(_ outcome: Outcome) -> String {
    func cell(_ text: String?) -> String { text.map { escaped($0) } ?? "" }
    let why: Text? = outcome.failure?.what ?? outcome.reason
    let cells: [String] = [
      cell(outcome.target) + " (" + cell(outcome.provider) + ")",
      Self.icon(outcome.status)
        + " " + clean(outcome.status.word),
      // The URL of an emulated service does not work outside of the rehearsal.
      (isRehearsal ? nil : outcome.url.flatMap { link($0, shown: $0) }) ?? cell(outcome.url),
      cell(outcome.version),
      commitCell(outcome),
      outcome.timeTaken.map { escaped($0) } ?? "", why.map { escaped($0) } ?? "",
    ]
    return "| " + cells.joined(separator: " | ") + " |"
  }

  /// The commit as a link, and its subject.
  private func commitCell(_ outcome: Outcome) -> String {
    guard let commit = outcome.commit.map({ String($0.prefix(12)) }) else { return "" }
    let shown = outcome.commitURL.flatMap { link($0, shown: commit) } ?? escaped(commit)
    return outcome.subject.map { "\(shown) \(escaped(shortened($0)))" } ?? shown
  }

  /// A subject in a table; the log has the whole one.
  private func shortened(_ subject: String) -> String {
    subject.unicodeScalars.count > 72 ? String(subject.unicodeScalars.prefix(71)) + "…" : subject
  }

  private static func icon(_ status: Outcome.Status) -> String {
    switch status {
    case .deployed, .unchanged: "✅"
    case .failed, .timeout: "❌"
    case .submitted, .awaiting: "⏳"
    case .skipped: "⏭️"
    }
  }

  /// Nil for anything but a plain http or https URL.
  private func link(_ url: String, shown: String) -> String? {
    guard WebAddress.isPlain(url), sanitizer.mask(url) == url else { return nil }
    return "[\(escaped(shown))](\(url))"
  }

  // MARK: what is wrong

  private func item(_ diagnostic: Diagnostic) -> String {
    let place = diagnostic.place.map { (sourceLink($0) ?? escaped($0.description)) + ": " } ?? ""
    let more = (diagnostic.causes + diagnostic.remedies).map { "\n  - " + escaped($0) }.joined()
    return "- **\(clean(diagnostic.severity.word))** \(place)\(escaped(diagnostic.message))\(more)"
  }

  /// The line to blame, in the commit of the run.
  private func sourceLink(_ place: Place) -> String? {
    let commits = Set(report.outcomes.compactMap(\.commit))
    guard !isRehearsal, let repository = job.repositoryURL, let commit = commits.first, commits.count == 1,
      !place.file.hasPrefix("/"), !place.file.split(separator: "/").contains("..")
    else { return nil }
    let line = place.line.map { "#L\($0)" } ?? ""
    return link("\(repository)/blob/\(commit)/\(place.file)\(line)", shown: place.description)
  }

  private func folded(_ log: RunReport.Log) -> [String] {
    func html(_ text: Text) -> String {
      sanitizer.clean(text).escaped(by: ["&": "&amp;", "<": "&lt;", ">": "&gt;", "`": "&#96;"])
    }
    let title: Text = log.target.map { "\($0): \(log.excerpt.title)" } ?? log.excerpt.title
    return ["<details><summary>\(html(title))</summary>", "", "<pre>"]
      + log.excerpt.lines.map { html("\($0)") }
      + (log.excerpt.rest.map { [html($0)] } ?? [])
      + ["</pre>", "</details>", ""]
  }

  /// Text of our own, without arguments.
  private func clean(_ text: Text) -> String { sanitizer.clean(text) }

  /// Foreign text, escaped for Markdown: CommonMark allows a backslash before any ASCII punctuation.
  private func escaped(_ foreign: String) -> String { escaped("\(foreign)" as Text) }

  /// Only the arguments of a message are foreign.
  private func escaped(_ text: Text) -> String {
    let clean = sanitizer.clean(
      text.mappingArguments { argument in
        sanitizer.mask(argument).split(omittingEmptySubsequences: true, whereSeparator: \.isNewline)
          .joined(separator: " ")
      })
    let scalars = clean.unicodeScalars
    let shown = scalars.count > Self.longest ? String(scalars.prefix(Self.longest - 1)) + "…" : clean
    return shown.escaped { scalar in
      switch scalar.value {
      case 0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E: "\\\(scalar)"
      default: nil
      }
    }
  }

  // MARK: timeline

  /// https://mermaid.js.org/syntax/gantt.html. Each bar has a start and a duration, a form that every version supports. The
  /// marker for today is off, because the scale starts at 0.
  private func timeline(_ outcome: Outcome) -> [String] {
    let bars = outcome.timeline.map { span in
      let start = Self.milliseconds(span.start)
      let duration = max(Self.milliseconds(span.end) - start, 1)
      let name = "\(label(.ofStep(span.name))) \(clean(Amounts.time(span.end - span.start)))"
      return "    \(name) :\(span.failed ? "crit, " : "")\(start), \(duration)ms"
    }
    return [
      "```mermaid", "gantt", "  dateFormat x", "  axisFormat %M:%S", "  todayMarker off",
      "  section \(label("\(outcome.target)"))",
    ]
      + bars + ["```", ""]
  }

  private static func milliseconds(_ duration: Duration) -> Int {
    Int(min(max(duration / .milliseconds(1), 0), 1e12))
  }

  /// Mermaid has no escapes, so characters that may have a meaning are replaced with blanks.
  private func label(_ text: Text) -> String {
    let kept = sanitizer.clean(text).unicodeScalars.prefix(80).map { scalar in
      scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == "-" || scalar == "_"
        ? Character(scalar) : " "
    }
    return String(kept)
  }
}
