import Model

/// The report of one or many runs as a page for a browser: one file, without a script, that requests nothing from
/// anywhere. The same reports make the same bytes.
package struct ReportPage: Sendable {
  private let report: RunReport
  private let sanitizer: Sanitizer
  private let language: String

  /// The newest lines that are shown of one log.
  private static let mostLines = 400

  /// `language`: as in the attribute `lang`, e.g. `zh-CN`. `translation`: of the words of the page into it.
  package init(of reports: [SavedReport], language: String, in translation: Translation? = nil) {
    var report = RunReport(command: "report", traits: .describesOtherRuns)
    for event in reports.flatMap(\.events) { _ = report.add(event) }
    self.report = report
    sanitizer = Sanitizer(secrets: [], in: translation).forPages
    self.language = language
  }

  package var html: String {
    let title = shown(report.headline)
    let head = [
      HTML(own: "<meta charset=\"utf-8\">"),
      HTML(own: "<meta http-equiv=\"Content-Security-Policy\" content=\"\(Self.policy)\">"),
      HTML(own: "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"),
      HTML(own: "<meta name=\"color-scheme\" content=\"light dark\">"),
      HTML(own: "<meta name=\"referrer\" content=\"no-referrer\">"),
      .element("title", title), HTML(own: "<style>\(PageStyle.text)</style>"),
    ].inLines()
    let main = [rehearsalMark, .element("h1", title), table, causes, timelines, logs].filter {
      $0 != .nothing
    }.inLines()
    let body = HTML.element("body", HTML(own: "\n") + .element("main", HTML(own: "\n") + main))
    return "<!doctype html>\n"
      + HTML.element("html", ["lang": language], HTML(own: "\n") + .element("head", head) + body).text + "\n"
  }

  /// Nothing is loaded, run, sent or framed; the one style is named by its digest.
  private static let policy =
    "default-src 'none'; style-src '\(PageStyle.digest)'; base-uri 'none'; form-action 'none'"

  // MARK: Text

  private func shown(_ text: Text) -> HTML { HTML(foreign: sanitizer.clean(text)) }

  private func shown(foreign: String) -> HTML { HTML(foreign: sanitizer.clean(foreign)) }

  /// A link, if the address is a plain one of the web; otherwise its text only. A rehearsal's addresses lead nowhere.
  private func link(_ url: String?, _ shown: HTML) -> HTML {
    guard let url, WebAddress.isPlain(url) else { return shown }
    return .element("a", ["href": url, "rel": "noopener noreferrer"], shown)
  }

  private var rehearsalMark: HTML {
    guard report.isRehearsal else { return .nothing }
    return .element(
      "p", ["class": "rehearsal"], shown("A rehearsal on emulated clouds: nothing was deployed."))
  }

  private func heading(_ text: Text) -> HTML { .element("h2", shown(text)) }

  // MARK: Targets

  private var table: HTML {
    guard !report.outcomes.isEmpty else { return .nothing }
    let heads: [Text] = ["target", "status", "url", "version", "commit", "duration", "run"]
    // A column in which nothing is known is left out.
    let rows = report.outcomes.map(cells)
    let columns = heads.indices.filter { column in rows.contains { $0[column] != .nothing } }
    let head = columns.map { HTML.element("th", ["scope": "col"], shown(heads[$0])) }
    let lines = zip(report.outcomes, rows).map { outcome, row in
      HTML.element(
        "tr", ["class": Self.mood(outcome.status)],
        columns.map { column in
          .element(
            "td", ["data-label": sanitizer.clean(heads[column])],
            row[column] == .nothing ? HTML(own: "–") : .element("div", row[column]))
        }.inLines())
    }
    return .element(
      "table",
      HTML(own: "\n") + .element("thead", .element("tr", head.inLines()))
        + .element("tbody", lines.inLines()))
  }

  private func cells(_ outcome: Outcome) -> [HTML] {
    let commit = outcome.commit.map { link(outcome.commitURL, shown(foreign: String($0.prefix(12)))) }
    let subject = outcome.subject.map { HTML(own: " ") + shown(foreign: $0) } ?? .nothing
    let provider = HTML.element("small", shown(foreign: outcome.provider))
    // The reason of a failure is below.
    let reason = outcome.failure == nil ? outcome.reason : nil
    return [
      .element("b", shown(foreign: outcome.target)) + HTML(own: " ") + provider,
      .element("span", ["class": "status"], shown(outcome.status.word))
        + (reason.map { HTML(own: " ") + .element("small", shown($0)) } ?? .nothing),
      outcome.url.map { link(report.isRehearsal ? nil : $0, shown(foreign: $0)) } ?? .nothing,
      (outcome.version ?? outcome.releaseID).map { shown(foreign: $0) } ?? .nothing,
      commit.map { $0 + subject } ?? .nothing,
      outcome.timeTaken.map { shown($0) } ?? .nothing,
      outcome.runURL.map { .element("span", ["class": "run"], link($0, shown("open"))) } ?? .nothing,
    ]
  }

  private static func mood(_ status: Outcome.Status) -> String {
    switch status {
    case .deployed, .unchanged: "good"
    case .failed, .timeout: "bad"
    case .submitted, .awaiting: "open"
    case .skipped: "idle"
    }
  }

  // MARK: Causes

  private var causes: HTML {
    let diagnostics = report.diagnostics
    guard !diagnostics.isEmpty else { return .nothing }
    return .element(
      "section", HTML(own: "\n") + (CollectionOfOne(heading("Findings")) + diagnostics.map(cause)).inLines())
  }

  private func cause(_ diagnostic: Diagnostic) -> HTML {
    let place = diagnostic.place.map {
      HTML.element("code", shown(foreign: $0.description)) + HTML(own: " ")
    }
    let first = HTML.element(
      "p",
      .element("span", ["class": "status"], shown(diagnostic.severity.word)) + HTML(own: " ")
        + (place ?? .nothing) + shown(diagnostic.message))
    var items = diagnostic.causes.map { shown("cause: \($0)") }
    if let code = diagnostic.code { items.append(shown("code \(code)")) }
    if let id = diagnostic.requestID { items.append(shown("request id \(id)")) }
    items += diagnostic.remedies.map { shown("hint: \($0)") }
    let list =
      items.isEmpty ? HTML.nothing : .element("ul", items.map { .element("li", $0) }.inLines())
    return .element("article", ["class": Self.mood(diagnostic.severity)], first + list)
  }

  private static func mood(_ severity: Finding.Severity) -> String {
    switch severity {
    case .error: "bad"
    case .warning: "open"
    case .notice: "idle"
    }
  }

  // MARK: Timelines

  private var timelines: HTML {
    let outcomes = report.outcomes.filter { !$0.timeline.isEmpty }
    guard !outcomes.isEmpty else { return .nothing }
    // One scale for all, so that targets can be compared.
    let total = outcomes.flatMap(\.timeline).map(\.end).max() ?? .zero
    let figures = outcomes.map { outcome in
      TimelineFigure(
        name: sanitizer.clean(outcome.target), spans: outcome.timeline, total: total, sanitizer: sanitizer
      ).html
    }
    return .element("section", HTML(own: "\n") + (CollectionOfOne(heading("Timeline")) + figures).inLines())
  }

  // MARK: Logs

  private var logs: HTML {
    guard !report.logs.isEmpty else { return .nothing }
    return .element(
      "section", HTML(own: "\n") + (CollectionOfOne(heading("Logs")) + report.logs.map(folded)).inLines())
  }

  private func folded(_ log: RunReport.Log) -> HTML {
    let title: Text = log.target.map { "\($0): \(log.excerpt.title)" } ?? log.excerpt.title
    let lines = log.excerpt.lines.suffix(Self.mostLines).map { shown(foreign: $0) }.inLines()
    let rest = log.excerpt.rest.map { HTML.element("p", shown($0)) } ?? .nothing
    // A line end directly after the tag is dropped by browsers.
    return .element(
      "details", .element("summary", shown(title)) + .element("pre", HTML(own: "\n") + lines) + rest)
  }
}
