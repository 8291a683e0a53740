/// A refusal in the words of the API: a status and `{"Code": …, "Message": …}`.
package struct AlibabaError: Error, Equatable, Sendable {
  package var status: Int
  package var code: String
  package var message: String
  /// `x-acs-retry-after`, in milliseconds.
  package var retryAfter: Int?

  package init(_ code: String, _ message: String, status: Int = 400, retryAfter: Int? = nil) {
    self.status = status
    self.code = code
    self.message = message
    self.retryAfter = retryAfter
  }

  static func invalid(_ message: String) -> AlibabaError { AlibabaError("InvalidParameter", message) }
}
