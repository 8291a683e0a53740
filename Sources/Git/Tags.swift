import CLibgit2
import Model

/// A tag's name and where it leads, before its object is read.
struct TagReference {
  var name: String
  /// What the reference names: a commit, or the tag object.
  var target: OID
  /// What that leads to in the end, a commit unless somebody tagged something else.
  var commit: OID
}

extension Repository {
  /// Every tag that leads to a commit, in order of name. Tags of trees and blobs, and tags whose object is
  /// missing, are left out, as git describe leaves them out.
  package func tags() throws(Failure) -> [Tag] {
    var tags: [Tag] = []
    let reader = try TagReader(self)
    for reference in try reader.references(where: { _ in true }) {
      if let tag = try reader.tag(reference) { tags.append(tag) }
    }
    return tags
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

  /// In order of name.
  func references(where isWanted: (String) -> Bool) throws(Failure) -> [TagReference] {
    let pointer = unsafe repository.pointer
    let iterator = try unsafe Handle("list the tags", freedBy: unsafe git_reference_iterator_free) {
      unsafe git_reference_iterator_glob_new($0, pointer, "refs/tags/*")
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
      let name = String(unsafe Text.decode(git_reference_name(found)).dropFirst("refs/tags/".count))
      if isWanted(name), let tag = unsafe resolved(found, name) { references.append(tag) }
    }
    return references.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  /// Nil when it leads nowhere.
  private func resolved(_ reference: OpaquePointer, _ name: String) -> TagReference? {
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
    // The list of packed references says where tags lead: most of them need not be opened.
    if let peeled = unsafe git_reference_target_peel(direct) {
      return TagReference(name: name, target: id, commit: OID(unsafe peeled.pointee))
    }
    var oid = id.oid
    var size = 0
    var type = GIT_OBJECT_ANY
    guard unsafe git_odb_read_header(&size, &type, objects.pointer, &oid) == 0 else { return nil }
    if type == GIT_OBJECT_COMMIT { return TagReference(name: name, target: id, commit: id) }
    return peeled(id).map { TagReference(name: name, target: id, commit: $0.commit) }
  }

  /// With its object read; nil when it leads to no commit of the clone.
  func tag(_ reference: TagReference) throws(Failure) -> Tag? {
    guard let (commit, tagged) = peeled(reference.target) else { return nil }
    return Tag(name: reference.name, commit: try commit.objectID, tagged: tagged)
  }

  /// The commit that a commit or tag leads to, and the tagger's time of a tag.
  private func peeled(_ id: OID) -> (commit: OID, tagged: Timestamp?)? {
    var oid = id.oid
    var object: OpaquePointer?
    guard unsafe git_object_lookup(&object, repository.pointer, &oid, GIT_OBJECT_ANY) == 0,
      let object = unsafe object
    else { return nil }
    defer { unsafe git_object_free(object) }
    var commit: OpaquePointer?
    guard unsafe git_object_peel(&commit, object, GIT_OBJECT_COMMIT) == 0, let commit = unsafe commit else {
      return nil
    }
    defer { unsafe git_object_free(commit) }
    guard let id = unsafe git_object_id(commit) else { return nil }
    var tagged: Timestamp?
    if unsafe git_object_type(object) == GIT_OBJECT_TAG {
      // Tags of git's first years name no tagger.
      tagged = Timestamp(seconds: unsafe git_tag_tagger(object)?.pointee.when.time ?? 0)
    }
    return (OID(unsafe id.pointee), tagged)
  }
}
