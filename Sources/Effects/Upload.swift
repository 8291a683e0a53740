import HTTP
import Model
import Synchronization

/// The limits of an upload to a presigned address. The defaults are those of the object storage behind
/// CloudBase Run: a body that takes longer than 200 s is answered `400 UserNetworkTooSlow` (observed, not
/// documented).
package struct UploadPolicy: Equatable, Sendable {
  package var attempts = 5
  /// For one attempt.
  package var deadline = Duration.seconds(190)
  /// When an attempt is first judged by its projected end.
  package var judgedAfter = Duration.seconds(20)
  /// Between later judgements.
  package var judgedEvery = Duration.seconds(5)

  package init() {}
}

/// How an upload ended, when the storage answered.
package enum UploadResult: Equatable, Sendable {
  case stored(Response)
  /// 403 from the storage itself: the address has expired or its signature is refused. Request a new address once,
  /// then throw the failure.
  case refused(Failure)
}

extension World {
  /// Sends a file to a presigned address by PUT, again after every temporary failure: storing the same object twice
  /// is the same as once. An attempt that will not end by its deadline is given up early. Progress is reported.
  ///
  /// `confirm` fails where a 2xx answer does not prove that the storage has the file: captive portals and proxies
  /// answer 200, too. What it throws counts as the attempt's failure. The address is a secret: failures name its host
  /// only.
  package func upload(
    _ file: PackageFile, to url: String, headers: [Header] = [], policy: UploadPolicy = UploadPolicy(),
    confirm: (Response) throws(Failure) -> Void
  ) async throws(Failure) -> UploadResult {
    let request = Request(
      "PUT", url, headers: headers, body: .file(path: file.path, byteCount: file.byteCount),
      deadline: policy.deadline, maxAnswerBytes: 1024 * 1024)
    var retries = RetryPolicy()
    retries.attempts = policy.attempts
    return try await retrying(.read, nil, policy: retries, again: "uploading again") {
      () async throws(Failure) -> UploadResult in
      try await stored(request, UploadPace(total: file.byteCount, policy: policy, uptime: uptime), confirm)
    }
  }

  /// One attempt.
  private func stored(
    _ request: Request, _ pace: UploadPace, _ confirm: (Response) throws(Failure) -> Void
  ) async throws(Failure) -> UploadResult {
    let host = Origin(of: request.url)?.name ?? redacted(request.url)
    let response: Response
    do throws(Failure) {
      response = try await send(request, pace)
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

  /// Sends and measures: ends with the answer, or when the upload is too slow.
  private func send(_ request: Request, _ pace: UploadPace) async throws(Failure) -> Response {
    let (transport, sleep, tell) = (transport, sleep, tell)
    let progress = { @Sendable (count: Int) -> Void in
      tell(.uploaded(byteCount: count, of: pace.total, elapsed: pace.elapsed))
    }
    let result = await withTaskGroup(of: Result<Response, Failure>?.self) { group in
      group.addTask { () -> Result<Response, Failure>? in
        do throws(Failure) {
          return .success(
            try await transport.send(request) { count in
              pace.sent(count)
              progress(count)
            })
        } catch {
          return .failure(error)
        }
      }
      group.addTask { () -> Result<Response, Failure>? in
        var delay = pace.policy.judgedAfter
        // A sleep that was cancelled means that the answer has arrived or the run is being stopped.
        while (try? await sleep(delay)) != nil {
          if pace.isTooSlow {
            return .failure(Failure(.tryLater, "the upload is too slow", retry: .readsOnly))
          }
          progress(pace.sentByteCount)
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
      """
      the upload to \(host) is too slow: \(Amounts.bytes(total)) need at least \(Amounts.bytes(Int(needed)))/s, \
      measured \(Amounts.bytes(Int(min(measured, 1e15))))/s
      """,
      remedies: [
        "deploy an image: \"image\" instead of \"package\" in the target",
        "run the job on a machine in mainland China",
        "reduce the package: add \"exclude\" to \"package\"",
      ], retry: .readsOnly)
  }
}
