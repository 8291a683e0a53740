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
    if folders.isEmpty { return root.objectID }
    guard let entry = try entry(at: folders.joined(separator: "/"), below: root, in: repository),
      let id = unsafe git_tree_entry_id(entry.pointer)
    else { return nil }
    guard unsafe git_tree_entry_type(entry.pointer) == GIT_OBJECT_TREE else {
      throw Failure(
        .repository, "\"\(path)\" is not a folder in commit \(commit.prefix(8))",
        remedies: ["git ls-tree \(commit.prefix(8)) -- '\(path)'"])
    }
    return OID(unsafe id.pointee).objectID
  }

  /// What a regular file of a commit contains, whatever the commit's attributes are; nil when there is none of that
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
      id: OID(unsafe id.pointee))
    guard item.kind == .file || item.kind == .executable else { return nil }
    return try withObjects { (objects) throws(Failure) in
      let id = item.id.objectID
      let size = try objects.size(id)
      guard size <= limit else {
        throw Failure(
          .configuration, "\"\(path)\" of commit \(commit.prefix(8)) has \(size) bytes, more than \(limit)")
      }
      return try objects.blob(id)
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
    let hex = tree.objectID
    let found = try unsafe Handle(ifFound: "read tree \(hex)", freedBy: unsafe git_tree_free) {
      unsafe git_tree_lookup($0, pointer, &oid)
    }
    guard let found else { throw Refusal.missing("tree \(hex) is") }
    return found
  }
}

/// An entry of one tree object.
struct TreeItem {
  var name: [UInt8]
  var mode: UInt32
  var id: OID

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
  func items(of tree: OID) throws(Failure) -> [TreeItem] {
    var oid = tree.oid
    let repository = unsafe repository.pointer
    let hex = tree.objectID
    let found = try unsafe Handle(ifFound: "read tree \(hex)", freedBy: unsafe git_tree_free) {
      unsafe git_tree_lookup($0, repository, &oid)
    }
    guard let opened = found else { throw Refusal.missing("tree \(hex) is") }
    let count = unsafe git_tree_entrycount(opened.pointer)
    var items: [TreeItem] = []
    items.reserveCapacity(count)
    for index in 0..<count {
      guard let entry = unsafe git_tree_entry_byindex(opened.pointer, index),
        let name = unsafe git_tree_entry_name(entry), let id = unsafe git_tree_entry_id(entry)
      else { break }
      let bytes = unsafe Array(UnsafeRawBufferPointer(start: name, count: strlen(name)))
      let mode = unsafe git_tree_entry_filemode_raw(entry)
      items.append(TreeItem(name: bytes, mode: mode.rawValue, id: OID(unsafe id.pointee)))
    }
    return items
  }
}
