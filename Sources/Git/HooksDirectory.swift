import CLibgit2
import Model

/// Where git looks for the hooks of a repository.
package struct HooksDirectory: Equatable, Sendable {
  /// Absolute; need not exist.
  package var path: String
  /// The value of `core.hooksPath` as written; nil when it is not set.
  package var setting: String?
}

extension Repository {
  /// `core.hooksPath` from the repository's, the user's or the system's config, else `hooks` in the directory that all
  /// linked work trees share. A relative value begins at the top of the work tree, in a bare repository at the
  /// repository: git runs hooks there (git-config(1)).
  package func hooksDirectory() throws(Failure) -> HooksDirectory {
    let standard = HooksDirectory(path: commonDirectory + "/hooks")
    guard let setting = try configPath("core.hooksPath") else { return standard }
    // git puts "/" and the hook's name behind the value, whatever it is.
    if setting.written.isEmpty { return HooksDirectory(path: "/", setting: "") }
    let path = setting.path.hasPrefix("/") ? setting.path : "\(workTree ?? gitDirectory)/\(setting.path)"
    return HooksDirectory(path: Self.normal(path), setting: setting.written)
  }

  /// A setting that names a path, as written and with `~` replaced. Nil: not set.
  private func configPath(_ name: String) throws(Failure) -> (written: String, path: String)? {
    let repository = try opened()
    let pointer = unsafe repository.pointer
    let config = try unsafe Handle("read git's config", freedBy: unsafe git_config_free) {
      unsafe git_repository_config_snapshot($0, pointer)
    }
    var value: UnsafePointer<CChar>?
    let code = unsafe git_config_get_string(&value, config.pointer, name)
    guard code == 0, let value = unsafe value else {
      let error = GitError(code: code)
      if error.isNotFound { return nil }
      throw error.failure("read \"\(name)\" of git's config")
    }
    let written = unsafe String(cString: value)
    var buffer = unsafe git_buf()
    defer { unsafe git_buf_dispose(&buffer) }
    guard unsafe git_config_parse_path(&buffer, value) == 0, let path = unsafe buffer.ptr else {
      return (written, written)
    }
    return (written, unsafe String(cString: path))
  }

  /// Without `.`, `..` and doubled slashes; links are not followed.
  private static func normal(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }
}
