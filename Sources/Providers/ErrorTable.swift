import Model

/// What an API's error codes mean for a deploy: one row per line.
struct ErrorTable: Sendable {
  /// A row matches its own code and those that continue after a dot (`A` matches `A.B`); with a star it matches every
  /// code that begins or ends so (`Missing*`, `*.OverQuota`), codes that did not exist when it was written included.
  private let rows: KeyValuePairs<String, ErrorMeaning>

  init(_ rows: KeyValuePairs<String, ErrorMeaning>) { self.rows = rows }

  /// The meaning of the longest row that matches.
  func meaning(of code: String) -> ErrorMeaning? {
    rows.lazy.filter { Self.matches(code, $0.key) }.max { $0.key.utf8.count < $1.key.utf8.count }?.value
  }

  private static func matches(_ code: String, _ row: String) -> Bool {
    if row.hasPrefix("*") { return code.hasSuffix(row.dropFirst()) }
    return row.hasSuffix("*") ? code.hasPrefix(row.dropLast()) : code == row || code.hasPrefix(row + ".")
  }
}

/// What a refusal means: the exit code, whether the call may be sent again, and what a person can do.
package struct ErrorMeaning: Equatable, Sendable {
  package var kind: Failure.Kind
  package var retry: Failure.Retry
  package var remedies: [Text]
  /// The key lacks a permission: the error table of a vendor adds the policy that grants it.
  var lacksPermission = false

  init(_ kind: Failure.Kind, _ retry: Failure.Retry, _ remedies: [Text]) {
    self.kind = kind
    self.retry = retry
    self.remedies = remedies
  }

  static func credentials(_ remedies: Text...) -> Self { Self(.credentials, .never, remedies) }

  static func configuration(_ remedies: Text...) -> Self { Self(.configuration, .never, remedies) }

  static func unavailable(_ remedies: Text...) -> Self { Self(.unavailable, .never, remedies) }

  /// A failure of the server: the call may have been executed.
  static func serverError(_ remedies: Text...) -> Self { Self(.unavailable, .readsOnly, remedies) }

  /// Nothing was executed, and the same call passes later: after the delay, when one is known.
  static func later(_ delay: Duration? = nil, _ remedies: Text...) -> Self {
    Self(.tryLater, .safe(after: delay), remedies)
  }

  /// Another operation on the same service is in progress.
  static func busy(_ remedies: Text...) -> Self { Self(.tryLater, .whenIdle, remedies) }

  /// A person has to act first, or it takes longer than a run should wait.
  static func tryLater(_ remedies: Text...) -> Self { Self(.tryLater, .never, remedies) }

  static func permission(_ remedies: Text...) -> Self {
    var meaning = Self(.credentials, .never, remedies)
    meaning.lacksPermission = true
    return meaning
  }

  static func unknown(_ code: String) -> Self {
    serverError(
      "the error code \"\(code)\" is not known to sampan: look it up in the console by the request id")
  }

  /// The failure of an API's action, with the provider's message.
  func failure(_ action: String, _ message: String, code: String, requestID: String?) -> Failure {
    let policy: [Text] =
      lacksPermission ? ["print the policy that deploys need: sampan doctor --credentials"] : []
    return Failure(
      kind, "\(action): \(message)", remedies: remedies + policy, retry: retry, requestID: requestID,
      code: code, action: action)
  }
}
