/// Why something could not be done. The only error type of the program: every `throws` is `throws(Failure)`.
///
/// Text fields never hold a secret, a signature, a header or a whole body. Foreign text (a provider's message, a
/// path) may be in them unchanged: reporters clean it.
package struct Failure: Error, Equatable, Sendable {
  /// Decides the exit code and nothing else.
  package var kind: Kind
  /// What happened, to which thing, with the value quoted. Lower case, no final period.
  package var what: Text
  /// The place in a file, if the cause is in a file.
  package var place: Place?
  /// What to do, most likely first: sentences or commands a person can type.
  package var remedies: [Text]
  /// Whether the same request may be sent again.
  package var retry: Retry
  /// The provider's id of the refused request.
  package var requestID: String?
  /// The provider's own error code, e.g. `ResourceInUse`.
  package var code: String?
  /// The API's action that failed, e.g. `UpdateCloudRunServer`; nil when the failure is not an API's. A call may need
  /// others before it (a temporary key, a token), so check the action before explaining a code.
  package var action: String?
  /// Underlying reasons, outermost first.
  package var causes: [Text]

  package init(
    _ kind: Kind, _ what: Text, place: Place? = nil, remedies: [Text] = [], retry: Retry = .never,
    requestID: String? = nil, code: String? = nil, action: String? = nil, causes: [Text] = []
  ) {
    self.kind = kind
    self.what = what
    self.place = place
    self.remedies = remedies
    self.retry = retry
    self.requestID = requestID
    self.code = code
    self.action = action
    self.causes = causes
  }

  /// The run itself is being stopped.
  package var isStop: Bool { kind == .interrupted || kind == .terminated }

  /// The same failure with a change.
  package func with(_ change: (inout Failure) -> Void) -> Failure {
    var failure = self
    change(&failure)
    return failure
  }

  /// Whether a request that failed may be sent again.
  package enum Retry: Equatable, Sendable {
    /// The same request would fail the same way, or a person has to act first.
    case never
    /// It is proven that nothing was executed (throttled, clock skew, connection never made): reads and writes may
    /// be sent again, after the given time if the server set one.
    case safe(after: Duration?)
    /// The answer was lost or unclear; the request may have been executed. Only reads may be sent again.
    case readsOnly
    /// Another operation on the same service is in progress: nothing was executed, and the request passes when that has
    /// ended, in minutes. Only the pipeline sends it again, by the target's `onConflict`.
    case whenIdle
  }

  /// One for each exit code of the contract.
  package enum Kind: String, CaseIterable, Sendable {
    /// A bug in sampan.
    case defect
    /// The provider reports that the rollout failed, or the probe after it failed.
    case rolloutFailed
    /// Still rolling out at the deadline; the provider continues.
    case stillRolling
    /// A person has to confirm (gray release, manual batch).
    case awaitingPerson
    /// A guard refused: a newer commit is live, or another deploy holds the target.
    case guarded
    /// The command line.
    case usage
    /// The repository or the package.
    case repository
    /// The provider is unavailable after retries.
    case unavailable
    /// Throttled, network, or another rollout is in progress.
    case tryLater
    /// Credentials or permission.
    case credentials
    /// The configuration; a service that does not exist; an API that was retired.
    case configuration
    /// SIGINT.
    case interrupted
    /// SIGTERM.
    case terminated
  }
}

/// A place in a text file. Lines and columns count from 1; columns count characters.
package struct Place: Equatable, Hashable, Sendable {
  package var file: String
  package var line: Int?
  package var column: Int?

  package init(file: String, line: Int? = nil, column: Int? = nil) {
    self.file = file
    self.line = line
    self.column = column
  }
}

extension Place: CustomStringConvertible {
  /// `file`, `file:line` or `file:line:column`.
  package var description: String {
    ([file] + [line, column].compactMap { $0.map(String.init) }).joined(separator: ":")
  }
}
