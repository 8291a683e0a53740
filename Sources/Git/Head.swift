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
        remedies: [
          "git add . && git commit",
          "git checkout BRANCH, when HEAD points to a branch that no longer exists",
        ])
    }
    defer { unsafe git_reference_free(reference) }
    guard let target = unsafe git_reference_target(reference) else {
      throw Failure(.repository, "HEAD does not point to a commit", remedies: ["git checkout BRANCH"])
    }
    let name = unsafe GitText.decode(git_reference_name(reference))
    let branch = name.hasPrefix(branches) ? String(name.dropFirst(branches.count)) : nil
    if let branch, branch.utf8.count > longestName {
      throw Failure(
        .repository, "the branch's name has \(branch.utf8.count) bytes, more than \(longestName)",
        remedies: ["git branch -m NAME"])
    }
    return Head(commit: try commit(OID(unsafe target.pointee), in: repository), branch: branch)
  }

  /// The branch that is checked out, also one without a commit yet; nil when HEAD is detached.
  package func checkedOutBranch() throws(Failure) -> String? {
    let repository = try opened()
    let pointer = unsafe repository.pointer
    let found = try unsafe Handle(ifFound: "read HEAD", freedBy: unsafe git_reference_free) {
      unsafe git_reference_lookup($0, pointer, "HEAD")
    }
    guard let found, let target = unsafe git_reference_symbolic_target(found.pointer) else { return nil }
    let name = unsafe GitText.decode(target)
    let prefix = "refs/heads/"
    return name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : nil
  }

  /// The commit that a branch or tag leads to, as if it were checked out: of a branch with its name. Nil when
  /// the reference does not exist or does not lead to a commit. `reference` is a full name, e.g. `refs/tags/v1.2.3`.
  package func tip(of reference: String) throws(Failure) -> Head? {
    let repository = try opened()
    let pointer = unsafe repository.pointer
    let found = try unsafe Handle(ifFound: "read \"\(reference)\"", freedBy: unsafe git_reference_free) {
      unsafe git_reference_lookup($0, pointer, reference)
    }
    guard let found else { return nil }
    var resolved: OpaquePointer?
    defer { unsafe git_reference_free(resolved) }
    guard unsafe git_reference_resolve(&resolved, found.pointer) == 0,
      let target = unsafe git_reference_target(resolved),
      let id = try RawObject.peeled(OID(unsafe target.pointee), in: openedObjects(repository))?.commit
    else { return nil }
    return Head(
      commit: try commit(id, in: repository),
      branch: reference.hasPrefix(branches) ? String(reference.dropFirst(branches.count)) : nil)
  }

  /// The commit with its texts decoded.
  func commit(_ id: OID, in repository: borrowing Handle) throws(Failure) -> Commit {
    try withCommit(id, in: repository) { (tree, text) throws(Failure) in
      let encoding = text.encoding
      let person = text.person
      return Commit(
        id: id.objectID,
        tree: tree.objectID,
        subject: GitText.decode(text.subject, encoding: encoding),
        authorName: GitText.decode(person.name, encoding: encoding),
        authorEmail: GitText.decode(person.address, encoding: encoding),
        committed: Timestamp(seconds: text.links.committed),
        parentCount: text.links.parents.count)
    }
  }

  /// Gives the body a commit of the clone, and its tree.
  func withCommit<R>(
    _ id: OID, in repository: borrowing Handle, _ body: (OID, CommitText) throws(Failure) -> R
  ) throws(Failure) -> R {
    let hex = id.objectID
    guard let object = try RawObject(id, in: openedObjects(repository), "read commit \(hex)") else {
      throw Refusal.missing("commit \(hex) is")
    }
    guard object.type == GIT_OBJECT_COMMIT else { throw Refusal.notACommit(id) }
    return try unsafe object.withBytes { (bytes) throws(Failure) in
      let text = unsafe CommitText(bytes)
      guard let tree = text.tree else {
        throw Failure(.repository, "commit \(hex) has no tree", remedies: ["git fsck --full"])
      }
      return try body(tree, text)
    }
  }
}

private let branches = "refs/heads/"
/// Linux's PATH_MAX: git keeps a branch in a file of its name. Longer ones are written into `packed-refs` by hand.
private let longestName = 4096
