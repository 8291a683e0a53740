import Model

/// `history` of one target: a line for each release, newest first, below the names of the columns.
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
    let names = Self.names.map(options.translation.written)
    // A column that is empty everywhere is left out.
    let widths = (0..<Self.columns).map { column in
      let width = rows.map { $0[column].columns }.max() ?? 0
      return width > 0 ? max(width, names[column].columns) : 0
    }
    let left = report.entries.count - shown.count
    return [title, "\(Self.row(names, widths), .dim)"] + zip(shown, rows).map { line($0, $1, widths) }
      + (left > 0 ? ["  … \(left) more: sampan history \(report.target) -v"] : [])
  }

  private static let columns = 6
  private static let names: [Text] = ["release", "created", "status", "traffic", "commit", "remark"]

  private static func row(_ cells: [String], _ widths: [Int]) -> String {
    let shown = zip(cells, widths).filter { $0.1 > 0 }
    return shown.enumerated().map { index, cell in
      "  " + (index < shown.count - 1 ? cell.0.padded(cell.1) : cell.0)
    }.joined()
  }

  /// Release, time, status, traffic, commit and text; what is not known is empty.
  private func cells(_ entry: HistoryReport.Entry) -> [String] {
    let release = entry.release
    return [
      release.id, release.created?.utc.shown ?? "", options.translation.written(.ofRollout(release.status)),
      release.trafficPercent.map { $0 > 0 ? "\($0) %" : "" } ?? "",
      entry.commit.map { String($0.prefix(Self.shortCommit)) } ?? "",
      release.text ?? entry.found?.subject ?? "",
    ]
  }

  /// In columns; nothing is padded at the end of the line.
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
