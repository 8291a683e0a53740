import FoundationEssentials
import Model

/// A time in UTC as APIs write it: `2026-01-02T03:04:05Z` (RFC 3339).
package enum ISODate {
  /// Nil when the text has another form, or a year that does not have four digits.
  package static func parse(_ text: String) -> Timestamp? {
    (try? Date(text, strategy: .iso8601)).flatMap(Timestamp.init(ofYearInFourDigits:))
  }
}

extension Timestamp {
  /// Foundation accepts years of any length; computing with the time of another machine must not overflow.
  init?(ofYearInFourDigits date: Date) {
    let seconds = date.timeIntervalSince1970
    guard (-62_135_596_800..<253_402_300_800).contains(seconds) else { return nil }
    self.init(seconds: Int64(seconds))
  }
}
