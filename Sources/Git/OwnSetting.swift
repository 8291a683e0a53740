import CLibgit2
import Model

extension Repository {
  /// A setting that names a path, with `~/` replaced, from the repository's own config file and no other: not the
  /// user's, the system's, the command line's or the environment's. Nil: not set there.
  package func ownPath(_ name: String) throws(Failure) -> String? {
    guard let own = try ownConfig() else { return nil }
    var value = unsafe git_buf()
    defer { unsafe git_buf_dispose(&value) }
    let code = unsafe git_config_get_path(&value, own.pointer, name)
    let error = GitError(code: code)
    if error.isNotFound { return nil }
    guard code == 0, let path = unsafe value.ptr else {
      throw error.failure("read \"\(name)\" of the repository's config")
    }
    return unsafe String(cString: path)
  }

  /// The same for a setting that is true or false; false where it is not set.
  package func ownFlag(_ name: String) throws(Failure) -> Bool {
    guard let own = try ownConfig() else { return false }
    var value: Int32 = 0
    let code = unsafe git_config_get_bool(&value, own.pointer, name)
    let error = GitError(code: code)
    if error.isNotFound { return false }
    guard code == 0 else { throw error.failure("read \"\(name)\" of the repository's config") }
    return value != 0
  }

  private func ownConfig() throws(Failure) -> Handle? {
    let repository = try opened()
    let pointer = unsafe repository.pointer
    let config = try unsafe Handle("read git's config", freedBy: unsafe git_config_free) {
      unsafe git_repository_config($0, pointer)
    }
    let all = unsafe config.pointer
    return try unsafe Handle(ifFound: "read the repository's config", freedBy: unsafe git_config_free) {
      unsafe git_config_open_level($0, all, GIT_CONFIG_LEVEL_LOCAL)
    }
  }
}
