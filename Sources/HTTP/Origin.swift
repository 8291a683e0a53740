import Model

/// Where a URL points: scheme, host and port (RFC 6454). Credentials belong to one origin.
package struct Origin: Equatable, Hashable, Sendable {
  /// `http` or `https`.
  package let scheme: String
  /// Lower case; an IPv6 address without its brackets.
  package let host: String
  package let port: Int

  /// Nil for anything but a plain absolute http or https URL: user information (`user@`), a backslash, a host
  /// outside letters, digits, `.`, `-`, `_` or a bracketed IPv6 address make different parsers see different
  /// hosts.
  package init?(of url: String) {
    guard let colon = url.firstRange(of: "://") else { return nil }
    let scheme = url[..<colon.lowerBound].lowercased()
    guard scheme == "http" || scheme == "https" else { return nil }
    let rest = url[colon.upperBound...]
    let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    guard let (host, portText) = Self.split(authority) else { return nil }
    self.scheme = scheme
    self.host = host
    guard let portText else {
      port = Self.defaultPort(scheme)
      return
    }
    guard portText.utf8.allSatisfy(\.isDigit), let port = Int(portText),
      (1...65535).contains(port)
    else { return nil }
    self.port = port
  }

  /// The host, with the port when it is not the scheme's own.
  package var name: String {
    let host = self.host.contains(":") ? "[\(self.host)]" : self.host
    return port == Self.defaultPort(scheme) ? host : "\(host):\(port)"
  }

  /// Whether the host is this machine by its name alone: `localhost`, `::1`, 127.0.0.0/8. DNS is not used.
  package var isLoopback: Bool {
    if host == "localhost" || host == "::1" { return true }
    let octets = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
    return octets.count == 4 && octets[0] == 127 && !octets.contains(nil)
  }

  private static func defaultPort(_ scheme: String) -> Int { scheme == "https" ? 443 : 80 }

  private static func split(_ authority: Substring) -> (host: String, port: Substring?)? {
    if authority.first == "[" {
      guard let end = authority.firstIndex(of: "]") else { return nil }
      let host = authority[authority.index(after: authority.startIndex)..<end].lowercased()
      let rest = authority[authority.index(after: end)...]
      guard !host.isEmpty, host.utf8.allSatisfy({ Array("0123456789abcdef:.".utf8).contains($0) }) else {
        return nil
      }
      if rest.isEmpty { return (host, nil) }
      return rest.first == ":" ? (host, rest.dropFirst()) : nil
    }
    let parts = authority.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts.first else { return nil }
    let host = first.lowercased()
    let allowed = Array("abcdefghijklmnopqrstuvwxyz0123456789.-_".utf8)
    guard !host.isEmpty, host.utf8.allSatisfy(allowed.contains) else { return nil }
    return (host, parts.count == 2 ? parts[1] : nil)
  }
}
