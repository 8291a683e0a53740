import Glibc
import Posix
import Synchronization

/// The open file that a lock lives on.
final class HeldLock: Sendable {
  private let file: Mutex<Descriptor?>

  init(_ file: consuming Descriptor) { self.file = Mutex(file) }

  /// Unlocks before it closes: a program that is being started holds a copy of the descriptor until its `exec`.
  func release() {
    file.withLock { file in
      if let number = file?.number { _ = flock(number, LOCK_UN) }
      file = nil
    }
  }
}
