import Model

/// One vendor's API behind the gateway: its state, its actions and its words. A value, changed under one lock.
protocol CloudAPI: Sendable {
  /// Set by the gateway before each call.
  var moment: Moment { get set }

  /// The beginning of an answer.
  static var malformed: String { get }
  static var throttled: APIError { get }
  /// Nothing was done, and the cloud does not say so.
  static var troubled: APIError { get }
  /// The members of an update's answer that does not say which rollout it began.
  static var noTask: [String: JSON] { get }

  /// Lets happen what is due.
  mutating func settle()
  /// Answers requests that are not calls of the API: pages, storage.
  mutating func page(_ request: RecordedRequest) -> Answer?
  /// Finds out who calls, and what.
  mutating func admit(_ request: RecordedRequest) throws(APIError) -> AdmittedCall<Self>
  func answer(_ members: [String: JSON]) -> Answer
  func refusal(_ error: APIError, of request: RecordedRequest) -> Answer
}

extension CloudAPI {
  /// The cloud's clock, to which signatures are held.
  var now: Timestamp { moment.now }
  /// Emulated seconds since the cloud began.
  var elapsed: Double { moment.elapsed }
}

/// What an action does, as far as the gateway has to know.
enum CallKind: Sendable {
  case read
  /// Reads how a rollout stands: where time passes by looks, it does after this.
  case look
  /// Changes something that a key without write permission must not change.
  case write
  /// Starts a rollout: what a scenario does to updates is done to it.
  case update

  var isWrite: Bool { self == .write || self == .update }
}

/// A call whose sender is known.
struct AdmittedCall<API> {
  var action: String
  var kind: CallKind
  /// The API's words when the action was taken out of service, and when the key may not call it.
  var retired: APIError
  var denied: APIError
  var check: () throws(APIError) -> Void
  var run: (inout API) throws(APIError) -> [String: JSON]
}

/// A refusal in the words of an API.
package struct APIError: Error, Equatable, Sendable {
  package var code: String
  package var message: String
  /// Of the answer, where the API refuses with one.
  package var status: Int
  /// In milliseconds, where the API says it.
  package var retryAfter: Int?

  package init(_ code: String, _ message: String, status: Int = 400, retryAfter: Int? = nil) {
    self.code = code
    self.message = message
    self.status = status
    self.retryAfter = retryAfter
  }

  static func missing(_ name: String) -> APIError {
    APIError("MissingParameter", "The request is missing a required parameter `\(name)`.")
  }

  static func invalid(_ message: String) -> APIError { APIError("InvalidParameter", message) }
}
