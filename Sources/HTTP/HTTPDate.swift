import Model

/// The `Date` header (RFC 9110 §5.6.7): how far a server's clock is from ours.
package enum HTTPDate {
  /// A date in one of the three forms that a recipient has to accept: `Sun, 06 Nov 1994 08:49:37 GMT`, which servers
  /// send, `Sunday, 06-Nov-94 08:49:37 GMT` and `Sun Nov  6 08:49:37 1994`. Nil for any other text. The weekday is not
  /// compared with the date.
  package static func parse(_ text: String) -> Timestamp? {
    let words = text.split(separator: " ")
    switch words.count {
    case 6 where words[0].count == 4 && words[0].hasSuffix(",") && words[5] == "GMT":
      return timestamp(number(words[3], 4), words[2], number(words[1], 2), words[4])
    case 4 where words[0].hasSuffix("day,") && words[3] == "GMT":
      let date = words[1].split(separator: "-", omittingEmptySubsequences: false)
      guard date.count == 3 else { return nil }
      // This form is the oldest one. POSIX takes the same years for the last century's.
      let year = number(date[2], 2).map { $0 < 69 ? $0 + 2000 : $0 + 1900 }
      return timestamp(year, date[1], number(date[0], 2), words[2])
    case 5 where words[0].count == 3:
      let day = number(words[2], 2) ?? number(words[2], 1)
      return timestamp(number(words[4], 4), words[1], day, words[3])
    default:
      return nil
    }
  }

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  private static func timestamp(
    _ year: Int?, _ month: Substring, _ day: Int?, _ time: Substring
  ) -> Timestamp? {
    let fields = time.split(separator: ":", omittingEmptySubsequences: false).map { number($0, 2) }
    guard fields.count == 3, let year, let month = months.firstIndex(where: { $0 == month }), let day,
      let hour = fields[0], let minute = fields[1], let second = fields[2]
    else { return nil }
    return Timestamp(
      year: year, month: month + 1, day: day, hour: hour, minute: minute, second: second)
  }

  /// Of so many digits.
  private static func number(_ text: Substring, _ digitCount: Int) -> Int? {
    text.utf8.count == digitCount && text.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains)
      ? Int(text) : nil
  }
}
