/// A window in which a target is not deployed to: one that comes every week, or one between two dates.
package struct Freeze: Equatable, Sendable {
  package var place: Place
  package var span: Span
  /// `UTC`, an offset such as `+08:00`, or a name of the time zone database.
  package var zone: String
  package var zonePlace: Place

  package init(place: Place, span: Span, zone: String, zonePlace: Place) {
    self.place = place
    self.span = span
    self.zone = zone
    self.zonePlace = zonePlace
  }

  /// Times are those of a clock in the zone. The end is not part of a window.
  package enum Span: Equatable, Sendable {
    /// Minutes since Monday 00:00. The end may be before the start: then it is in the next week.
    case weekly(from: Int, to: Int)
    /// Seconds since 1970-01-01 00:00 of the clock.
    case dates(from: Int64, to: Int64)
  }

  /// One end of a window, as the config has it.
  package enum Bound: Equatable, Sendable {
    /// `Fri 18:00`
    case weekly(minute: Int)
    /// `2026-12-24 18:00`, also with `T`; a date alone is the whole day.
    case date(seconds: Int64, isDay: Bool)

    package static let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

    /// Nil for another text, and for a day that does not exist.
    package init?(_ text: String) {
      let parts = text.split(separator: " ", omittingEmptySubsequences: false)
      if let day = parts.first.flatMap({ Self.days.firstIndex(of: String($0)) }) {
        guard parts.count == 2, let minute = Self.minute(parts[1]) else { return nil }
        self = .weekly(minute: day * minutesOfDay + minute)
        return
      }
      let bytes = Array(text.utf8)
      guard bytes.count == 10 || bytes.count == 16, bytes[4] == UInt8(ascii: "-"),
        bytes[7] == UInt8(ascii: "-"), let year = Self.number(bytes[0..<4]),
        let month = Self.number(bytes[5..<7]), let day = Self.number(bytes[8..<10]),
        let start = Timestamp(year: year, month: month, day: day, hour: 0, minute: 0, second: 0)
      else { return nil }
      guard bytes.count == 16 else {
        self = .date(seconds: start.seconds, isDay: true)
        return
      }
      guard bytes[10] == UInt8(ascii: " ") || bytes[10] == UInt8(ascii: "T"),
        let minute = Self.minute(text.suffix(5))
      else { return nil }
      self = .date(seconds: start.seconds + Int64(minute * 60), isDay: false)
    }

    /// Of `18:00`.
    private static func minute(_ text: Substring) -> Int? {
      let bytes = Array(text.utf8)
      guard bytes.count == 5, bytes[2] == UInt8(ascii: ":"), let hour = number(bytes[0..<2]), hour < 24,
        let minute = number(bytes[3..<5]), minute < 60
      else { return nil }
      return hour * 60 + minute
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
      guard digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
      return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }
  }
}

private let minutesOfDay = 24 * 60
private let secondsOfDay: Int64 = 86_400
private let secondsOfWeek: Int64 = 7 * secondsOfDay

extension Freeze.Span {
  /// Nil where one end is of a week and the other a date, and where the end is not after the start. A date alone as the
  /// end includes that day.
  package init?(from: Freeze.Bound, to: Freeze.Bound) {
    switch (from, to) {
    case (.weekly(let from), .weekly(let to)) where from != to: self = .weekly(from: from, to: to)
    case (.date(let from, _), .date(var to, let isDay)):
      if isDay { to += secondsOfDay }
      guard from < to else { return nil }
      self = .dates(from: from, to: to)
    default: return nil
    }
  }
}

extension Freeze {
  /// When the window that contains a moment ends; nil outside of the window. `rules`: of the zone.
  ///
  /// Where the clock is set back over an end of the window, the window is as long as it can be; an end that the clock
  /// skips is when it is set forward.
  package func end(at now: Timestamp, _ rules: ZoneRules) -> Timestamp? {
    for (start, end) in occurrences(around: now, rules) {
      let (first, last) = (rules.moments(of: start).lowerBound, rules.moments(of: end).upperBound)
      if first <= now.seconds, now.seconds < last { return Timestamp(seconds: last) }
    }
    return nil
  }

  /// The starts and ends that a clock shows.
  private func occurrences(around now: Timestamp, _ rules: ZoneRules) -> [(Int64, Int64)] {
    switch span {
    case .dates(let from, let to): return [(from, to)]
    case .weekly(let from, let to):
      let clock = now.seconds + Int64(rules.offset(at: now.seconds))
      // 1970-01-05 was a Monday.
      let sinceMonday = clock - 4 * secondsOfDay
      let rest: Int64 = sinceMonday % secondsOfWeek
      let week: Int64 = clock - (rest < 0 ? rest + secondsOfWeek : rest)
      let minutes = (to - from + 7 * minutesOfDay) % (7 * minutesOfDay)
      let starts: [Int64] = [week - secondsOfWeek, week, week + secondsOfWeek].map { $0 + Int64(from * 60) }
      return starts.map { ($0, $0 + Int64(minutes * 60)) }
    }
  }
}

/// That a target is frozen, and until when.
package struct FreezeHold: Equatable, Sendable {
  /// Of the window that was found first.
  package var place: Place
  package var until: Timestamp
  /// `2026-11-30 08:00 Asia/Shanghai`
  package var shownEnd: String

  package init(place: Place, until: Timestamp, shownEnd: String) {
    self.place = place
    self.until = until
    self.shownEnd = shownEnd
  }
}

extension [Freeze] {
  /// The end of the freeze that contains a moment; where one window continues another, of the last one. Nil outside of
  /// all windows. `rules`: of a zone.
  package func hold(at now: Timestamp, _ rules: (Freeze) throws(Failure) -> ZoneRules) throws(Failure)
    -> FreezeHold?
  {
    var hold: FreezeHold?
    var moment = now
    // Each round ends later; windows that leave no gap at all never end: a year is far enough to look ahead.
    let horizon = now.seconds + 366 * secondsOfDay
    while moment.seconds < horizon {
      var next: (freeze: Freeze, end: Timestamp, rules: ZoneRules)?
      for freeze in self {
        let rules = try rules(freeze)
        guard let end = freeze.end(at: moment, rules), end > next?.end ?? moment else { continue }
        next = (freeze, end, rules)
      }
      guard let next else { break }
      moment = next.end
      let clock = Timestamp(seconds: moment.seconds + Int64(next.rules.offset(at: moment.seconds))).utc
      hold = FreezeHold(
        place: hold?.place ?? next.freeze.place, until: moment,
        shownEnd: "\(clock.date) \(clock.clock) \(next.freeze.zone)")
    }
    return hold
  }
}
