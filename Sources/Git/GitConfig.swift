import CLibgit2
import Model

/// git's settings, from every place that git reads them: the files of the system and the user, the repository's own, its
/// linked work tree's, and the environment. Not libgit2's own choice of files, which leaves out the environment and,
/// in 1.5, `config.worktree`.
struct GitConfig: ~Copyable {
  let files: Handle
  private let given: [GitEnvironment.Setting]

  /// The settings of the machine and the user: only these may allow a repository (git-config(1), "safe.directory").
  init(protected environment: GitEnvironment) throws(Failure) {
    files = try Self.opened(environment)
    given = environment.given
  }

  /// All of them. `repository`: the same, opened; some settings depend on its location.
  init(of repository: Repository, _ opened: borrowing Handle) throws(Failure) {
    let environment = repository.access.environment
    let files = try Self.opened(environment)
    let pointer = unsafe opened.pointer
    let own = "\(repository.commonDirectory)/config"
    try unsafe Self.add(own, GIT_CONFIG_LEVEL_LOCAL, to: files, pointer)
    if try Self.saysYes("extensions.worktreeconfig", own) {
      // Above the repository's; libgit2 1.5 has no level for it.
      let worktree = "\(repository.gitDirectory)/config.worktree"
      try unsafe Self.add(worktree, GIT_CONFIG_LEVEL_APP, to: files, pointer)
    }
    self.files = files
    given = environment.given
  }

  /// The value that counts; nil where none is set. `name`: section and key in lower case.
  func value(_ name: String) throws(Failure) -> String? { try values(name).last }

  /// All values of a setting, lowest precedence first.
  func values(_ name: String) throws(Failure) -> [String] {
    let files = unsafe files.pointer
    let iterator = try unsafe Handle("read \(name)", freedBy: unsafe git_config_iterator_free) {
      unsafe git_config_multivar_iterator_new($0, files, name, nil)
    }
    return Self.settings(iterator).map(\.value) + given.filter { $0.name == name }.map(\.value)
  }

  /// The settings of a section of this name with any subsection, e.g. `tagopt` of all `remote`s.
  func values(ofEvery section: String, _ key: String) throws(Failure) -> [GitEnvironment.Setting] {
    let files = unsafe files.pointer
    let pattern = "^\(section)\\..*\\.\(key)$"
    let iterator = try unsafe Handle("read \(section).*.\(key)", freedBy: unsafe git_config_iterator_free) {
      unsafe git_config_iterator_glob_new($0, files, pattern)
    }
    return Self.settings(iterator)
      + given.filter { $0.name.hasPrefix("\(section).") && $0.name.hasSuffix(".\(key)") }
  }

  /// `~/` becomes the home directory.
  static func expanded(_ path: String) -> String {
    var buffer = unsafe git_buf()
    defer { unsafe git_buf_dispose(&buffer) }
    guard unsafe git_config_parse_path(&buffer, path) == 0, let text = unsafe buffer.ptr else { return path }
    return unsafe String(cString: text)
  }

  private static func opened(_ environment: GitEnvironment) throws(Failure) -> Handle {
    let files = try empty()
    if let file = environment.systemFile { try unsafe add(file, GIT_CONFIG_LEVEL_SYSTEM, to: files) }
    for (index, file) in environment.userFiles.reversed().enumerated() {
      try unsafe add(file, index == 0 ? GIT_CONFIG_LEVEL_GLOBAL : GIT_CONFIG_LEVEL_XDG, to: files)
    }
    return files
  }

  private static func empty() throws(Failure) -> Handle {
    try unsafe Handle("read git's config", freedBy: unsafe git_config_free) { unsafe git_config_new($0) }
  }

  /// A file that does not exist, is not a file or may not be read sets nothing, as for git.
  private static func add(
    _ path: String, _ level: git_config_level_t, to files: borrowing Handle,
    _ repository: OpaquePointer? = nil
  ) throws(Failure) {
    guard isReadableFile(path) else { return }
    let code = unsafe git_config_add_file_ondisk(files.pointer, path, level, repository, 0)
    guard code == 0 else { throw GitError(code: code).failure("read \"\(path)\"", configFiles: [path]) }
  }

  private static func settings(_ iterator: borrowing Handle) -> [GitEnvironment.Setting] {
    var found: [GitEnvironment.Setting] = []
    var entry: UnsafeMutablePointer<git_config_entry>?
    while unsafe git_config_next(&entry, iterator.pointer) == 0, let entry = unsafe entry?.pointee {
      // A key alone, without "=", has none.
      guard let name = unsafe entry.name, let value = unsafe entry.value else { continue }
      unsafe found.append(
        GitEnvironment.Setting(name: String(cString: name), value: String(cString: value)))
    }
    return found
  }

  private static func saysYes(_ name: String, _ path: String) throws(Failure) -> Bool {
    let config = try empty()
    guard isReadableFile(path),
      unsafe git_config_add_file_ondisk(config.pointer, path, GIT_CONFIG_LEVEL_LOCAL, nil, 0) == 0
    else { return false }
    var answer: Int32 = 0
    return unsafe git_config_get_bool(&answer, config.pointer, name) == 0 && answer != 0
  }
}

extension Repository {
  /// The value of a setting of git's config, wherever git would read it for this repository: `section.key`, in lower
  /// case. Nil where it is not set.
  package func setting(_ name: String) throws(Failure) -> String? {
    try GitConfig(of: self, opened()).value(name)
  }

  /// The URL of `origin`, or of the only remote; nil without one. As it is written, perhaps with a password.
  package func remoteURL() throws(Failure) -> String? {
    let config = try GitConfig(of: self, opened())
    if let url = try config.value("remote.origin.url") { return url }
    let all = try config.values(ofEvery: "remote", "url")
    return Set(all.map(\.name)).count == 1 ? all.last?.value : nil
  }

  /// The remotes whose tags are not fetched, by their own setting (`git clone --no-tags`).
  package func remotesWithoutTags() throws(Failure) -> [String] {
    var options: [String: String] = [:]
    for setting in try GitConfig(of: self, opened()).values(ofEvery: "remote", "tagopt") {
      options[String(setting.name.dropFirst("remote.".count).dropLast(".tagopt".count))] = setting.value
    }
    return options.filter { $0.value == "--no-tags" }.keys.sorted()
  }
}
