import HTTP
import Model

/// How often a call is retried, and after which pauses.
package struct RetryPolicy: Equatable, Sendable {
  /// All attempts, the first included.
  package var attempts = 5
  /// Before the second attempt; doubled before each further one.
  package var baseDelay = Duration.seconds(1)
  /// A longer wait, ours or one that the server asked for, is not begun: the failure is final.
  package var longestDelay = Duration.seconds(60)

  package init() {}
}

extension World {
  /// Runs an API call, again where its failure and its kind allow it: after 1, 2, 4, 8 s plus up to a quarter of
  /// jitter, or later when the server asked for that. Each wait is reported. The last failure is thrown, with the
  /// number of attempts as a cause.
  ///
  /// `action` is put before the message, unless the failure begins with it; nil where the failure names the request
  /// anyway. `again` is what is done after the wait.
  package func retrying<T>(
    _ kind: CallKind, _ action: String?, policy: RetryPolicy = RetryPolicy(), again: Text = "retrying",
    _ operation: () async throws(Failure) -> T
  ) async throws(Failure) -> T {
    if kind.isWrite { writes.begin() }
    var backoff = policy.baseDelay
    var attempt = 1
    while true {
      let failure: Failure
      do throws(Failure) {
        return try await operation()
      } catch {
        failure = error
      }
      let delay = wait(after: failure, backoff: backoff)
      guard attempt < policy.attempts, kind.mayRepeat(after: failure.retry), delay <= policy.longestDelay
      else {
        throw attempt == 1 ? failure : failure.with { $0.causes.append("gave up after \(attempt) attempts") }
      }
      let prefix: Text = action.flatMap { failure.what.description.hasPrefix($0) ? nil : "\($0): " } ?? ""
      tell(.notice("\(prefix)\(failure.what); \(again) in \(Amounts.time(delay))"))
      try await pause(delay, before: action)
      backoff *= 2
      attempt += 1
    }
  }

  /// Up to a quarter is added to our own delays, so that clients that failed together do not retry together.
  private func wait(after failure: Failure, backoff: Duration) -> Duration {
    let jitter = Int(random(1).first ?? 0)
    let ours = backoff + backoff * jitter / 1020
    if case .safe(let named?) = failure.retry { return max(ours, named) }
    return ours
  }

  /// Sleeps, and reports at least every 25 s for what.
  private func pause(_ duration: Duration, before action: String?) async throws(Failure) {
    let longest = Duration.seconds(25)
    var slept = Duration.zero
    while duration - slept > longest {
      try await sleep(longest)
      slept += longest
      tell(.stillWaiting(action.map { "to call \($0) again" } ?? "to retry", elapsed: slept))
    }
    try await sleep(duration - slept)
  }
}
