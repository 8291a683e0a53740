import HTTP

/// One authentication scheme, from a `WWW-Authenticate` header (RFC 9110 §11.6.1).
package struct Challenge: Equatable, Sendable {
  /// Lower case: `basic`, `bearer`.
  package var scheme: String
  /// Names in lower case.
  package var parameters: [String: String]

  package init(scheme: String, parameters: [String: String]) {
    self.scheme = scheme
    self.parameters = parameters
  }

  /// All challenges of a header, or of several joined by commas. Commas inside quotes, spaces after commas and values
  /// without quotes are accepted; invalid parts are skipped.
  package static func parse(_ text: String) -> [Challenge] {
    var challenges: [Challenge] = []
    var rest = Substring(text)
    while true {
      rest = rest.drop { $0 == " " || $0 == "\t" || $0 == "," }
      guard !rest.isEmpty else { return challenges }
      let word = rest.prefix { !" \t,=\"".contains($0) }
      rest = rest.dropFirst(word.count)
      guard !word.isEmpty else {
        // A stray `=` or quote.
        rest = rest.dropFirst()
        continue
      }
      let behind = rest.drop { $0 == " " || $0 == "\t" }
      guard behind.first == "=", !challenges.isEmpty else {
        challenges.append(Challenge(scheme: word.lowercased(), parameters: [:]))
        continue
      }
      rest = behind.dropFirst().drop { $0 == " " || $0 == "\t" }
      challenges[challenges.count - 1].parameters[word.lowercased()] = value(&rest)
    }
  }

  /// A quoted string, or the text before the next comma or blank.
  private static func value(_ rest: inout Substring) -> String {
    guard rest.first == "\"" else {
      let word = rest.prefix { !" \t,".contains($0) }
      rest = rest.dropFirst(word.count)
      return String(word)
    }
    rest = rest.dropFirst()
    var value = ""
    while let character = rest.popFirst(), character != "\"" {
      if character == "\\", let escaped = rest.popFirst() {
        value.append(escaped)
      } else {
        value.append(character)
      }
    }
    return value
  }

  /// The first challenge that is supported; nil if there is none.
  static func answerable(in response: Response) -> Challenge? {
    response.headers.lazy.filter { $0.name.lowercased() == "www-authenticate" }
      .flatMap { parse($0.value) }
      .first { $0.scheme == "basic" || $0.scheme == "bearer" && $0.parameters["realm"] != nil }
  }
}
