import Model

/// `diff` of one target: what is live, what HEAD is, the commits and files between.
struct DifferenceLines {
  let report: DifferenceReport
  let options: ReportOptions

  /// Without `-v`.
  private static let mostCommits = 20
  private static let mostFiles = 50

  var lines: [Line] {
    let live: Line = report.live.map { "\($0.release)\(commit)" } ?? "nothing"
    let head = report.head
    var lines: [Line] = [
      .title(report.target, report.provider, report.service), "  live      " + live,
      "  HEAD      \(head.id.prefix(8)) \"\(head.subject)\" (\(head.authorName))",
    ]
    if report.live != nil { lines.append("            " + report.relation.line) }
    lines += listed(report.ahead, of: aheadCount, "+", most: Self.mostCommits) { self.commit($0) }
    lines += listed(report.behind, of: behindCount, "-", most: Self.mostCommits) { self.commit($0) }
    lines += files
    if let settings { lines.append("  settings  " + settings) }
    return lines + (report.isSame ? ["  same      a deploy would change nothing"] : [])
  }

  private var commit: Line {
    if let commit = report.liveCommit {
      return ", commit \(commit.id.prefix(8)) \"\(commit.subject)\" (\(commit.authorName))"
    }
    return report.live?.stamp.map { ", commit \($0.commit.prefix(8).description)" } ?? ""
  }

  private func commit(_ commit: Commit) -> Line {
    "\(commit.id.prefix(8)) \(commit.subject) (\(commit.authorName))"
  }

  private var aheadCount: Int {
    switch report.relation {
    case .headIsAhead(let count), .diverged(let count, _): count
    default: report.ahead.count
    }
  }

  private var behindCount: Int {
    switch report.relation {
    case .liveIsAhead(let count), .diverged(_, let count): count
    default: report.behind.count
    }
  }

  private var files: [Line] {
    guard let files = report.files else { return [] }
    var lines: [Line] = files.isEmpty ? [] : ["  files     \(count(files)) from live to HEAD"]
    let shown = options.verbosity == .verbose ? files[...] : files.prefix(Self.mostFiles)
    lines += shown.map { "  \($0.kind.rawValue, $0.kind.style) \(String(decoding: $0.path, as: UTF8.self))" }
    if files.count > shown.count { lines.append(more(files.count - shown.count)) }
    if report.otherFileCount > 0 {
      lines.append("            \(counted(report.otherFileCount, "other file")) outside of the package")
    }
    return lines
  }

  private func count(_ files: [FileChange]) -> Text {
    report.hasMoreFiles ? "more than \(counted(files.count, "file"))" : counted(files.count, "file")
  }

  private var settings: Line? {
    guard report.settingsDiffer == true else { return nil }
    return switch (report.contentDiffers == false, report.hasOutsideContent) {
    case (true, true): "only the settings differ, or files that are not in the commit"
    case (true, false): "only the settings differ"
    case (false, true): "differ, or files that are not in the commit do"
    case (false, false): "differ"
    }
  }

  private func listed<Item>(
    _ items: [Item], of count: Int, _ sign: StaticString, most: Int, _ shown: (Item) -> Line
  ) -> [Line] {
    let isAll = options.verbosity == .verbose
    let first = isAll ? items[...] : items.prefix(most)
    let left = count - first.count
    return first.map { "  \(own: sign, sign.style) " + shown($0) } + (left > 0 ? [more(left)] : [])
  }

  private func more(_ count: Int) -> Line {
    options.verbosity == .verbose
      ? "  … \(count) more" : "  … \(count) more: sampan diff \(report.target) -v"
  }
}

extension StaticString {
  /// Of the sign before a commit.
  fileprivate var style: Style { description == "+" ? .green : .red }
}

extension FileChange.Kind {
  fileprivate var style: Style {
    switch self {
    case .added: .green
    case .removed: .red
    case .modified, .retyped: .yellow
    }
  }
}
