import Model

/// How often and how far apart a call is sent again.
package struct RetryPolicy: Equatable, Sendable {
  /// All sendings, the first included.
  package var attempts: Int
  /// Before the second attempt; doubled before each further one.
  package var baseDelay: Duration
  /// A longer wait, ours or one that the other side named, is not begun: the failure is final.
  package var longestDelay: Duration

  package init(
    attempts: Int = 5, baseDelay: Duration = .seconds(1), longestDelay: Duration = .seconds(60)
  ) {
    self.attempts = attempts
    self.baseDelay = baseDelay
    self.longestDelay = longestDelay
  }
}

/// What a repeated call could do twice.
package enum CallKind: Sendable {
  /// Changes nothing: repeated after every failure that may pass.
  case read
  /// Repeated only where it is proven that nothing was executed.
  case write
  /// A write that depends on what was read before it. Whoever sends it reads that again before a repetition.
  case update

  package func mayRepeat(after retry: Failure.Retry) -> Bool {
    switch retry {
    case .never: false
    case .safe: self != .update
    case .readsOnly: self == .read
    }
  }

  package var isWrite: Bool { self != .read }
}

/// Runs an API call, again where its failure and its kind allow it: after 1, 2, 4, 8 s plus up to a quarter
/// of jitter, or later when the other side named a time. The last failure is thrown, with the number of
/// attempts as a cause.
///
/// `sleep` and `random` are the world's; `onRetry` is told the failure and the wait before each further
/// attempt; attempts count from 1.
package func retrying<T>(
  _ kind: CallKind, policy: RetryPolicy = RetryPolicy(),
  sleep: (Duration) async throws(Failure) -> Void, random: (Int) -> [UInt8],
  onRetry: (Failure, Duration) -> Void = { _, _ in },
  _ operation: (_ attempt: Int) async throws(Failure) -> T
) async throws(Failure) -> T {
  var backoff = policy.baseDelay
  var attempt = 1
  while true {
    let failure: Failure
    do throws(Failure) {
      return try await operation(attempt)
    } catch {
      failure = error
    }
    let delay = wait(after: failure, backoff: backoff, jitter: random(1).first ?? 0)
    guard attempt < policy.attempts, kind.mayRepeat(after: failure.retry), delay <= policy.longestDelay else {
      throw attempt == 1 ? failure : failure.after(attempts: attempt)
    }
    onRetry(failure, delay)
    try await sleep(delay)
    backoff *= 2
    attempt += 1
  }
}

/// `jitter` out of 255 becomes up to a quarter on top.
private func wait(after failure: Failure, backoff: Duration, jitter: UInt8) -> Duration {
  let ours = backoff + backoff * Int(jitter) / 1020
  if case .safe(let named?) = failure.retry { return max(ours, named) }
  return ours
}

extension Failure {
  fileprivate func after(attempts: Int) -> Failure {
    var failure = self
    failure.causes.append("gave up after \(attempts) attempts")
    return failure
  }
}
