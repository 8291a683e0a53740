import CLibgit2
import Model

extension Repository {
  /// The commit that is checked out, and its branch.
  package func head() throws(Failure) -> Head {
    let repository = try opened()
    var pointer: OpaquePointer?
    let code = unsafe git_repository_head(&pointer, repository.pointer)
    guard code == 0, let reference = unsafe pointer else {
      let error = GitError(code: code)
      guard code == GIT_EUNBORNBRANCH.rawValue || error.isNotFound else { throw error.failure("read HEAD") }
      throw Failure(
        .repository, "HEAD of \"\(workTree ?? gitDirectory)\" has no commit yet",
        remedies: ["git commit", "git checkout BRANCH, when HEAD points to a branch that is gone"])
    }
    defer { unsafe git_reference_free(reference) }
    guard let target = unsafe git_reference_target(reference) else {
      throw Failure(.repository, "HEAD leads to no commit", remedies: ["git checkout BRANCH"])
    }
    let name = unsafe Text.decode(git_reference_name(reference))
    let branch = name.hasPrefix("refs/heads/") ? String(name.dropFirst("refs/heads/".count)) : nil
    return Head(commit: try commit(OID(unsafe target.pointee), in: repository), branch: branch)
  }

  /// The commit that a branch or tag leads to, as if it were checked out: of a branch with its name. Nil when there
  /// is no such reference, or none that leads to a commit. `reference` is a full name, e.g. `refs/tags/v1.2.3`.
  package func tip(of reference: String) throws(Failure) -> Head? {
    let repository = try opened()
    let pointer = unsafe repository.pointer
    let found = try unsafe Handle(ifFound: "read \"\(reference)\"", freedBy: unsafe git_reference_free) {
      unsafe git_reference_lookup($0, pointer, reference)
    }
    guard let found else { return nil }
    var peeled: OpaquePointer?
    guard unsafe git_reference_peel(&peeled, found.pointer, GIT_OBJECT_COMMIT) == 0,
      let peeled = unsafe peeled,
      let id = unsafe git_object_id(peeled)
    else { return nil }
    defer { unsafe git_object_free(peeled) }
    let prefix = "refs/heads/"
    return Head(
      commit: try commit(OID(unsafe id.pointee), in: repository),
      branch: reference.hasPrefix(prefix) ? String(reference.dropFirst(prefix.count)) : nil)
  }

  /// The commit with its texts decoded.
  private func commit(_ id: OID, in repository: borrowing Handle) throws(Failure) -> Commit {
    let hex = try id.objectID
    let opened = try openedCommit(hex, in: repository)
    let commit = unsafe opened.pointer
    let encoding = unsafe git_commit_message_encoding(commit).map { unsafe String(cString: $0) }
    let message = unsafe Text.decode(git_commit_message_raw(commit), encoding: encoding)
    let author = unsafe git_commit_author(commit)
    guard let tree = unsafe git_commit_tree_id(commit) else {
      throw Failure(.repository, "commit \(hex) has no tree", remedies: ["git fsck --full"])
    }
    return Commit(
      id: hex,
      tree: try OID(unsafe tree.pointee).objectID,
      subject: Text.subject(of: message),
      authorName: unsafe Text.decode(author?.pointee.name, encoding: encoding),
      authorEmail: unsafe Text.decode(author?.pointee.email, encoding: encoding),
      committed: Timestamp(seconds: unsafe git_commit_time(commit)),
      parentCount: Int(unsafe git_commit_parentcount(commit)))
  }

  func openedCommit(_ id: ObjectID, in repository: borrowing Handle) throws(Failure) -> Handle {
    var oid = try OID(id).oid
    let repository = unsafe repository.pointer
    let found = try unsafe Handle(ifFound: "read commit \(id)", freedBy: unsafe git_commit_free) {
      unsafe git_commit_lookup($0, repository, &oid)
    }
    guard let found else { throw Refusal.missing("commit \(id) is", access: access) }
    return found
  }
}
