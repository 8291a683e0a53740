import Model

/// The results of a run: a block with a line for each target, and the errors, grouped by cause.
enum ResultLines {
  /// `web  unchanged  1.4.0  https://www.example.com`, in columns if there are several.
  static func block(_ outcomes: [Outcome]) -> [Line] {
    let rows = outcomes.map { cells($0, isAlone: outcomes.count == 1) }
    let widths = (0..<columns).map { column in
      rows.filter { $0.count > column + 1 }.map { $0[column].text.count }.max() ?? 0
    }
    return rows.map { row in
      row.enumerated().reduce(into: Line("")) { line, cell in
        let (index, (text, style)) = cell
        // A long name or a missing version does not move the columns after it.
        let isPadded = index < columns && index + 1 < row.count
        if index > 0 { line += "  " }
        line += "\(isPadded ? text.padded(min(widths[index], widest)) : text, style)"
      }
    }
  }

  /// The aligned columns: name, status, version.
  private static let columns = 3
  private static let widest = 40

  private static func cells(_ outcome: Outcome, isAlone: Bool) -> [(text: String, style: Style?)] {
    let details: [String?] = [
      outcome.version ?? outcome.releaseID, outcome.shownURL,
      outcome.reason?.description ?? (isAlone && outcome.status != .awaiting ? nil : outcome.shortCause),
      outcome.shownTime?.description,
    ]
    return [(outcome.target, .bold), (outcome.status.rawValue, outcome.status.style)]
      + details.compactMap { $0 }.map { ($0, nil) }
  }

  /// The errors with their hints, and what to run next.
  static func errors(_ outcomes: [Outcome]) -> [Line] {
    Diagnostic.grouped(outcomes, named: outcomes.count > 1).flatMap { diagnostic -> [Line] in
      guard diagnostic.severity == .notice else { return diagnostic.lines }
      let next = diagnostic.remedies.joined(separator: "   or: ")
      return next.isEmpty ? [] : ["next: \(next)"]
    }
  }
}

extension Outcome {
  /// Only if the release serves or was submitted.
  fileprivate var shownURL: String? {
    [.deployed, .unchanged, .submitted].contains(status) ? url : nil
  }

  /// The duration, if a deploy was made.
  fileprivate var shownTime: Text? {
    [.deployed, .submitted, .failed, .timeout].contains(status) ? timeTaken : nil
  }

  /// E.g. `2 min 30 s`; nil if it is not known.
  var timeTaken: Text? {
    elapsed.map { isSimulated ? "\(Amounts.time($0)) simulated" : Amounts.time($0) }
  }

  /// At most 60 characters; the whole message is printed below the block.
  fileprivate var shortCause: String? {
    guard let what = failure?.what.description, status != .awaiting, what.count > 60 else {
      return failure?.what.description
    }
    return what.prefix(59) + "…"
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
