/// The one door to the terminal and to CI's log.
package final class Console: Sendable {
  package enum Stream: Sendable { case output, errors }

  package init() {}
  package func write(_ line: String, to stream: Stream) {}
  package func progress(_ text: String?) {}
  package func isTerminal(_ stream: Stream) -> Bool { false }
  package var width: Int? { nil }
}
