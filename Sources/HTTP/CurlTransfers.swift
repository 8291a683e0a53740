import Model
import Posix
import Synchronization

/// All transfers of a run, on one thread that only libcurl uses: it sleeps until a socket, a deadline or a caller
/// wakes it.
///
/// Requests that change nothing share connections; every other request gets its own, because libcurl silently
/// repeats a request whose kept connection turns out to be closed.
final class CurlTransfers: Sendable {
  private let queue: Queue

  private init(_ queue: Queue) { self.queue = queue }

  deinit { queue.close(Failure(.interrupted, "interrupted")) }

  static func start(userAgent: String, trust: TrustedCertificates) -> Result<CurlTransfers, Failure> {
    do throws(Failure) {
      let curl = try Curl.loaded.get()
      let queue = Queue()
      try startThread { queue.work(curl, userAgent: userAgent, trust: trust) }
      return .success(CurlTransfers(queue))
    } catch {
      return .failure(error)
    }
  }

  /// A cancelled caller returns at once and does not wait until libcurl has stopped the transfer.
  func send(_ exchange: Exchange) async -> Result<Response, Failure> {
    await withTaskCancellationHandler {
      await exchange.result { queue.add(exchange) }
    } onCancel: {
      exchange.end(.failure(Failure(.interrupted, "interrupted while waiting for \(exchange.origin.name)")))
      queue.wake()
    }
  }
}

/// How other threads reach the thread of libcurl.
private final class Queue: Sendable {
  private struct State {
    var added: [Exchange] = []
    /// Nil before the thread has started and after it has ended.
    var waker: CurlWaker?
    /// Why no more requests are accepted.
    var end: Failure?
  }

  private let state = Mutex(State())

  func add(_ exchange: Exchange) {
    let end = state.withLock { state in
      if state.end == nil {
        state.added.append(exchange)
        state.waker?.wake()
      }
      return state.end
    }
    if let end { exchange.end(.failure(end)) }
  }

  /// To be called when an exchange was ended by its caller.
  func wake() { state.withLock { $0.waker?.wake() } }

  /// Accepts no more requests; the thread ends.
  func close(_ end: Failure) {
    state.withLock { state in
      if state.end == nil { state.end = end }
      state.waker?.wake()
    }
  }

  // MARK: On libcurl's thread

  func work(_ curl: Curl, userAgent: String, trust: TrustedCertificates) {
    do throws(Failure) {
      let multi = try CurlMulti(curl, userAgent: userAgent, trust: trust)
      state.withLock { $0.waker = multi.waker }
      do throws(Failure) { try drive(multi) } catch { close(error) }
      // From here on no other thread can wake the handle, which is about to be freed.
      state.withLock { $0.waker = nil }
      ProcessEnd.delayed { multi.close(end) }
    } catch {
      close(error)
    }
    for exchange in state.withLock({ $0.added }) { exchange.end(.failure(end)) }
  }

  private var end: Failure { state.withLock { $0.end } ?? Failure(.interrupted, "interrupted") }

  private func drive(_ multi: CurlMulti) throws(Failure) {
    while let added = take() {
      let next = try ProcessEnd.delayed { () throws(Failure) in
        for exchange in added where !exchange.isOver { multi.add(exchange) }
        try multi.perform()
        return expire(multi)
      }
      try multi.poll(atMost: next.map { $0 - .now } ?? .seconds(600))
    }
  }

  private func take() -> [Exchange]? {
    state.withLock { state in
      guard state.end == nil else { return nil }
      defer { state.added = [] }
      return state.added
    }
  }

  /// Ends what is past its deadline, removes what has ended, and returns the next deadline.
  private func expire(_ multi: CurlMulti) -> ContinuousClock.Instant? {
    let now = ContinuousClock.now
    var next: ContinuousClock.Instant?
    for handle in multi.handles {
      let transfer = handle.transfer
      if !transfer.isConnected, now >= transfer.connectDeadline { transfer.isConnected = handle.mayHaveSent }
      let deadline = transfer.isConnected ? transfer.deadline : transfer.connectDeadline
      if now >= deadline {
        let exchange = transfer.exchange
        exchange.end(
          .failure(
            transfer.isConnected
              ? .noAnswer(from: exchange.origin, within: exchange.request.deadline)
              : .noConnection(
                to: exchange.origin, within: min(Transfer.longestConnecting, exchange.request.deadline))))
      }
      if transfer.exchange.isOver {
        multi.remove(handle)
      } else {
        next = min(next ?? deadline, deadline)
      }
    }
    return next
  }
}
