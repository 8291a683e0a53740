import CLibgit2
import Glibc
import Model

extension Repository {
  /// Tracked files, or what is staged, differ from HEAD. Untracked files, submodules and what a sparse checkout leaves
  /// out do not count.
  ///
  /// For a notice only: false also where that cannot be told (a bare repository, an index of a kind that libgit2 1.5
  /// does not read: split, sparse, damaged), and when `isStopped` ends it.
  package func isDirty(unless isStopped: @escaping () -> Bool = { false }) -> Bool {
    guard workTree != nil, isReadableFile("\(gitDirectory)/index") else { return false }
    return (try? Comparison(isStopped).finds(differencesIn: self)) ?? false
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
