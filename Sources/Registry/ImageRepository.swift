import HTTP

/// Where an image is, without which one: a registry and a repository in it. A value of this type can be sent.
///
/// Grammar: `domain` and `remote-name` of distribution/reference (regexp.go and reference.go, read 2026-11-21).
package struct ImageRepository: Equatable, Hashable, Sendable, CustomStringConvertible {
  /// The host, with its port when one is written. Docker Hub is `docker.io`.
  package let registry: String
  /// Lower-case components between slashes, e.g. `acme/api`.
  package let path: String

  package static let hub = "docker.io"
  private static let longest = 255

  /// Nil when the text is no repository. The first component is a registry when it is `localhost` or has a dot or
  /// a colon; without a registry it is Docker Hub's, and a single name is below its `library/`.
  package init?(_ text: String) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let first = parts[0]
    guard parts.count == 2, first == "localhost" || first.contains(".") || first.contains(":") else {
      self.init(registry: Self.hub, path: parts.count == 1 ? "library/\(text)" : text)
      return
    }
    let isHub = first == Self.hub || first == "index.\(Self.hub)"
    let path = isHub && !parts[1].contains("/") ? "library/\(parts[1])" : parts[1]
    self.init(registry: isHub ? Self.hub : first, path: path)
  }

  private init?(registry: String, path: String) {
    guard let origin = Origin(of: "https://\(registry)"), !origin.host.contains("_"),
      "\(registry)/\(path)".utf8.count <= Self.longest,
      path.split(separator: "/", omittingEmptySubsequences: false).allSatisfy(Self.isComponent)
    else { return nil }
    self.registry = registry
    self.path = path
  }

  /// `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*`
  private static func isComponent(_ text: Substring) -> Bool {
    func isWord(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) }
    guard let first = text.utf8.first, let last = text.utf8.last, isWord(first), isWord(last) else {
      return false
    }
    return text.split { $0.utf8.allSatisfy(isWord) }.allSatisfy { separator in
      [".", "_", "__"].contains(separator) || separator.allSatisfy { $0 == "-" }
    }
  }

  /// Where its API is, without a slash at the end: https, and plain http on this machine.
  package var endpoint: String {
    if registry == Self.hub { return "https://registry-1.docker.io" }
    let isHere = Origin(of: "https://\(registry)")?.isLoopback ?? false
    return "\(isHere ? "http" : "https")://\(registry)"
  }

  package var description: String { "\(registry)/\(path)" }
}
