import CLibgit2
import Glibc
import Model

extension Repository {
  /// The repository of a directory, searched upwards from it: work tree, sub-directory, linked work tree or
  /// bare.
  ///
  /// A repository of another user is read when the user allows it (`trust`, or git's own `safe.directory`), or
  /// when it is the checkout of the CI job we run in; `notes` then mentions it.
  ///
  /// `environment`: the process's. Of its `GIT_*` variables only those that give settings are read: `GIT_DIR` and its
  /// like, which hooks have, would lead to another repository.
  package static func open(
    at directory: String, job: CIJob?, trust: Bool, environment: [String: String]
  ) throws(Failure) -> Repository {
    let access = Access(job: job, trust: trust, environment: GitEnvironment(environment))
    return try open(at: directory, access: access, searchesUpwards: true)
  }

  static func open(
    at directory: String, access: Access, searchesUpwards: Bool
  ) throws(Failure) -> Repository {
    try LibGit2.start()
    try PipeCheck.refusePipes(ofRepositoryAt: directory)
    var pointer: OpaquePointer?
    let flags = searchesUpwards ? 0 : GIT_REPOSITORY_OPEN_NO_SEARCH.rawValue
    let code = unsafe git_repository_open_ext(&pointer, directory, flags, nil)
    guard code == 0, let opened = unsafe pointer else {
      throw Refusal.open(GitError(code: code), directory: directory, access: access)
    }
    defer { unsafe git_repository_free(opened) }

    let gitDirectory = unsafe String(path: git_repository_path(opened))
    let commonDirectory = unsafe String(path: git_repository_commondir(opened))
    let workTree = unsafe git_repository_workdir(opened).map { unsafe String(path: $0) }
    let note = try Ownership.check(gitDirectory: gitDirectory, workTree: workTree, access: access)
    return Repository(
      gitDirectory: gitDirectory, commonDirectory: commonDirectory, workTree: workTree,
      isShallow: isShallow(commonDirectory), notes: note.map { [$0] } ?? [], access: access)
  }

  /// libgit2 1.5 looks for the file in the directory of a linked work tree, where it never is.
  private static func isShallow(_ commonDirectory: String) -> Bool {
    var status = stat()
    return unsafe stat("\(commonDirectory)/shallow", &status) == 0 && status.st_size > 0
  }

  /// Opens the repository again for one function, with objects that are read as `ObjectDatabase` describes.
  func opened() throws(Failure) -> Handle {
    try LibGit2.start()
    let flags = GIT_REPOSITORY_OPEN_NO_SEARCH.rawValue | GIT_REPOSITORY_OPEN_NO_DOTGIT.rawValue
    let repository = try unsafe Handle("open \"\(gitDirectory)\"", freedBy: unsafe git_repository_free) {
      unsafe git_repository_open_ext($0, gitDirectory, flags, nil)
    }
    let objects = try ObjectDatabase.open("\(commonDirectory)/objects")
    let code = unsafe git_repository_set_odb(repository.pointer, objects.pointer)
    guard code == 0 else { throw GitError(code: code).failure("open \"\(gitDirectory)\"") }
    return repository
  }

  func openedObjects(_ repository: borrowing Handle) throws(Failure) -> Handle {
    let repository = unsafe repository.pointer
    return try unsafe Handle("open the objects of \"\(gitDirectory)\"", freedBy: unsafe git_odb_free) {
      unsafe git_repository_odb($0, repository)
    }
  }
}

extension String {
  /// A directory as libgit2 gives it, without the trailing slash.
  fileprivate init(path: UnsafePointer<CChar>) {
    let path = unsafe String(cString: path)
    self = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
  }
}
