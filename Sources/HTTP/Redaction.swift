/// A URL as it may be shown: without user information, query and fragment, where signatures and tokens are.
package func redacted(_ url: String) -> String {
  let shown = url.prefix { $0 != "?" && $0 != "#" }
  guard let scheme = shown.firstRange(of: "://") else { return String(shown) }
  // git takes a backslash as a part of the user: DOMAIN\user.
  let authority = shown[scheme.upperBound...].prefix { $0 != "/" }
  // A slash in a password ends the authority too early.
  let isCut = !authority.contains("@") && !authority.hasPrefix("[") && !hasPort(authority)
  guard let at = (isCut ? shown : authority).lastIndex(of: "@") else {
    return isCut ? "\(shown[..<scheme.upperBound])…" : String(shown)
  }
  return String(shown[..<scheme.upperBound]) + shown[shown.index(after: at)...]
}

/// `host` or `host:8080`.
private func hasPort(_ authority: Substring) -> Bool {
  guard let colon = authority.firstIndex(of: ":") else { return true }
  return authority[colon...].dropFirst().utf8.allSatisfy { (0x30...0x39).contains($0) }
}
