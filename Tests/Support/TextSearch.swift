import Model

/// Messages as a person reads them, for expectations.
extension Text {
  package func contains(_ part: String) -> Bool { description.contains(part) }
  package func hasPrefix(_ start: String) -> Bool { description.hasPrefix(start) }
  package func hasSuffix(_ end: String) -> Bool { description.hasSuffix(end) }
}
