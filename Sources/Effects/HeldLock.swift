import Synchronization

/// The open file that a lock lives on; closing it gives the lock back.
final class HeldLock: Sendable {
  private let file: Mutex<Descriptor?>

  init(_ file: consuming Descriptor) { self.file = Mutex(file) }

  func release() { file.withLock { $0 = nil } }
}
