/// Formats byte counts, durations and counts.
package enum Amounts {
  /// `512 B`, `310 kB`, `1.2 MB`: powers of 1000, with one decimal below 10.
  package static func bytes(_ count: Int) -> String {
    guard count >= 1000 else { return "\(count) B" }
    var value = Double(count) / 1000
    var units = ["kB", "MB", "GB", "TB"][...]
    while value >= 999.5, units.count > 1 {
      value /= 1000
      units.removeFirst()
    }
    let digits = value < 9.95 ? tenths(value) : String(Int(value.rounded()))
    return digits + " " + (units.first ?? "")
  }

  /// `0.3 s`, `60 s`, `2 min 30 s`, `1 h 5 min`.
  package static func time(_ duration: Duration) -> Text {
    let seconds = max(0, duration / .seconds(1))
    if seconds < 9.95 { return "\(tenths(seconds)) s" }
    let whole = Int(min(seconds, 1e9).rounded())
    if whole < 100 { return "\(whole) s" }
    let (minutes, hours) = (whole / 60, whole / 3600)
    if whole < 3600 { return whole % 60 == 0 ? "\(minutes) min" : "\(minutes) min \(whole % 60) s" }
    return minutes % 60 == 0 ? "\(hours) h" : "\(hours) h \(minutes % 60) min"
  }

  /// With one digit behind the point, and none when it is 0.
  private static func tenths(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return tenths % 10 == 0 ? String(tenths / 10) : "\(tenths / 10).\(tenths % 10)"
  }
}

/// `1 file`, `42 files`.
package func counted(_ number: Int, _ noun: Text) -> Text {
  number == 1 ? "1 \(noun)" : "\(number) \(noun)s"
}
