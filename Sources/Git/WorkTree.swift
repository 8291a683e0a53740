import CLibgit2
import Glibc
import Model

extension Repository {
  /// Tracked files, or what is staged, differ from HEAD. Untracked files and submodules do not count. False
  /// for a bare repository.
  package func isDirty() throws(Failure) -> Bool {
    guard workTree != nil else { return false }
    let repository = try opened()
    var options = unsafe git_status_options()
    unsafe git_status_options_init(&options, UInt32(GIT_STATUS_OPTIONS_VERSION))
    unsafe options.flags = GIT_STATUS_OPT_EXCLUDE_SUBMODULES.rawValue
    let pointer = unsafe repository.pointer
    let list = try unsafe Handle("compare the work tree with HEAD", freedBy: unsafe git_status_list_free) {
      unsafe git_status_list_new($0, pointer, &options)
    }
    return unsafe git_status_list_entrycount(list.pointer) > 0
  }

  /// The repository of a submodule, as it is checked out in the work tree. Which of its commits is meant says
  /// the tree entry.
  package func submodule(at path: [UInt8]) throws(Failure) -> Repository {
    let name = String(decoding: path, as: UTF8.self)
    let remedies = [
      "git submodule update --init --recursive", "check out submodules in the CI job",
      "set submodules to \"skip\"",
    ]
    guard let workTree, let root = Ownership.canonical(workTree) else {
      throw Failure(
        .repository, "submodule \"\(name)\" cannot be read: the repository is bare",
        remedies: ["deploy from a clone with a work tree", "set submodules to \"skip\""])
    }
    // The path is the commit's word; a link in the work tree must not lead out of it.
    guard let directory = Ownership.canonical("\(root)/\(name)"), directory.hasPrefix(root + "/") else {
      throw Failure(.repository, "submodule \"\(name)\" is not in the work tree", remedies: remedies)
    }
    var status = stat()
    guard unsafe lstat("\(directory)/.git", &status) == 0 else {
      throw Failure(.repository, "submodule \"\(name)\" is not checked out", remedies: remedies)
    }
    return try .open(at: directory, access: access, searchesUpwards: false)
  }
}
