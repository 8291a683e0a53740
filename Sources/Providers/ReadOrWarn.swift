import Effects
import Model

extension World {
  /// The answer of a read that a deploy can do without. Nil, with a warning, when this very call was refused: the thing
  /// was deleted, or the key has no permission to read it. A temporary failure is thrown, because guards depend on the
  /// answer.
  ///
  /// `what`: names the thing in the warning, e.g. `the remark of api-007`. `isFinal`: whether a failure of the call is
  /// such a refusal.
  func readOrWarn<Answer: Sendable>(
    _ what: Text, by action: String, rule: String,
    isFinal: (Failure) -> Bool = { $0.kind == .credentials || $0.kind == .configuration },
    _ read: () async throws(Failure) -> Answer
  ) async throws(Failure) -> Answer? {
    do throws(Failure) {
      return try await read()
    } catch {
      guard error.action == action, isFinal(error) else { throw error }
      tell(
        .finding(
          Finding(.warning, "\(what) cannot be read: \(error.what)", rule: rule, remedies: error.remedies)))
      return nil
    }
  }
}
