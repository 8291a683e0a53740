extension String {
  /// Replaces every scalar for which the function returns an escape.
  package func escaped(by escape: (Unicode.Scalar) -> String?) -> String {
    var result = ""
    for scalar in unicodeScalars {
      if let escaped = escape(scalar) { result += escaped } else { result.unicodeScalars.append(scalar) }
    }
    return result
  }

  /// Replaces every scalar in the table with its escape.
  package func escaped(by table: [Unicode.Scalar: String]) -> String { escaped { table[$0] } }
}
