/// A value that must not be printed. Only `reveal()` returns it, so every use can be found by name.
package struct Secret: Equatable, Sendable, CustomStringConvertible, CustomDebugStringConvertible {
  private let value: String

  /// In characters. Shorter values are not masked: that would hide ordinary text.
  package static let shortestMasked = 4

  package init(_ value: String) { self.value = value }

  /// The value itself: for signing and for request headers only.
  package func reveal() -> String { value }

  package var description: String { "…" }
  package var debugDescription: String { "…" }
}

extension Secret: CustomReflectable {
  package var customMirror: Mirror { Mirror(self, children: []) }
}
