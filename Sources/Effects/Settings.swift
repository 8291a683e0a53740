import HTTP
import Model

/// Variables whose values go into requests, and variables that go into templates.
extension World {
  /// The value of a variable that is sent to a server: a key, a token, a region. Surrounding white space is removed:
  /// a pasted line end or blank makes a wrong signature, or a header that cannot be sent.
  ///
  /// Failure: `.credentials` when a control character is inside.
  package func setting(_ name: String) throws(Failure) -> String? {
    guard let value = try variable(name).map({ (text) throws(Failure) in try sendable(text, of: name) }),
      !value.isEmpty
    else { return nil }
    return value
  }

  /// A text without the white space around it, which is reported once for each source. `source`: where it is from,
  /// e.g. the variable's name.
  package func sendable(_ text: String, of source: String) throws(Failure) -> String {
    let trimmed = text.trimmed
    if trimmed.unicodeScalars.count != text.unicodeScalars.count, secrets.isFirstRemark(on: source) {
      tell(.notice("\(source) begins or ends with white space, which is not sent"))
    }
    if let control = trimmed.unicodeScalars.first(where: { $0.properties.generalCategory == .control }) {
      secrets.add(Secret(trimmed))
      let code = String(control.value, radix: 16, uppercase: true)
      throw Failure(
        .credentials,
        "\(source) contains a control character (U+\(String(repeating: "0", count: 4 - code.count))\(code))",
        remedies: ["set \(source) again, as one line"])
    }
    return trimmed
  }

  /// The value of a variable as a template may print it, nil when it is not set.
  ///
  /// Failure: `.configuration` when the value is, or contains, a secret, as it is or encoded: the registered secrets,
  /// the variables of the environment that are named like credentials, the password of an address.
  package func printable(_ name: String) throws(Failure) -> String? {
    guard let value = variable(name) else { return nil }
    let known = secrets.all + environment.flatMap { Self.secrets(of: $0.key, $0.value) }
    let long = known.filter { $0.count >= Self.shortestContained }
    guard known.contains(value) || masked(value, long) != value || Self.hasPassword(value) else {
      return value
    }
    throw Failure(
      .configuration, "the value of \(name) contains a credential, and templates are printed and sent",
      remedies: ["remove \(name) from \"allowEnv\""])
  }

  /// The variables of the environment for commands of a repository: without credentials of any kind, also those under
  /// other names, and without the settings of Sampan.
  package var variablesWithoutCredentials: [String: String] {
    let known = secrets.all
    let authorities = ["SSL_CERT_FILE", "SSL_CERT_DIR", "CURL_CA_BUNDLE"]
    return environment.filter { name, value in
      !OwnVariables.contains(name) && SecretName.word(in: name) == nil
        && (!OwnVariables.isSetting(name) || authorities.contains(name))
        && !Self.hasPassword(value) && !known.contains { value.contains($0) }
    }
  }

  /// Shorter secrets occur in ordinary words.
  private static let shortestContained = 8
  /// Shorter values under other tools' names are switches and counts: `PERSIST_CREDENTIALS=true`.
  private static let shortestForeign = 6

  /// What is secret of a variable that holds a secret: its value, and of an address or a JSON object
  /// (`DOCKER_AUTH_CONFIG`) the parts that are secret alone.
  private static func secrets(of name: String, _ text: String) -> [String] {
    guard OwnVariables.holdsSecret(name) else { return [] }
    let value = text.trimmed
    var parts: [String] = []
    if value.contains("://") {
      // A key in the path or the query; a host has dots.
      parts += value.split { "/?&=:@".contains($0) }.map(String.init)
        .filter { $0.count >= 16 && !$0.contains(".") }
    }
    for match in value.matches(of: #/"([^"]*)"\s*:\s*"([^"]*)"/#)
    where SecretName.word(in: String(match.output.1)) != nil {
      let part = String(match.output.2)
      parts.append(part)
      // `user:password`, in the file of docker.
      guard let login = base64Decoded(part) else { continue }
      parts += String(decoding: login, as: UTF8.self).split(separator: ":", maxSplits: 1).dropFirst()
        .map(String.init)
    }
    let shortest = OwnVariables.contains(name) ? 1 : shortestForeign
    return ([value].filter { $0.count >= shortest }) + parts.filter { $0.count >= shortestForeign }
  }

  /// `scheme://user:password@host`
  private static func hasPassword(_ value: String) -> Bool {
    value.ranges(of: "://").contains { scheme in
      let authority = value[scheme.upperBound...].prefix { $0 != "/" && !$0.isWhitespace }
      guard let at = authority.lastIndex(of: "@") else { return false }
      return authority[..<at].contains(":")
    }
  }
}

extension String {
  /// Without white space, line ends, zero-width spaces and byte order marks at both ends.
  var trimmed: String {
    func isBlank(_ scalar: Unicode.Scalar) -> Bool {
      scalar.properties.isWhitespace || ["\u{FEFF}", "\u{200B}", "\0"].contains(scalar)
    }
    let scalars = unicodeScalars.drop(while: isBlank)
    guard let last = scalars.lastIndex(where: { !isBlank($0) }) else { return "" }
    return String(scalars[...last])
  }
}
