import CLibgit2
import Dispatch
import Glibc
import Model
import Synchronization

extension Repository {
  /// Tracked files, or what is staged, differ from HEAD. Untracked files, submodules and what a sparse checkout leaves
  /// out do not count.
  ///
  /// For a notice only: false also where that is unknown (a bare repository, an index of a kind that libgit2 1.5
  /// does not read: split, sparse, damaged), when `isStopped` ends it, and when it has made no progress for
  /// `patience` seconds. libgit2 1.5 opens the files that it reads patterns from (`.gitattributes`,
  /// `core.excludesFile`) whatever they are, and one that is a pipe never opens: see the test of that name. The
  /// thread is left behind then.
  package func isDirty(
    patience: Int = 3, unless isStopped: @escaping @Sendable () -> Bool = { false }
  ) -> Bool {
    guard workTree != nil, isReadableFile("\(gitDirectory)/index") else { return false }
    let run = ComparisonRun()
    DispatchQueue(label: "sampan.comparison").async {
      let comparison = Comparison {
        run.steps.add(1, ordering: .relaxed)
        return isStopped()
      }
      let isDirty = (try? comparison.finds(differencesIn: self)) ?? false
      run.result.withLock { $0 = isDirty }
      run.hasEnded.signal()
    }
    var (steps, idleSeconds) = (0, 0)
    while run.hasEnded.wait(timeout: .now() + .seconds(1)) == .timedOut {
      let newSteps = run.steps.load(ordering: .relaxed)
      idleSeconds = newSteps == steps ? idleSeconds + 1 : 0
      steps = newSteps
      if idleSeconds >= patience || isStopped() { return false }
    }
    return run.result.withLock { $0 }
  }

  /// The repository of a submodule, as it is checked out in the work tree. Which of its commits is meant is set by
  /// the tree entry.
  package func submodule(at path: [UInt8]) throws(Failure) -> Repository {
    let name = String(decoding: path, as: UTF8.self)
    let remedies: [Text] = [
      "git submodule update --init --recursive", "check out submodules in the CI job",
      "set submodules to \"skip\"",
    ]
    guard let workTree, let root = Ownership.canonical(workTree) else {
      throw Failure(
        .repository, "submodule \"\(name)\" cannot be read: the repository is bare",
        remedies: ["deploy from a clone with a work tree", "set submodules to \"skip\""])
    }
    // The path comes from the commit; a link in the work tree must not lead out of it.
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

/// What a comparison's thread and the one that waits for it share.
private final class ComparisonRun: Sendable {
  /// Files that were compared.
  let steps = Atomic(0)
  let result = Mutex(false)
  let hasEnded = DispatchSemaphore(value: 0)
}
