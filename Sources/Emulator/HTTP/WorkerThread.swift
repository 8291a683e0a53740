import Foundation
import Glibc
import Model

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
      throw Failure(.defect, "no thread could be made", causes: [unsafe String(cString: strerror(status))])
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
      Thread.current.name = name
      run()
    }
  }
}
