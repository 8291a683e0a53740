/// A URL as it may be shown: without user information, query and fragment, where signatures and tokens are.
package func redacted(_ url: String) -> String {
  let shown = url.prefix { $0 != "?" && $0 != "#" }
  guard let scheme = shown.firstRange(of: "://") else { return String(shown) }
  let authority = shown[scheme.upperBound...].prefix { $0 != "/" && $0 != "\\" }
  guard let at = authority.lastIndex(of: "@") else { return String(shown) }
  return String(shown[..<scheme.upperBound]) + shown[shown.index(after: at)...]
}
