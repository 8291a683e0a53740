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

extension Unicode.Scalar {
  /// Whether a reader would not see it, or would see something else: controls, line ends, and what is invisible or changes the
  /// direction of text.
  package var isInvisible: Bool {
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse: true
    default: false
    }
  }
}
