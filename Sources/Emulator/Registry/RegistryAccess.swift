import Digest
import Model

/// Who may do what at the emulated registry.
package enum RegistryAccess: Sendable {
  /// Everybody, everything.
  case open
  /// Scheme Basic, as htpasswd gives it.
  case basic([Account])
  /// Scheme Bearer, with a token server on a port of its own.
  case bearer(Tokens)

  package struct Account: Equatable, Sendable {
    package var user: String
    package var password: String
    package var mayPush: Bool

    package init(user: String, password: String, mayPush: Bool = true) {
      self.user = user
      self.password = password
      self.mayPush = mayPush
    }
  }

  package struct Tokens: Sendable {
    package var accounts: [Account]
    /// Given without credentials, a token may pull.
    package var welcomesStrangers = false
    /// How many requests a token is good for; nil: any number.
    package var requestsPerToken: Int?
    /// What a token server says of a token's lifetime, in seconds.
    package var expiresIn: Int? = 300
    /// Identity tokens by the account they stand for; empty: the server knows no POST.
    package var identityTokens: [String: String] = [:]
    /// Named in the challenge instead of the token server's address.
    package var realm: String?

    package init(_ accounts: [Account]) { self.accounts = accounts }
  }
}

/// Base64 of `user:password`, as it stands behind `Basic `.
struct BasicProof {
  var user: String
  var password: String

  init?(_ authorization: String?) {
    let words = (authorization ?? "").split(separator: " ", maxSplits: 1)
    guard words.count == 2, words[0].lowercased() == "basic", let bytes = base64Decoded(String(words[1]))
    else {
      return nil
    }
    let parts = String(decoding: bytes, as: UTF8.self)
      .split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else { return nil }
    user = String(parts[0])
    password = String(parts[1])
  }
}
