import Foundation
import Model

/// The `Date` header (RFC 9110 §5.6.7, preferred form): how far a server's clock is from ours.
package enum HTTPDate {
  /// Nil when the text has another form or no year of four digits.
  package static func parse(_ text: String) -> Timestamp? {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(secondsFromGMT: 0)
    formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
    return formatter.date(from: text).flatMap(Timestamp.init(ofYearInFourDigits:))
  }
}
