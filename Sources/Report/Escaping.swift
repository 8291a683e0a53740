extension String {
  /// Every scalar for which the function has an escape replaced by it; the others stay.
  package func escaped(by escape: (Unicode.Scalar) -> String?) -> String {
    var result = ""
    for scalar in unicodeScalars {
      if let escaped = escape(scalar) { result += escaped } else { result.unicodeScalars.append(scalar) }
    }
    return result
  }

  /// Every scalar of the table replaced by its escape; the others stay.
  package func escaped(by table: [Unicode.Scalar: String]) -> String { escaped { table[$0] } }

  /// With blanks behind it, up to the width; longer text stays whole.
  func padded(_ width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
