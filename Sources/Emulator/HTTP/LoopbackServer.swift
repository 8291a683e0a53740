import Glibc
import Model
import Synchronization

/// An HTTP/1.1 server on 127.0.0.1 with a port that the kernel picks. It has threads of its own, one per
/// connection; every wait is bounded, and `stop()` leaves neither thread nor open port behind.
package final class LoopbackServer: Sendable {
  package let port: Int
  /// `http://127.0.0.1:PORT`
  package var endpoint: String { "http://127.0.0.1:\(port)" }

  /// What the system's tools call this server's threads.
  package var threadName: String { "loopback-\(port)" }

  private let listener: Socket
  private let bell: Bell
  private let limits: ServerLimits
  private let screen: @Sendable (RequestHead) -> Interception?
  private let answer: @Sendable (RecordedRequest) -> Reply
  private let state = Mutex(State())

  private struct State {
    var requests: [RecordedRequest] = []
    var acceptor: WorkerThread?
    var workers: [Int: WorkerThread] = [:]
    /// Keys of workers that have nothing more to do.
    var idle: [Int] = []
    var isStopped = false
  }

  /// Starts to serve. `screen` sees a request before its body is read, `answer` after its last byte; both are
  /// called on the connections' threads, at the same time.
  package init(
    limits: ServerLimits = ServerLimits(),
    screen: @escaping @Sendable (RequestHead) -> Interception? = { _ in nil },
    answer: @escaping @Sendable (RecordedRequest) -> Reply
  ) throws(Failure) {
    bell = try Bell()
    (listener, port) = try Socket.listen()
    self.limits = limits
    self.screen = screen
    self.answer = answer
    let acceptor = try WorkerThread(threadName) { [self] in acceptConnections() }
    state.withLock { $0.acceptor = acceptor }
  }

  /// Every request that arrived in full, in the order in which they did.
  package var requests: [RecordedRequest] { state.withLock { $0.requests } }

  /// Closes every connection and the port, and waits for the threads, which takes milliseconds: the stop bell ends
  /// every wait. Calling it again does nothing. Not to be called from `screen` or `answer`.
  package func stop() {
    let isFirst = state.withLock { state in
      defer { state.isStopped = true }
      return !state.isStopped
    }
    guard isFirst else { return }
    bell.ring()
    // The acceptor first: after it, no new worker can appear.
    state.withLock { $0.acceptor }?.join()
    for worker in state.withLock({ Array($0.workers.values) }) { worker.join() }
    listener.close()
    bell.close()
  }

  private func acceptConnections() {
    var key = 0
    while let socket = listener.accept(unless: bell) {
      key += 1
      joinIdleWorkers()
      serve(socket, key: key)
    }
  }

  private func serve(_ socket: Socket, key: Int) {
    state.withLock { state in
      guard state.workers.count < limits.connections else { return socket.close() }
      // Inside the lock, so that the worker cannot report its end before it is known.
      let worker = try? WorkerThread(threadName) { [self] in
        var connection = Connection(socket, bell: bell, limits: limits)
        connection.serve(screen: screen) { request in
          record(request)
          return answer(request)
        }
        socket.close()
        self.state.withLock { $0.idle.append(key) }
      }
      if let worker { state.workers[key] = worker } else { socket.close() }
    }
  }

  private func record(_ request: RecordedRequest) { state.withLock { $0.requests.append(request) } }

  private func joinIdleWorkers() {
    let ended = state.withLock { state in
      defer { state.idle = [] }
      return state.idle.compactMap { state.workers.removeValue(forKey: $0) }
    }
    for worker in ended { worker.join() }
  }
}

/// A thread of its own, outside the cooperative pool: sockets block, and the pool has one thread per core.
struct WorkerThread: Sendable {
  private let id: pthread_t

  /// `name` is what the system's tools show: at most 15 bytes.
  init(_ name: String, _ work: @escaping @Sendable () -> Void) throws(Failure) {
    var id: pthread_t = 0
    let box = unsafe Unmanaged.passRetained(Work(name, work)).toOpaque()
    let status = unsafe pthread_create(
      &id, nil,
      { box in
        if let box = unsafe box { unsafe Unmanaged<Work>.fromOpaque(box).takeRetainedValue().start() }
        return nil
      }, box)
    guard status == 0 else {
      unsafe Unmanaged<Work>.fromOpaque(box).release()
      throw Failure(
        .defect, "no thread could be made", causes: ["\(unsafe String(cString: strerror(status)))"])
    }
    self.id = id
  }

  /// Waits for its end. Once per thread.
  func join() { _ = pthread_join(id, nil) }

  private final class Work: Sendable {
    private let name: String
    private let run: @Sendable () -> Void

    init(_ name: String, _ run: @escaping @Sendable () -> Void) {
      self.name = name
      self.run = run
    }

    func start() {
      // Swift does not see glibc's function for it.
      let file = unsafe open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
      if file >= 0 {
        _ = unsafe write(file, name, name.utf8.count)
        close(file)
      }
      run()
    }
  }
}
