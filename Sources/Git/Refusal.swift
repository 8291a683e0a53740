import CLibgit2
import Glibc
import Model

/// The refusals that have more than one cause, each with what to do.
enum Refusal {
  /// Why a repository does not open, distinguished by the library's text: its codes are the same for all of
  /// them.
  static func open(_ error: GitError, directory: String, access: Access) -> Failure {
    if error.isNotFound { return none(directory: directory, job: access.job) }
    if error.isAboutConfig {
      let files = [access.environment.systemFile].compactMap(\.self) + access.environment.userFiles
      return error.failure(
        "open a repository at \"\(directory)\"", configFiles: files + configFiles(of: directory))
    }
    if error.message.contains("extensions.objectformat") {
      return Failure(
        .repository, "repository \"\(directory)\" uses SHA-256 object ids, which libgit2 1.5 cannot read",
        remedies: ["deploy from a clone of a SHA-1 repository: git init --object-format=sha1"])
    }
    if error.message.contains("extensions.refstorage") {
      return Failure(
        .repository, "repository \"\(directory)\" keeps its refs as reftable, which libgit2 1.5 cannot read",
        remedies: ["git refs migrate --ref-format=files"])
    }
    if error.message.contains("extension") {
      return Failure(
        .repository, "repository \"\(directory)\" needs what libgit2 1.5 lacks: \(error.message)",
        remedies: [
          "clone again without options that change the repository's format", "git config --list --local",
        ])
    }
    return error.failure("open a repository at \"\(directory)\"")
  }

  private static func configFiles(of directory: String) -> [String] {
    var buffer = unsafe git_buf()
    defer { unsafe git_buf_dispose(&buffer) }
    guard unsafe git_repository_discover(&buffer, directory, 0, nil) == 0, let path = unsafe buffer.ptr else {
      return []
    }
    return unsafe ["\(String(cString: path))config"]
  }

  private static func none(directory: String, job: CIJob?) -> Failure {
    var remedies: [Text] = []
    switch job?.system {
    case .github:
      remedies.append(
        "install git in the job's image before actions/checkout: without it the action fetches an archive")
    case .gitlab:
      remedies.append("remove GIT_STRATEGY: none (or empty) from the job")
    default: break
    }
    remedies.append("name the clone with -C DIR, or run git clone or git init")
    return Failure(.repository, "no git repository at \"\(directory)\" or above it", remedies: remedies)
  }

  static func owner(_ path: String, uid: UInt32, repository: String, access: Access) -> Failure {
    Failure(
      .repository, "\"\(path)\" is owned by uid \(uid), but sampan runs as uid \(geteuid())",
      remedies: [
        access.environment.userFiles.contains { isReadableFile($0) || !exists($0) }
          ? "git config --global --add safe.directory '\(repository)'"
          : "export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='\(repository)'",
        "use --trust-repo if you trust this repository",
      ])
  }

  private static func exists(_ path: String) -> Bool { unsafe !path.isEmpty && access(path, F_OK) == 0 }

  /// A question that needs commits which the clone does not have.
  static func shallow(_ question: Text, access: Access) -> Failure {
    Failure(
      .repository, "the clone has too little history to \(question)",
      remedies: (access.job.map { [$0.fullHistoryRemedy] } ?? []) + ["git fetch --unshallow --tags"])
  }

  static func notACommit(_ id: OID) -> Failure {
    Failure(.repository, "object \(id.objectID) is not a commit", remedies: ["git fsck --full"])
  }

  static func missing(_ what: Text) -> Failure {
    Failure(
      .repository, "\(what) missing from the clone (partial or sparse checkout)",
      remedies: [
        "check out without a filter and without sparse-checkout", "git fetch --refetch --no-filter origin",
      ])
  }
}
