import Model

/// One vendor's API behind the gateway: its state, actions and messages. A value, changed under one lock.
protocol CloudAPI: Sendable {
  /// Set by the gateway before each call.
  var moment: Moment { get set }

  /// The beginning of an answer.
  static var malformed: String { get }
  static var throttled: APIError { get }
  /// A failure of the server: nothing was done, which the answer does not show.
  static var troubled: APIError { get }
  /// The refusal of an update while another operation is in progress, where the API has one of its own.
  static var busy: APIError? { get }
  /// The members of an update's answer that does not name the rollout it started.
  static var noTask: [String: JSON] { get }

  /// Brings the state up to the current time.
  mutating func settle()
  /// Answers requests that are not calls of the API: pages, storage.
  mutating func page(_ request: RecordedRequest) -> Answer?
  /// Identifies the caller and the call.
  mutating func admit(_ request: RecordedRequest) throws(APIError) -> AdmittedCall<Self>
  func answer(_ members: [String: JSON]) -> Answer
  func refusal(_ error: APIError, of request: RecordedRequest) -> Answer
}

extension CloudAPI {
  static var busy: APIError? { nil }
  /// The cloud's clock, against which signatures are checked.
  var now: Timestamp { moment.now }
  /// Emulated seconds since the cloud began.
  var elapsed: Double { moment.elapsed }
}

/// What the gateway has to know about an action.
enum CallKind: Sendable {
  case read
  /// Reads the status of a rollout: with the pace `polls`, time passes after it.
  case poll
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
  /// The API's errors when the action was removed, and when the key may not call it.
  var retired: APIError
  var denied: APIError
  /// The API's error when the account may change nothing, e.g. because it owes money.
  var frozen: APIError
  var check: () throws(APIError) -> Void
  var run: (inout API) throws(APIError) -> [String: JSON]
}

/// An error of an API.
package struct APIError: Error, Equatable, Sendable {
  package var code: String
  package var message: String
  /// Of the answer, where the API refuses with one.
  package var status: Int
  /// In milliseconds, where the API has it.
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
