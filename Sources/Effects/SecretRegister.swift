import Model
import Synchronization

/// The secrets of this run. Grows only; safe from any thread.
package final class SecretRegister: Sendable {
  private let values = Mutex<[String]>([])

  package init() {}

  /// Values shorter than 4 characters are not kept: masking them would blank ordinary text.
  package func add(_ secret: Secret) {
    let value = secret.reveal()
    guard value.count >= 4 else { return }
    values.withLock { if !$0.contains(value) { $0.append(value) } }
  }

  package var all: [String] { values.withLock { $0 } }
}
