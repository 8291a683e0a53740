/// A tag: `[A-Za-z0-9_][A-Za-z0-9._-]{0,127}` (OCI distribution specification 1.1, "Pulling manifests"). Checked
/// before anything is sent: registries answer an invalid tag like a wrong address.
package struct ImageTag: Equatable, Hashable, Sendable, CustomStringConvertible {
  package let description: String

  package init?(_ text: String) {
    func isAllowed(_ byte: UInt8) -> Bool {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"): true
      default: false
      }
    }
    guard let first = text.utf8.first, isAllowed(first), text.utf8.count <= 128,
      text.utf8.allSatisfy({ isAllowed($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") })
    else { return nil }
    description = text
  }
}

/// The SHA-256 of a manifest or blob as registries write it: `sha256:` and 64 lower-case hexadecimal digits.
package struct ImageDigest: Equatable, Hashable, Sendable, CustomStringConvertible {
  package let description: String

  /// Nil for anything else, digests of other algorithms included.
  package init?(_ text: String) {
    guard text.hasPrefix("sha256:"), text.utf8.count == 71,
      text.utf8.dropFirst(7).allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
    else { return nil }
    description = text
  }

  /// The digits of a hash that was just computed.
  package init(sha256Hex digits: String) { description = "sha256:\(digits)" }
}

/// One image of a repository.
package struct ImageReference: Equatable, Hashable, Sendable, CustomStringConvertible {
  package enum Selector: Equatable, Hashable, Sendable, CustomStringConvertible {
    case tag(ImageTag)
    case digest(ImageDigest)

    package var description: String {
      switch self {
      case .tag(let tag): tag.description
      case .digest(let digest): digest.description
      }
    }
  }

  package var repository: ImageRepository
  package var selector: Selector

  package init(_ repository: ImageRepository, _ selector: Selector) {
    self.repository = repository
    self.selector = selector
  }

  package var tag: ImageTag? { if case .tag(let tag) = selector { tag } else { nil } }

  /// In full: `docker.io/library/nginx:1`.
  package var description: String { "\(repository)\(selectorText)" }

  /// As written, which is also what is sent to a cloud: `nginx:1`.
  package var name: String { repository.name + selectorText }

  /// A short form for use next to another image: only the tag or digest if the repository is the same.
  package func name(in other: ImageRepository) -> String { repository == other ? "\(selector)" : name }

  private var selectorText: String {
    switch selector {
    case .tag(let tag): ":\(tag)"
    case .digest(let digest): "@\(digest)"
    }
  }

  /// `registry/repository:tag`, `…@digest`, or both, where the digest wins. Nil when it has neither: a default
  /// tag is never added.
  package init?(_ text: String) {
    let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    var name = parts[0]
    var tag: ImageTag?
    if let colon = name.lastIndex(of: ":"), !name[colon...].contains("/") {
      tag = ImageTag(String(name[name.index(after: colon)...]))
      guard tag != nil else { return nil }
      name = String(name[..<colon])
    }
    guard let repository = ImageRepository(name) else { return nil }
    self.repository = repository
    if parts.count == 2 {
      guard let digest = ImageDigest(parts[1]) else { return nil }
      selector = .digest(digest)
    } else {
      guard let tag else { return nil }
      selector = .tag(tag)
    }
  }

  /// The image that a target's `from` names: a tag or digest of the target's repository, or a whole reference.
  package init?(from text: String, in repository: ImageRepository) {
    if let digest = ImageDigest(text) {
      self.init(repository, .digest(digest))
    } else if let tag = ImageTag(text) {
      self.init(repository, .tag(tag))
    } else {
      self.init(text)
    }
  }
}

/// A repository for images: a registry and a path in it. A value of this type is valid in a request.
///
/// Grammar: `domain` and `remote-name` of distribution/reference (regexp.go and reference.go, read 2026-11-21).
package struct ImageRepository: Sendable, CustomStringConvertible {
  /// The host, with its port when one is written. Docker Hub is `docker.io`.
  package let registry: String
  /// Lower-case components between slashes, e.g. `acme/api`.
  package let path: String
  /// As it was written: `nginx` for `docker.io/library/nginx`.
  package let name: String

  package static let hub = "docker.io"
  private static let longest = 255

  /// Nil when the text is not a valid repository. The first component is a registry if it is `localhost` or has a dot
  /// or a colon; without a registry, the repository is on Docker Hub, where a single name is below `library/`.
  package init?(_ text: String) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let first = parts[0]
    guard parts.count == 2, first == "localhost" || first.contains(".") || first.contains(":") else {
      self.init(text, registry: Self.hub, path: parts.count == 1 ? "library/\(text)" : text)
      return
    }
    let isHub = first == Self.hub || first == "index.\(Self.hub)"
    let path = isHub && !parts[1].contains("/") ? "library/\(parts[1])" : parts[1]
    self.init(text, registry: isHub ? Self.hub : first, path: path)
  }

  /// The repository of an image, with a tag, a digest, both or neither after it.
  package init?(ofImage text: String) {
    var name = text.prefix { $0 != "@" }
    if let colon = name.lastIndex(of: ":"), !name[colon...].contains("/") { name = name[..<colon] }
    self.init(String(name))
  }

  private init?(_ name: String, registry: String, path: String) {
    guard Self.isRegistry(registry), "\(registry)/\(path)".utf8.count <= Self.longest,
      path.split(separator: "/", omittingEmptySubsequences: false).allSatisfy(Self.isComponent)
    else { return nil }
    self.name = name
    self.registry = registry
    self.path = path
  }

  package var description: String { "\(registry)/\(path)" }

  /// The registry as written; nil when there is none, which means Docker Hub.
  package var writtenRegistry: String? {
    guard let first = name.split(separator: "/", maxSplits: 1).first, first.count < name.count,
      first == "localhost" || first.contains(".") || first.contains(":")
    else { return nil }
    return String(first)
  }

  /// A host name or an address, with or without a port.
  private static func isRegistry(_ text: String) -> Bool {
    var (host, port) = (text[...], Substring?.none)
    var signs = "abcdefghijklmnopqrstuvwxyz0123456789.-"
    if text.first == "[" {
      guard let end = text.firstIndex(of: "]") else { return false }
      let rest = text[text.index(after: end)...]
      guard rest.isEmpty || rest.first == ":" else { return false }
      (host, port) = (text[text.index(after: text.startIndex)..<end], rest.isEmpty ? nil : rest.dropFirst())
      signs = "0123456789abcdef:."
    } else if let colon = text.firstIndex(of: ":") {
      (host, port) = (text[..<colon], text[text.index(after: colon)...])
    }
    let allowed = Array(signs.utf8)
    guard !host.isEmpty, host.lowercased().utf8.allSatisfy(allowed.contains) else { return false }
    guard let port else { return true }
    return port.utf8.allSatisfy { (0x30...0x39).contains($0) } && (1...65_535).contains(Int(port) ?? 0)
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
}

extension ImageRepository: Hashable {
  /// The same repository, however it was written.
  package static func == (one: ImageRepository, other: ImageRepository) -> Bool {
    one.registry == other.registry && one.path == other.path
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(registry)
    hasher.combine(path)
  }
}
