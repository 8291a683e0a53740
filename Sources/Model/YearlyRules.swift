/// The rules of a time zone for every year, as POSIX writes them in `TZ`: `CET-1CEST,M3.5.0,M10.5.0/3`. With the extension
/// of RFC 9636, section 3.3.1: times from -167 to 167 hours.
struct YearlyRules: Equatable, Sendable {
  private var standard: Int
  private var summer: Summer?

  fileprivate struct Summer: Equatable, Sendable {
    var offset: Int
    var start: Change
    var end: Change
  }

  fileprivate struct Change: Equatable, Sendable {
    var day: Day
    /// Seconds after midnight, of the clock that is in use until then.
    var time: Int

    enum Day: Equatable, Sendable {
      /// 1 to 365; 29 February is not counted.
      case numbered(Int)
      /// 0 to 365; 29 February is counted.
      case counted(Int)
      /// The week of the month, 5 for the last one; the day of the week, 0 for Sunday.
      case weekday(month: Int, week: Int, day: Int)
    }
  }

  /// Nil for another text.
  init?(_ text: String) {
    var scanner = Scanner(text)
    guard scanner.name(), let west = scanner.time() else { return nil }
    standard = -west
    guard !scanner.isAtEnd else { return }
    guard scanner.name() else { return nil }
    var offset = standard + 3600
    if !scanner.isAt(",") {
      guard let west = scanner.time() else { return nil }
      offset = -west
    }
    guard let start = scanner.change(), let end = scanner.change(), scanner.isAtEnd else { return nil }
    summer = Summer(offset: offset, start: start, end: end)
  }

  func offset(at moment: Int64) -> Int {
    guard let summer else { return standard }
    let year = Timestamp(seconds: moment + Int64(standard)).utc.year
    let start = summer.start.moment(in: year) - Int64(standard)
    let end = summer.end.moment(in: year) - Int64(summer.offset)
    let isSummer = start < end ? start <= moment && moment < end : moment < end || start <= moment
    return isSummer ? summer.offset : standard
  }

  private struct Scanner {
    private var rest: Substring.UTF8View

    init(_ text: String) { rest = text[...].utf8 }

    var isAtEnd: Bool { rest.isEmpty }
    func isAt(_ character: Unicode.Scalar) -> Bool { rest.first == UInt8(ascii: character) }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
      guard isAt(character) else { return false }
      rest = rest.dropFirst()
      return true
    }

    /// `CET` or `<+03>`
    mutating func name() -> Bool {
      if skip("<") {
        rest = rest.drop { $0 != UInt8(ascii: ">") }
        return skip(">")
      }
      let letters = rest.prefix { $0 | 0x20 >= UInt8(ascii: "a") && $0 | 0x20 <= UInt8(ascii: "z") }
      rest = rest.dropFirst(letters.count)
      return letters.count >= 3
    }

    mutating func number(_ range: ClosedRange<Int>) -> Int? {
      let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      rest = rest.dropFirst(digits.count)
      guard (1...3).contains(digits.count) else { return nil }
      let number = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
      return range.contains(number) ? number : nil
    }

    /// `[+-]hh[:mm[:ss]]` in seconds.
    mutating func time() -> Int? {
      let sign = skip("-") ? -1 : 1
      if sign == 1 { _ = skip("+") }
      guard let hours = number(0...167) else { return nil }
      var seconds = hours * 3600
      for unit in [60, 1] where skip(":") {
        guard let number = number(0...59) else { return nil }
        seconds += number * unit
      }
      return sign * seconds
    }

    /// `,M10.5.0/3`
    mutating func change() -> Change? {
      guard skip(","), let day = day() else { return nil }
      guard skip("/") else { return Change(day: day, time: 2 * 3600) }
      return time().map { Change(day: day, time: $0) }
    }

    private mutating func day() -> Change.Day? {
      if skip("M") {
        guard let month = number(1...12), skip("."), let week = number(1...5), skip("."),
          let day = number(0...6)
        else { return nil }
        return .weekday(month: month, week: week, day: day)
      }
      if skip("J") { return number(1...365).map(Change.Day.numbered) }
      return number(0...365).map(Change.Day.counted)
    }
  }
}

extension YearlyRules.Change {
  /// In seconds since 1970-01-01 00:00 of the clock that is in use until then.
  fileprivate func moment(in year: Int) -> Int64 { start(of: year) * 86_400 + Int64(time) }

  /// In days since 1970-01-01.
  private func start(of year: Int) -> Int64 {
    switch day {
    case .counted(let number): return Self.day(year, 1, 1) + Int64(number)
    case .numbered(let number):
      let isAfterLeapDay = number > 59 && Self.day(year, 3, 1) - Self.day(year, 1, 1) == 60
      return Self.day(year, 1, 1) + Int64(number - 1 + (isAfterLeapDay ? 1 : 0))
    case .weekday(let month, let week, let day):
      let first = Self.day(year, month, 1)
      // 1970-01-01 was a Thursday.
      let firstWeekday = Int((first % 7 + 7 + 4) % 7)
      var date = first + Int64((day - firstWeekday + 7) % 7 + (week - 1) * 7)
      let next = month == 12 ? Self.day(year + 1, 1, 1) : Self.day(year, month + 1, 1)
      while date >= next { date -= 7 }
      return date
    }
  }

  private static func day(_ year: Int, _ month: Int, _ day: Int) -> Int64 {
    let year = min(max(year, 1), 9999)
    let start = Timestamp(year: year, month: month, day: day, hour: 0, minute: 0, second: 0)
    return (start?.seconds ?? 0) / 86_400
  }
}
