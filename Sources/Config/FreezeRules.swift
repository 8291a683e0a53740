import Model

/// The syntax of the ends and the zone of a freeze.
enum FreezeText {
  static let pattern =
    "^((\(Freeze.Bound.days.joined(separator: "|"))) \(time)|[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])([ T]\(time))?)$"
  private static let time = "([01][0-9]|2[0-3]):[0-5][0-9]"
  static let zonePattern =
    "^([A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}|[+-](0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)$"

  /// A name of the time zone database; whether that has it is known on the machine only.
  static func isZoneName(_ text: String) -> Bool {
    let parts = text.unicodeScalars.split(separator: "/", omittingEmptySubsequences: false)
    guard (1...3).contains(parts.count), let first = text.unicodeScalars.first, first.isAlphanumeric,
      !("0"..."9").contains(first)
    else { return false }
    return parts.allSatisfy { part in
      !part.isEmpty && part.allSatisfy { $0.isAlphanumeric || ["_", "-", "+"].contains($0) }
    }
  }
}

/// The rules for the windows of `freeze`.
extension Checker {
  mutating func check(freezeTime text: String, at offset: Int, _ path: Path) {
    guard Freeze.Bound(text) == nil else { return }
    let day = text.prefix { !$0.isWhitespace }
    let meant = Spelling.nearest(to: String(day.prefix(3)), among: Freeze.Bound.days)
    let rest = text.dropFirst(day.count)
    findings.add(
      .freeze, "\(quoted(text)) in \(path.description) is not a valid time", at: source.place(at: offset),
      remedies: [
        meant.flatMap { Freeze.Bound($0 + rest) == nil ? nil : "write \"\($0)\(rest)\"" }
          ?? "write it as \"Fri 18:00\", \"2026-12-24\" or \"2026-12-24 18:00\""
      ])
  }

  mutating func check(zone text: String, at offset: Int, _ path: Path) {
    guard ZoneRules(fixed: text) == nil, !FreezeText.isZoneName(text) else { return }
    findings.add(
      .freeze, "\(quoted(text)) in \(path.description) is not a valid time zone",
      at: source.place(at: offset),
      remedies: ["write it as \"Asia/Shanghai\", \"+08:00\" or \"UTC\""])
  }

  /// The two ends of each window, which have to fit together.
  mutating func check(freezesOf target: Node, _ path: Path) {
    guard let node = target["freeze"] else { return }
    for freeze in node.oneOrMore {
      guard let from = freeze["from"], let to = freeze["to"],
        let start = from.string.flatMap(Freeze.Bound.init),
        let end = to.string.flatMap(Freeze.Bound.init), Freeze.Span(from: start, to: end) == nil
      else { continue }
      let (first, last) = (quoted(from.string ?? ""), quoted(to.string ?? ""))
      let place = source.place(at: to.offset)
      switch (start, end) {
      case (.weekly, .weekly):
        findings.add(
          .freeze, "the freeze \(path.place) from \(first) to \(last) is empty: both ends are the same",
          at: place,
          remedies: [
            "set another end", "for a target that is never deployed by itself, remove its \"when\"",
          ])
      case (.date, .date):
        findings.add(
          .freeze, "the freeze \(path.place) from \(first) to \(last) is empty: it ends before it starts",
          at: place,
          remedies: ["write the earlier time in \"from\""])
      default:
        findings.add(
          .freeze, "the freeze \(path.place) from \(first) to \(last) mixes a day of the week and a date",
          at: place,
          remedies: ["write both as \"Fri 18:00\", or both as \"2026-12-24 18:00\""])
      }
    }
  }
}
