import CLibgit2
import Glibc
import Model

extension Repository {
  /// The tree at a folder of a commit; `.` is the root. Nil when there is no such folder; something else of
  /// that name is an error.
  package func tree(at path: String, of commit: ObjectID) throws(Failure) -> ObjectID? {
    let repository = try opened()
    let root = try rootTree(of: commit, in: repository)
    let folders = path.split(separator: "/").filter { $0 != "." }
    if folders.isEmpty { return try root.objectID }
    guard let entry = try entry(at: folders.joined(separator: "/"), below: root, in: repository),
      let id = unsafe git_tree_entry_id(entry.pointer)
    else { return nil }
    guard unsafe git_tree_entry_type(entry.pointer) == GIT_OBJECT_TREE else {
      throw Failure(
        .repository, "\"\(path)\" is not a folder in commit \(commit.prefix(8))",
        remedies: ["git ls-tree \(commit.prefix(8)) -- '\(path)'"])
    }
    return try OID(unsafe id.pointee).objectID
  }

  /// What a regular file of a commit holds, whatever the commit's attributes say of it; nil when there is none of that
  /// path. Refused when it has more bytes than the limit.
  package func file(
    at path: String, of commit: ObjectID, limit: Int
  ) throws(Failure) -> [UInt8]? {
    let repository = try opened()
    guard let entry = try entry(at: path, below: rootTree(of: commit, in: repository), in: repository),
      let id = unsafe git_tree_entry_id(entry.pointer)
    else { return nil }
    let item = TreeItem(
      name: [], mode: unsafe git_tree_entry_filemode_raw(entry.pointer).rawValue,
      id: try OID(unsafe id.pointee).objectID)
    guard item.kind == .file || item.kind == .executable else { return nil }
    return try withObjects { (objects) throws(Failure) in
      let size = try objects.size(item.id)
      guard size <= limit else {
        throw Failure(
          .configuration, "\"\(path)\" of commit \(commit.prefix(8)) has \(size) bytes, more than \(limit)")
      }
      return try objects.blob(item.id)
    }
  }

  func rootTree(of commit: ObjectID, in repository: borrowing Handle) throws(Failure) -> OID {
    try withCommit(OID(commit), in: repository) { (tree, _) in tree }
  }

  private func entry(
    at path: String, below root: OID, in repository: borrowing Handle
  ) throws(Failure) -> Handle? {
    let opened = try openedTree(root, in: repository)
    let tree = unsafe opened.pointer
    return try unsafe Handle(ifFound: "find \"\(path)\"", freedBy: unsafe git_tree_entry_free) {
      unsafe git_tree_entry_bypath($0, tree, path)
    }
  }

  func openedTree(_ tree: OID, in repository: borrowing Handle) throws(Failure) -> Handle {
    var oid = tree.oid
    let pointer = unsafe repository.pointer
    let hex = try tree.objectID
    let found = try unsafe Handle(ifFound: "read tree \(hex)", freedBy: unsafe git_tree_free) {
      unsafe git_tree_lookup($0, pointer, &oid)
    }
    guard let found else { throw Refusal.missing("tree \(hex) is", access: access) }
    return found
  }
}

/// An entry of one tree object.
struct TreeItem {
  var name: [UInt8]
  var mode: UInt32
  var id: ObjectID

  var isTree: Bool { mode == 0o040000 }

  /// Nil for a tree, and for a mode that git does not write.
  var kind: TreeEntry.Kind? {
    switch mode {
    case 0o100644, 0o100664: .file
    case 0o100755: .executable
    case 0o120000: .symlink
    case 0o160000: .submodule
    default: nil
    }
  }
}

extension ObjectReader {
  /// The entries of a tree, in git's order.
  func items(of tree: ObjectID) throws(Failure) -> [TreeItem] {
    var oid = try OID(tree).oid
    let repository = unsafe repository.pointer
    let found = try unsafe Handle(ifFound: "read tree \(tree)", freedBy: unsafe git_tree_free) {
      unsafe git_tree_lookup($0, repository, &oid)
    }
    guard let opened = found else { throw Refusal.missing("tree \(tree) is", access: access) }
    var items: [TreeItem] = []
    for index in 0..<(unsafe git_tree_entrycount(opened.pointer)) {
      guard let entry = unsafe git_tree_entry_byindex(opened.pointer, index),
        let name = unsafe git_tree_entry_name(entry), let id = unsafe git_tree_entry_id(entry)
      else { break }
      let bytes = unsafe UnsafeBufferPointer(start: name, count: strlen(name)).map { UInt8(bitPattern: $0) }
      let mode = unsafe git_tree_entry_filemode_raw(entry)
      items.append(TreeItem(name: bytes, mode: mode.rawValue, id: try OID(unsafe id.pointee).objectID))
    }
    return items
  }
}
