import Synchronization

/// How many writes to a cloud were begun. An order that has failed may have been executed only if one of them was.
package final class WriteCount: Sendable {
  private let count = Mutex(0)

  package init() {}

  package var value: Int { count.withLock { $0 } }

  package func begin() { count.withLock { $0 += 1 } }
}
