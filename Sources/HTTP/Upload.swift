import Model

/// The limits of an upload to a presigned address. The defaults are Tencent COS's behind CloudBase Run: a body that
/// takes longer than about 200 s is answered `400 UserNetworkTooSlow` (observed: 200.1 s passes, 202.1 s does not).
package struct UploadPolicy: Equatable, Sendable {
  package var attempts: Int
  /// For one attempt.
  package var deadline: Duration
  /// When an attempt is first judged by its projected end.
  package var judgedAfter: Duration
  /// Between later judgements.
  package var judgedEvery: Duration
  /// Before the next attempt; doubled each time.
  package var baseDelay: Duration

  package init(
    attempts: Int = 5, deadline: Duration = .seconds(190), judgedAfter: Duration = .seconds(20),
    judgedEvery: Duration = .seconds(5), baseDelay: Duration = .seconds(1)
  ) {
    self.attempts = attempts
    self.deadline = deadline
    self.judgedAfter = judgedAfter
    self.judgedEvery = judgedEvery
    self.baseDelay = baseDelay
  }
}

/// How an upload ended, when it ended with the storage's word.
package enum UploadResult: Equatable, Sendable {
  case stored(Response)
  /// 403: the address has expired or its signature is refused. Ask for a new address once, then throw the failure.
  case refused(Failure)
}

/// Sends a file to a presigned address by PUT. `sleep`, `uptime` and `random` are the world's.
package func upload(
  file path: String, byteCount: Int, to url: String, headers: [Header] = [], by transport: Transport,
  policy: UploadPolicy = UploadPolicy(), uptime: @escaping @Sendable () -> Duration,
  sleep: @escaping @Sendable (Duration) async throws(Failure) -> Void, random: (Int) -> [UInt8],
  progress: @escaping @Sendable (_ sent: Int, _ total: Int, _ elapsed: Duration) -> Void
) async throws(Failure) -> UploadResult {
  throw Failure(.defect, "not there yet")
}
