import HTTP
import Model

extension World {
  /// `HTTP.retrying` with this world's sleep and random bytes; every repetition is told as a detail.
  package func retrying<T>(
    _ kind: CallKind, policy: RetryPolicy = RetryPolicy(),
    _ operation: (_ attempt: Int) async throws(Failure) -> T
  ) async throws(Failure) -> T {
    try await HTTP.retrying(
      kind, policy: policy, sleep: sleep, random: random,
      onRetry: { failure, delay in tell(.detail("\(failure.what); trying again in \(delay)")) }, operation)
  }
}
