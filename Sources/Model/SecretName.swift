/// Names of variables whose values are secret by convention.
package enum SecretName {
  /// The word in a name that marks its value as secret; nil when there is none. Words end at `_`, `-`, `.`, a digit,
  /// and where upper case follows lower case.
  package static func word(in name: String) -> String? {
    // The shell's working directory.
    if name == "PWD" { return nil }
    return words(of: name).first(where: isSecret)
  }

  private static let whole: Set = [
    "SECRET", "KEY", "PASS", "PWD", "TOKEN", "TICKET", "AUTH", "OAUTH", "CREDENTIAL", "CRED", "PAT",
    "PRIVATE",
    "COOKIE", "DSN", "JWT", "PW", "PSK", "BEARER", "OTP", "TOTP",
  ]
  /// Also as a part of a longer word, in any position.
  private static let glued = [
    "PASSWORD", "PASSWD", "PASSPHRASE", "PASSCODE", "CREDENTIAL", "PRIVATEKEY", "AUTHORIZATION", "AUTHTOKEN",
  ]
  /// What may precede KEY, PASS and PWD in one word. The ending alone is not enough: monkey, compass.
  private static let owners: Set = [
    "ACCESS", "ACCOUNT", "ADMIN", "API", "APP", "AUTH", "CLIENT", "CRYPT", "DB", "DEPLOY", "ENCRYPTION",
    "FTP",
    "GPG", "HOST", "LICENSE", "MAIL", "MASTER", "MYSQL", "PG", "PGP", "PUBLIC", "REDIS", "ROOT", "RSA",
    "SECRET",
    "SECRETACCESS", "SERVICE", "SIGNING", "SMTP", "SQL", "SSH", "SSL", "TLS", "USER",
  ]

  /// May follow one of the above: KEYFILE, TICKETID.
  private static let endings = ["FILE", "ID", "DATA"]

  private static func isSecret(_ word: String) -> Bool {
    if endings.contains(where: { word.hasSuffix($0) && isSecret(String(word.dropLast($0.count))) }) {
      return true
    }
    let singular = word.hasSuffix("S") && word != "PASS" ? String(word.dropLast()) : word
    if whole.contains(singular) || glued.contains(where: word.contains) { return true }
    if word.hasSuffix("AUTH") { return true }
    if singular.hasSuffix("TOKEN") || singular.hasSuffix("SECRET") || word.hasPrefix("SECRET") {
      return !word.hasPrefix("SECRETAR")
    }
    return ["KEY", "KEYS", "PASS", "PWD"].contains { ending in
      word.hasSuffix(ending) && owners.contains(String(word.dropLast(ending.count)))
    }
  }

  /// In upper case.
  private static func words(of name: String) -> [String] {
    let letters = Array(name)
    var words = [""]
    for (index, letter) in letters.enumerated() {
      guard letter.isLetter else {
        words.append("")
        continue
      }
      let follows = index > 0 && letters[index - 1].isLowercase
      let leads =
        index + 1 < letters.count && letters[index + 1].isLowercase && index > 0
        && letters[index - 1].isUppercase
      if letter.isUppercase, follows || leads { words.append("") }
      words[words.count - 1] += letter.uppercased()
    }
    return words
  }
}
