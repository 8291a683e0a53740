import CLibgit2
import Model

/// `core.sharedRepository`: which other users may use what is written into a repository (git-config(1)).
package struct Sharing: Equatable, Sendable {
  /// Bits for reading and writing.
  private let bits: UInt32
  /// They take the place of what umask gives, instead of being added to it.
  private let replaces: Bool

  /// Nil for what leaves it to umask, and for what git itself refuses.
  init?(setting: String) {
    switch setting.lowercased() {
    case "group", "true", "yes", "on", "1": (bits, replaces) = (0o660, false)
    case "all", "world", "everybody", "2": (bits, replaces) = (0o664, false)
    default:
      guard let mode = UInt32(setting, radix: 8), mode & 0o600 == 0o600 else { return nil }
      (bits, replaces) = (mode & 0o666, true)
    }
  }

  /// The mode that git gives a file or directory whose mode is this one by umask.
  package func mode(_ mode: UInt32, isDirectory: Bool) -> UInt32 {
    var added = bits
    if mode & 0o200 == 0 { added &= ~0o222 }
    if mode & 0o100 != 0 { added |= (added & 0o444) >> 2 }
    var shared = (replaces ? mode & ~0o777 : mode) | added
    guard isDirectory else { return shared }
    shared |= (shared & 0o444) >> 2
    // What is made in it belongs to the group that shares it.
    return shared & 0o060 == 0 ? shared : shared | 0o2000
  }
}

extension Repository {
  /// Nil where umask decides.
  package func sharing() throws(Failure) -> Sharing? {
    let repository = try opened()
    let pointer = unsafe repository.pointer
    let config = try unsafe Handle("read git's config", freedBy: unsafe git_config_free) {
      unsafe git_repository_config_snapshot($0, pointer)
    }
    var value: UnsafePointer<CChar>?
    guard unsafe git_config_get_string(&value, config.pointer, "core.sharedRepository") == 0,
      let value = unsafe value
    else { return nil }
    return Sharing(setting: unsafe String(cString: value))
  }
}
