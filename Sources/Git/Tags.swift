import CLibgit2
import Glibc
import Model

/// A tag's name and where it leads, before its object is read.
struct TagReference: Sendable {
  var name: String
  /// What the reference names: a commit, or the tag object.
  var target: OID
  /// What that leads to in the end: a commit, or another object that was tagged.
  var commit: OID
}

/// The tags of a repository by the commits they lead to. To be read once where several versions are derived.
package struct TagList: Sendable {
  let references: [OID: [TagReference]]

  init(_ reader: TagReader) throws(Failure) {
    references = Dictionary(grouping: try reader.references(), by: \.commit)
  }
}

extension Repository {
  /// Every tag that leads to a commit, in order of name. Tags of trees and blobs, and tags whose object is
  /// missing, are left out, as git describe leaves them out.
  package func tags() throws(Failure) -> [Tag] {
    var tags: [Tag] = []
    let reader = try TagReader(self)
    for reference in try reader.references() {
      if let tag = try reader.tag(reference) { tags.append(tag) }
    }
    return tags
  }

  package func tagList() throws(Failure) -> TagList { try TagList(TagReader(self)) }

  /// Whether an object is an annotated tag that leads to this commit. Not one that the clone lacks.
  package func isTag(_ object: ObjectID, of commit: ObjectID) throws(Failure) -> Bool {
    guard object.byteCount == commit.byteCount else { return false }
    let (object, commit) = (try OID(object), try OID(commit))
    let objects = try openedObjects(opened())
    guard object != commit, let peeled = try RawObject.peeled(object, in: objects) else { return false }
    return peeled.commit == commit
  }
}

/// Reads tags: all names at little cost, and the objects of those that matter.
final class TagReader {
  private let repository: Handle
  private let objects: Handle

  init(_ repository: Repository) throws(Failure) {
    let opened = try repository.opened()
    objects = try repository.openedObjects(opened)
    self.repository = opened
  }

  /// Linux's PATH_MAX: git keeps a tag in a file of its name. Longer ones are written into `packed-refs` by hand, and
  /// left out.
  private static let longestName = 4096

  /// In order of name.
  func references() throws(Failure) -> [TagReference] {
    let prefix = "refs/tags/"
    let pointer = unsafe repository.pointer
    let iterator = try unsafe Handle("list the tags", freedBy: unsafe git_reference_iterator_free) {
      unsafe git_reference_iterator_glob_new($0, pointer, "\(prefix)*")
    }
    var references: [TagReference] = []
    var reference: OpaquePointer?
    while true {
      let code = unsafe git_reference_next(&reference, iterator.pointer)
      if code == GIT_ITEROVER.rawValue { break }
      guard code == 0, let found = unsafe reference else {
        throw GitError(code: code).failure("list the tags")
      }
      defer { unsafe git_reference_free(found) }
      guard let bytes = unsafe git_reference_name(found), unsafe strlen(bytes) <= Self.longestName else {
        continue
      }
      let name = unsafe GitText.decode(bytes + prefix.utf8.count)
      if let tag = try unsafe resolved(found, name) { references.append(tag) }
    }
    return references.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  /// Nil when it leads nowhere.
  private func resolved(
    _ reference: OpaquePointer, _ name: String
  ) throws(Failure) -> TagReference? {
    var direct = unsafe reference
    var resolved: OpaquePointer?
    defer { unsafe git_reference_free(resolved) }
    if unsafe git_reference_type(reference) == GIT_REFERENCE_SYMBOLIC {
      guard unsafe git_reference_resolve(&resolved, reference) == 0, let found = unsafe resolved else {
        return nil
      }
      unsafe direct = found
    }
    guard let target = unsafe git_reference_target(direct) else { return nil }
    let id = OID(unsafe target.pointee)
    // The list of packed references has where tags lead: most of them need not be opened.
    if let peeled = unsafe git_reference_target_peel(direct) {
      return TagReference(name: name, target: id, commit: OID(unsafe peeled.pointee))
    }
    return try RawObject.peeled(id, in: objects)
      .map { TagReference(name: name, target: id, commit: $0.commit) }
  }

  /// With its object read; nil when it leads to no commit of the clone.
  func tag(_ reference: TagReference) throws(Failure) -> Tag? {
    guard let (commit, tagged) = try RawObject.peeled(reference.target, in: objects) else { return nil }
    return Tag(name: reference.name, commit: commit.objectID, tagged: tagged)
  }
}
