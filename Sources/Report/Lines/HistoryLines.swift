import Model

/// `history` of one target: a line for each release, newest first.
struct HistoryLines {
  let report: HistoryReport
  let options: ReportOptions

  /// Without `-v`.
  private static let most = 30
  private static let shortCommit = 8

  var lines: [Line] {
    let title: Line = .title(report.target, report.provider, report.service)
    guard !report.entries.isEmpty else { return [title, "  no releases"] }
    let shown = options.verbosity == .verbose ? report.entries[...] : report.entries.prefix(Self.most)
    let rows = shown.map(cells)
    let widths = (0..<Self.columns).map { column in rows.map { $0[column].columns }.max() ?? 0 }
    let left = report.entries.count - shown.count
    return [title] + zip(shown, rows).map { line($0, $1, widths) }
      + (left > 0 ? ["  … \(left) more: sampan history \(report.target) -v"] : [])
  }

  private static let columns = 6

  /// Release, time, status, traffic, commit and text; what is not known is empty.
  private func cells(_ entry: HistoryReport.Entry) -> [String] {
    let release = entry.release
    return [
      release.id, release.created?.utc.shown ?? "", release.status,
      release.trafficPercent.map { $0 > 0 ? "\($0) %" : "" } ?? "",
      entry.commit.map { String($0.prefix(Self.shortCommit)) } ?? "",
      release.text ?? entry.found?.subject ?? "",
    ]
  }

  /// In columns; one that is empty everywhere is left out, and nothing is padded at the end of the line.
  private func line(_ entry: HistoryReport.Entry, _ cells: [String], _ widths: [Int]) -> Line {
    let last = cells.lastIndex { !$0.isEmpty } ?? 0
    var line: Line = ""
    for (index, cell) in cells.enumerated() where index <= last && widths[index] > 0 {
      let isServing = index == 0 && entry.release.trafficPercent ?? 0 > 0
      line += "  \(index < last ? cell.padded(widths[index]) : cell, isServing ? .green : nil)"
    }
    if entry.commit != nil, entry.found == nil { line += " (not in this clone)" }
    return line
  }
}

extension UTCTime {
  /// `2026-11-28 10:15:00 UTC`
  fileprivate var shown: String {
    let (date, time) = (iso8601.prefix(10), iso8601.dropFirst(11).dropLast())
    return "\(date) \(time) UTC"
  }
}
