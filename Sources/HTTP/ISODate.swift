import Foundation
import Model

/// A time in UTC as APIs write it: `2026-01-02T03:04:05Z` (RFC 3339).
package enum ISODate {
  /// Nil when the text has another form.
  package static func parse(_ text: String) -> Timestamp? {
    (try? Date(text, strategy: .iso8601)).map { Timestamp(seconds: Int64($0.timeIntervalSince1970)) }
  }
}
