import Model
import Synchronization

/// One request and its answer, as seen by the task that waits. It ends once: with the last byte, at the deadline, at the
/// size limit, or when the caller is cancelled.
final class Exchange: Sendable {
  private struct State {
    var waiting: CheckedContinuation<Result<Response, Failure>, Never>?
    var result: Result<Response, Failure>?
  }

  let request: Request
  let origin: Origin
  let proxy: ProxyAddress?
  private let sent: (@Sendable (Int) -> Void)?
  private let state = Mutex(State())

  init(
    _ request: Request, to origin: Origin, by proxy: ProxyAddress?, sent: (@Sendable (Int) -> Void)?
  ) {
    self.request = request
    self.origin = origin
    self.proxy = proxy
    self.sent = sent
  }

  /// Starts the request unless it has already ended, and waits for its end.
  func result(start: () -> Void) async -> Result<Response, Failure> {
    await withCheckedContinuation { continuation in
      let early = state.withLock { state in
        if state.result == nil { state.waiting = continuation }
        return state.result
      }
      if let early { continuation.resume(returning: early) } else { start() }
    }
  }

  /// Only the first call has an effect.
  func end(_ result: Result<Response, Failure>) {
    let waiting = state.withLock { state in
      guard state.result == nil else { return nil as CheckedContinuation<Result<Response, Failure>, Never>? }
      state.result = result
      defer { state.waiting = nil }
      return state.waiting
    }
    waiting?.resume(returning: result)
  }

  var isOver: Bool { state.withLock { $0.result != nil } }

  var reportsProgress: Bool { sent != nil }

  /// That many bytes of the body have been sent so far.
  func progressed(_ byteCount: Int) {
    if !isOver { sent?(byteCount) }
  }
}
