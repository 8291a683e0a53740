import Glibc
import Model

/// git's rule against repositories that another user prepared: what was found above a directory is only read when the
/// user we run as owns it, or has allowed it in `safe.directory`. This holds for root, too, as in git.
enum Ownership {
  /// Nil, or a notice that the repository was accepted although it is another user's.
  static func check(gitDirectory: String, workTree: String?, access: Access) throws(Failure) -> Finding? {
    let repository = workTree ?? gitDirectory
    let paths = (workTree.map { [$0, $0 + "/.git"] } ?? []) + [gitDirectory]
    guard let foreign = paths.lazy.compactMap({ foreignOwner($0, access) }).first else { return nil }
    if try isSafe(repository, directories: safeDirectories(access.environment)) { return nil }
    if access.trust { return notice(foreign, because: "of --trust-repo") }
    if let job = access.job, let workspace = job.workspace, isInside(repository, workspace) {
      return notice(foreign, because: "it is the checkout of this \(job.title) job")
    }
    throw Refusal.owner(foreign.path, uid: foreign.uid, repository: repository, access: access)
  }

  private static func notice(_ foreign: (path: String, uid: uid_t), because reason: Text) -> Finding {
    Finding(
      .notice, "\"\(foreign.path)\" is owned by uid \(foreign.uid) and is read because \(reason)",
      rule: "git/foreign-owner")
  }

  /// Nil when the path is ours or does not exist.
  private static func foreignOwner(_ path: String, _ access: Access) -> (path: String, uid: uid_t)? {
    var status = stat()
    guard unsafe lstat(path, &status) == 0, status.st_uid != geteuid() else { return nil }
    if geteuid() == 0, status.st_uid == access.environment.sudoUser { return nil }
    return (path, status.st_uid)
  }

  /// As git reads the list: an empty value discards the ones before it, `*` is every repository, and
  /// `/srv/*` is everything below a folder (git 2.46).
  static func isSafe(_ repository: String, directories: [String]) -> Bool {
    let inForce = directories.suffix(from: directories.lastIndex(of: "").map { $0 + 1 } ?? 0)
    return inForce.contains { directory in
      if directory == "*" { return true }
      if directory.hasSuffix("/*") { return repository.hasPrefix(directory.dropLast()) }
      return directory == repository || directory == repository + "/"
    }
  }

  /// From the machine and the user only: a repository cannot allow itself.
  private static func safeDirectories(_ environment: GitEnvironment) throws(Failure) -> [String] {
    try GitConfig(protected: environment).values("safe.directory").map(GitConfig.expanded)
  }

  private static func isInside(_ path: String, _ folder: String) -> Bool {
    guard let folder = canonical(folder), let path = canonical(path) else { return false }
    return path == folder || path.hasPrefix(folder == "/" ? "/" : folder + "/")
  }

  static func canonical(_ path: String) -> String? {
    guard let resolved = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(resolved) }
    return unsafe String(cString: resolved)
  }
}
