import Model
import Synchronization

/// The limits of an upload to a presigned address. The defaults are those of the object storage behind
/// CloudBase Run: a body that takes longer than 200 s is answered `400 UserNetworkTooSlow` (observed, not
/// documented).
package struct UploadPolicy: Equatable, Sendable {
  package var attempts: Int
  /// For one attempt.
  package var deadline: Duration
  /// When an attempt is first judged by its projected end.
  package var judgedAfter: Duration
  /// Between later judgements.
  package var judgedEvery: Duration

  package init(
    attempts: Int = 5, deadline: Duration = .seconds(190), judgedAfter: Duration = .seconds(20),
    judgedEvery: Duration = .seconds(5)
  ) {
    self.attempts = attempts
    self.deadline = deadline
    self.judgedAfter = judgedAfter
    self.judgedEvery = judgedEvery
  }
}

/// How an upload ended, when it ended with the storage's word.
package enum UploadResult: Equatable, Sendable {
  case stored(Response)
  /// 403 in the storage's own words: the address has expired or its signature is refused. Ask for a new address
  /// once, then throw the failure.
  case refused(Failure)
}

/// Sends a file to a presigned address by PUT, again after every failure that may pass: storing the same
/// object twice is the same as once. An attempt that will not be done by its deadline is given up early.
///
/// `confirm` fails where a 2xx answer does not prove that the storage has the file: captive portals and proxies
/// answer 200, too. What it throws counts as the attempt's failure.
///
/// `uptime`, `sleep` and `random` are the world's; `progress` is told bytes sent, bytes in all and the time
/// since this attempt began; `onRetry` a failure and the wait before the next attempt. The address is a
/// secret: failures name its host only.
package func upload(
  file path: String, byteCount: Int, to url: String, headers: [Header] = [], by transport: Transport,
  confirm: (Response) throws(Failure) -> Void,
  policy: UploadPolicy = UploadPolicy(), uptime: @escaping @Sendable () -> Duration,
  sleep: @escaping @Sendable (Duration) async throws(Failure) -> Void, random: (Int) -> [UInt8],
  onRetry: (Failure, Duration) -> Void = { _, _ in },
  progress: @escaping @Sendable (_ sent: Int, _ total: Int, _ elapsed: Duration) -> Void
) async throws(Failure) -> UploadResult {
  let host = Origin(of: url)?.name ?? redacted(url)
  let request = Request(
    "PUT", url, headers: headers, body: .file(path: path, byteCount: byteCount), deadline: policy.deadline,
    maxAnswerBytes: 1024 * 1024)
  return try await retrying(
    .read, policy: RetryPolicy(attempts: policy.attempts), sleep: sleep, random: random, onRetry: onRetry
  ) { (_) throws(Failure) -> UploadResult in
    let pace = UploadPace(total: byteCount, policy: policy, uptime: uptime)
    let response: Response
    do throws(Failure) {
      response = try await send(request, by: transport, pace: pace, sleep: sleep, progress: progress)
    } catch {
      throw error.retry == .readsOnly && pace.isTooSlow ? pace.failure(host) : error
    }
    if (200..<300).contains(response.status) {
      try confirm(response)
      return .stored(response)
    }
    let failure = storageFailure(response, host: host)
    if response.status == 403, failure.kind == .credentials { return .refused(failure) }
    throw failure.code == "UserNetworkTooSlow" ? pace.failure(host) : failure
  }
}

/// One attempt, watched: the first of its answer and the judgement that it is too slow.
private func send(
  _ request: Request, by transport: Transport, pace: UploadPace,
  sleep: @escaping @Sendable (Duration) async throws(Failure) -> Void,
  progress: @escaping @Sendable (Int, Int, Duration) -> Void
) async throws(Failure) -> Response {
  let result = await withTaskGroup(of: Result<Response, Failure>?.self) { group in
    group.addTask { () -> Result<Response, Failure>? in
      do throws(Failure) {
        return .success(
          try await transport.send(request) { count in
            pace.sent(count)
            progress(count, pace.total, pace.elapsed)
          })
      } catch {
        return .failure(error)
      }
    }
    group.addTask { () -> Result<Response, Failure>? in
      var delay = pace.policy.judgedAfter
      // A sleep that was cut short means that the answer is here or the run is being stopped.
      while (try? await sleep(delay)) != nil {
        if pace.isTooSlow {
          return .failure(Failure(.tryLater, "the upload is too slow", retry: .readsOnly))
        }
        progress(pace.sentByteCount, pace.total, pace.elapsed)
        delay = pace.policy.judgedEvery
      }
      return nil
    }
    defer { group.cancelAll() }
    for await result in group { if let result { return result } }
    return .failure(Failure(.interrupted, "the upload was interrupted"))
  }
  return try result.get()
}

/// How fast one attempt goes.
private final class UploadPace: Sendable {
  let total: Int
  let policy: UploadPolicy
  private let uptime: @Sendable () -> Duration
  private let start: Duration
  private let count = Mutex(0)

  init(total: Int, policy: UploadPolicy, uptime: @escaping @Sendable () -> Duration) {
    self.total = total
    self.policy = policy
    self.uptime = uptime
    start = uptime()
  }

  var elapsed: Duration { uptime() - start }

  var sentByteCount: Int { count.withLock { $0 } }

  func sent(_ byteCount: Int) { count.withLock { $0 = byteCount } }

  /// Whether, at the pace so far, the last byte leaves after the deadline.
  var isTooSlow: Bool {
    let sent = sentByteCount
    guard elapsed >= policy.judgedAfter, sent < total else { return false }
    return Double(sent) * (policy.deadline / .seconds(1)) < Double(total) * (elapsed / .seconds(1))
  }

  func failure(_ host: String) -> Failure {
    let needed = Double(total) / (policy.deadline / .seconds(1))
    let measured = Double(sentByteCount) / max(elapsed / .seconds(1), 0.001)
    return Failure(
      .tryLater,
      "the upload to \(host) is too slow: \(size(Double(total))) need at least \(size(needed))/s, "
        + "measured \(size(measured))/s",
      remedies: [
        "deploy an image: `image` instead of `package` in the target",
        "run the job on a machine in mainland China",
        "send less: `exclude` in the target's `package`",
      ], retry: .readsOnly)
  }
}

/// Decimal units, as in the storage's own documentation: `38 MB`, `1.5 MB`, `18 kB`.
private func size(_ byteCount: Double) -> String {
  let (value, unit) =
    switch byteCount {
    case ..<1000: (byteCount, "B")
    case ..<1_000_000: (byteCount / 1000, "kB")
    default: (byteCount / 1_000_000, "MB")
    }
  let tenths = Int((value * 10).rounded())
  return value >= 10 || tenths % 10 == 0
    ? "\(Int(value.rounded())) \(unit)" : "\(tenths / 10).\(tenths % 10) \(unit)"
}
