import Digest
import Model

/// A tag: `[A-Za-z0-9_][A-Za-z0-9._-]{0,127}` (OCI distribution specification 1.1, "Pulling manifests"). Checked
/// before anything is sent: registries answer a bad one as they answer a wrong address.
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

  package init(of bytes: [UInt8]) { description = "sha256:" + sha256Hex(bytes) }
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

  package var description: String {
    switch selector {
    case .tag(let tag): "\(repository):\(tag)"
    case .digest(let digest): "\(repository)@\(digest)"
    }
  }

  /// `registry/repository:tag`, `…@digest`, or both, where the digest wins. Nil when it names neither: a tag is
  /// never made up.
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

  /// What a target's `from` names: a tag or digest of the target's repository, or a whole reference.
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
