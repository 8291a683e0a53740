import Model

/// The results of a run: a block with a line for each target, and the errors, grouped by cause.
enum ResultLines {
  /// `web  unchanged  1.4.0  https://www.example.com`, in columns if there are several.
  static func block(_ outcomes: [Outcome], in translation: Translation? = nil) -> [Line] {
    let rows = outcomes.map { cells($0, isAlone: outcomes.count == 1, translation) }
    let widths = (0..<columns).map { column in
      rows.filter { $0.count > column + 1 }.map { row in
        (translation.map { $0(row[column].text) } ?? row[column].text).description.columns
      }.max() ?? 0
    }
    return rows.map { row in
      var start = 0
      return row.enumerated().reduce(into: Line("")) { line, cell in
        let (index, (text, style)) = cell
        line += index > 0 ? "\(column: start, gap: 2)\(text, style)" : "\(text, style)"
        // A long name does not move the columns after it, and what follows them is not aligned.
        start = index < columns ? start + min(widths[index], widest) + 2 : 0
      }
    }
  }

  /// The aligned columns: name, status, version.
  private static let columns = 3
  private static let widest = 40

  private static func cells(_ outcome: Outcome, isAlone: Bool, _ translation: Translation?) -> [(
    text: Text, style: Style?
  )] {
    let details: [Text?] = [
      (outcome.version ?? outcome.releaseID).map { "\($0)" }, outcome.shownURL.map { "\($0)" },
      outcome.reason
        ?? (isAlone && outcome.status != .awaiting ? nil : outcome.shortCause(in: translation)),
      isAlone ? outcome.shownStillLive : nil, outcome.shownTime,
    ]
    return [("\(outcome.target)", .bold), (outcome.status.word, outcome.status.style)]
      + details.compactMap { $0 }.map { ($0, nil) }
  }

  /// The errors with their hints, and what to run next.
  static func errors(_ outcomes: [Outcome]) -> [Line] {
    Diagnostic.grouped(outcomes, named: outcomes.count > 1).flatMap { diagnostic -> [Line] in
      guard diagnostic.severity == .notice else { return diagnostic.lines }
      guard let first = diagnostic.remedies.first else { return [] }
      return [diagnostic.remedies.dropFirst().reduce("next: \(first)") { $0 + "   or: \($1)" }]
    }
  }
}

extension Outcome {
  /// Only if the release serves or was submitted.
  fileprivate var shownURL: String? {
    [.deployed, .unchanged, .submitted].contains(status) ? url : nil
  }

  /// `still live: api-006 (4c21aa90)`
  fileprivate var shownStillLive: Text? {
    guard let stillLive else { return nil }
    let release: Text =
      stillLive.stamp.map { "\(stillLive.release) (\($0.commit.prefix(8)))" } ?? "\(stillLive.release)"
    let isOther = replaced.map { ($0.release, $0.remark) != (stillLive.release, stillLive.remark) } ?? false
    return isOther ? "live: \(release)" : "still live: \(release)"
  }

  /// The duration, if a deploy was made.
  fileprivate var shownTime: Text? {
    [.deployed, .submitted, .failed, .timeout].contains(status) ? timeTaken : nil
  }

  /// E.g. `2 min 30 s`; nil if it is not known.
  var timeTaken: Text? {
    elapsed.map { isSimulated ? "\(Amounts.time($0)) simulated" : Amounts.time($0) }
  }

  /// A message of at most 60 columns, in the language; a longer one is cut, because it is printed below the block.
  fileprivate func shortCause(in translation: Translation?) -> Text? {
    guard let failure else { return nil }
    let what = (translation.map { $0(failure.what) } ?? failure.what).description
    guard status != .awaiting, what.columns > 60 else { return failure.what }
    var room = 59
    return "\(String(what.prefix { room -= String($0).columns; return room >= 0 }))…"
  }
}

extension Outcome.Status {
  var style: Style {
    switch self {
    case .deployed, .unchanged: .green
    case .failed, .timeout: .red
    case .skipped, .submitted, .awaiting: .yellow
    }
  }
}
