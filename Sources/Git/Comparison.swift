import CLibgit2
import Model

/// A comparison of HEAD, the index and the work tree, which ends with the first difference.
@safe final class Comparison {
  private let isStopped: () -> Bool
  private var index: OpaquePointer?
  private var hasDifference = false

  init(_ isStopped: @escaping () -> Bool) { self.isStopped = isStopped }

  func finds(differencesIn repository: Repository) throws(Failure) -> Bool {
    let action: Text = "compare the work tree with HEAD"
    let opened = try repository.opened()
    let pointer = unsafe opened.pointer
    // Line ends may be a setting of the user's.
    let config = try GitConfig(of: repository, opened)
    _ = unsafe git_repository_set_config(pointer, config.files.pointer)
    let tree = try repository.openedTree(
      repository.rootTree(of: repository.head().commit.id, in: opened), in: opened)
    let index = try unsafe Handle(action, freedBy: unsafe git_index_free) {
      unsafe git_repository_index($0, pointer)
    }
    unsafe self.index = index.pointer
    defer { unsafe self.index = nil }

    var options = unsafe git_diff_options()
    unsafe git_diff_options_init(&options, UInt32(GIT_DIFF_OPTIONS_VERSION))
    unsafe options.flags = GIT_DIFF_IGNORE_SUBMODULES.rawValue
    unsafe options.payload = Unmanaged.passUnretained(self).toOpaque()
    unsafe options.notify_cb = { _, delta, _, payload in
      guard let delta = unsafe delta, let payload = unsafe payload else { return 0 }
      return unsafe Unmanaged<Comparison>.fromOpaque(payload).takeUnretainedValue().met(delta.pointee)
    }
    unsafe options.progress_cb = { _, _, _, payload in
      guard let payload = unsafe payload else { return 0 }
      return unsafe Unmanaged<Comparison>.fromOpaque(payload).takeUnretainedValue().isStopped() ? -1 : 0
    }
    // The files come first: HEAD and the index differ less often, and both may be any size.
    for compare in [0, 1] {
      var difference: OpaquePointer?
      let code =
        compare == 0
        ? unsafe git_diff_index_to_workdir(&difference, pointer, index.pointer, &options)
        : unsafe git_diff_tree_to_index(&difference, pointer, tree.pointer, index.pointer, &options)
      unsafe git_diff_free(difference)
      if hasDifference { return true }
      guard code == 0 else { throw GitError(code: code).failure(action) }
    }
    return false
  }

  /// How libgit2 continues after a difference: -1 ends the comparison, 1 continues without it.
  private func met(_ delta: git_diff_delta) -> Int32 {
    if unsafe delta.status == GIT_DELTA_DELETED, unsafe isLeftOut(delta.old_file.path) { return 1 }
    hasDifference = true
    return -1
  }

  /// By a sparse checkout, which marks such files in the index. libgit2 1.5 obeys the mark for files that exist.
  private func isLeftOut(_ path: UnsafePointer<CChar>?) -> Bool {
    guard let path = unsafe path, let index = unsafe index,
      let entry = unsafe git_index_get_bypath(index, path, 0)
    else { return false }
    return unsafe UInt32(entry.pointee.flags_extended) & GIT_INDEX_ENTRY_SKIP_WORKTREE.rawValue != 0
  }
}
