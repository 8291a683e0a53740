import Model

/// Recognises what a config file must not contain: secrets and endpoints.
enum Credentials {
  static let secretRemedies: [Text] = [
    """
    set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, or ALIBABA_CLOUD_ACCESS_KEY_ID and \
    ALIBABA_CLOUD_ACCESS_KEY_SECRET, in the environment of the CI job
    """,
    "remove it from this file; if it was ever committed, revoke it",
  ]
  static let endpointRemedies: [Text] = [
    "set SAMPAN_ENDPOINT_TENCENT, SAMPAN_ENDPOINT_ALIBABA or SAMPAN_ENDPOINT_WECHAT in the environment"
  ]

  private static let secretNames: Set = [
    "token", "accesstoken", "securitytoken", "sessiontoken", "apikey", "accesskey", "accesskeyid",
    "privatekey",
    "secret", "passwd",
  ]
  private static let secretEndings = ["secretid", "secretkey", "keysecret", "appsecret", "password"]

  /// Whether the value of a key would be a secret.
  static func namesSecret(_ key: String) -> Bool {
    let plain = String(Spelling.plain(key))
    return secretNames.contains(plain) || secretEndings.contains(where: plain.hasSuffix)
  }

  /// Whether a key would send requests to another host.
  static func namesEndpoint(_ key: String) -> Bool {
    let plain = String(Spelling.plain(key))
    return plain.hasSuffix("endpoint") || plain.hasSuffix("endpoints")
  }

  /// Why templates must not use a variable; nil if they may.
  static func objection(toPrinting name: String) -> Text? {
    if let word = SecretName.word(in: name) { return "is named like a secret (\(word))" }
    if OwnVariables.contains(name) { return "is a variable for credentials" }
    if OwnVariables.isSetting(name) { return "is a setting of sampan" }
    return OwnVariables.proxies.contains(name.uppercased()) ? "may contain the password of a proxy" : nil
  }

  /// Access key ids: their prefix and minimum length.
  private static let keyIDs: [(start: [Unicode.Scalar], length: Int, name: Text)] = [
    (Array("AKID".unicodeScalars), 36, "a Tencent Cloud SecretId"),
    (Array("LTAI".unicodeScalars), 16, "an Alibaba Cloud AccessKey ID"),
  ]

  /// Masks everything that looks like an access key id, also in comments, so that no later message can print it.
  static func mask(in source: inout SourceText, _ findings: inout Findings) {
    for index in source.scalars.indices {
      guard let (name, end) = keyID(at: index, in: source.scalars) else { continue }
      findings.add(
        .secret,
        "this looks like \(name); secrets are read from the environment, never from this file",
        at: source.place(at: index), remedies: secretRemedies)
      source.mask(index..<end)
    }
  }

  private static func keyID(at index: Int, in scalars: [Unicode.Scalar]) -> (name: Text, end: Int)? {
    guard scalars[index] == "A" || scalars[index] == "L" else { return nil }
    if let previous = scalars[safely: index - 1], previous.isAlphanumeric { return nil }
    let rest = scalars[index...]
    guard let kind = keyIDs.first(where: { rest.starts(with: $0.start) }) else { return nil }
    // Ids of temporary keys contain - and _.
    let end = rest.firstIndex { !$0.isAlphanumeric && $0 != "-" && $0 != "_" } ?? rest.endIndex
    return end - index < kind.length ? nil : (kind.name, end)
  }
}
