import Model
import Synchronization

/// The secrets of this run. Grows only; safe from any thread.
package final class SecretRegister: Sendable {
  private let values = Mutex<[String]>([])
  private let sources = Mutex<Set<String>>([])

  package init() {}

  /// Values that are too short to be masked are not kept.
  package func add(_ secret: Secret) {
    let value = secret.reveal()
    guard value.count >= Secret.shortestMasked else { return }
    values.withLock { if !$0.contains(value) { $0.append(value) } }
  }

  package var all: [String] { values.withLock { $0 } }

  /// True once for each name, so that each source is reported once.
  func isFirstRemark(on source: String) -> Bool { sources.withLock { $0.insert(source).inserted } }
}
