/// A moment, as seconds since 1970-01-01T00:00:00Z.
package struct Timestamp: Equatable, Hashable, Comparable, Sendable {
  package var seconds: Int64

  package init(seconds: Int64) { self.seconds = seconds }

  /// A date and a time in UTC; a leap second counts as the next second. Nil when there is no such day or time, or the
  /// year has more than four digits.
  package init?(year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), (1...31).contains(day),
      (0..<24).contains(hour), (0..<60).contains(minute), (0...60).contains(second)
    else { return nil }
    // Years are counted from March, as in `UTCTime`.
    let (marchYear, monthFromMarch) = (month > 2 ? year : year - 1, (month + 9) % 12)
    let leapDays = marchYear / 4 - marchYear / 100 + marchYear / 400
    let days = marchYear * 365 + leapDays + (153 * monthFromMarch + 2) / 5 + day - 1 - 719_468
    seconds = Int64(days * 86_400)
    guard utc.day == day else { return nil }
    seconds += Int64(hour * 3600 + minute * 60 + second)
  }

  package static func < (left: Timestamp, right: Timestamp) -> Bool { left.seconds < right.seconds }

  /// The same moment on the UTC Gregorian calendar, whatever the machine's zone, locale or calendar.
  package var utc: UTCTime { UTCTime(self) }
}

/// Calendar fields of a moment in UTC. Valid for every moment: git commits and clouds may contain any number.
package struct UTCTime: Equatable, Sendable {
  package var year: Int
  package var month: Int
  package var day: Int
  package var hour: Int
  package var minute: Int
  package var second: Int

  /// The proleptic Gregorian calendar from a day count, counting years from March so that the leap day is last.
  package init(_ time: Timestamp) {
    let secondsOfDay = Int(time.seconds.remainder(of: 86_400))
    let daysSinceMarch0000 = Int(time.seconds.floored(by: 86_400)) + 719_468
    let era = Int(Int64(daysSinceMarch0000).floored(by: 146_097))
    let dayOfEra = daysSinceMarch0000 - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    hour = secondsOfDay / 3600
    minute = secondsOfDay / 60 % 60
    second = secondsOfDay % 60
  }

  /// `20231114`
  package var compactDate: String { padded(year, 4) + padded(month, 2) + padded(day, 2) }
  /// `221320`
  package var compactTime: String { padded(hour, 2) + padded(minute, 2) + padded(second, 2) }
  /// `2023-11-14`
  package var date: String { "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))" }
  /// `22:13`
  package var clock: String { "\(padded(hour, 2)):\(padded(minute, 2))" }
  /// `2023-11-14T22:13:20Z`
  package var iso8601: String { "\(date)T\(padded(hour, 2)):\(padded(minute, 2)):\(padded(second, 2))Z" }

  /// `2023-11-14 22:13:20 UTC`, in the lines that a person reads.
  package var shown: String { "\(date) \(iso8601.dropFirst(11).dropLast()) UTC" }

  private func padded(_ value: Int, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}

extension Int64 {
  fileprivate func floored(by divisor: Int64) -> Int64 {
    self / divisor - (self % divisor < 0 ? 1 : 0)
  }

  fileprivate func remainder(of divisor: Int64) -> Int64 {
    let rest = self % divisor
    return rest < 0 ? rest + divisor : rest
  }
}
