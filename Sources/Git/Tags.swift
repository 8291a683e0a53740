import CLibgit2
import Model

extension Repository {
  /// Every tag of a wanted name that leads to a commit, in order of name. Tags of trees and blobs, and tags whose object is
  /// missing, are left out, as git describe leaves them out.
  package func tags(where isWanted: (String) -> Bool = { _ in true }) throws(Failure) -> [Tag] {
    let repository = try opened()
    let pointer = unsafe repository.pointer
    let iterator = try unsafe Handle("list the tags", freedBy: unsafe git_reference_iterator_free) {
      unsafe git_reference_iterator_glob_new($0, pointer, "refs/tags/*")
    }
    var tags: [Tag] = []
    var reference: OpaquePointer?
    while true {
      let code = unsafe git_reference_next(&reference, iterator.pointer)
      if code == GIT_ITEROVER.rawValue { break }
      guard code == 0, let found = unsafe reference else {
        throw GitError(code: code).failure("list the tags")
      }
      defer { unsafe git_reference_free(found) }
      let name = unsafe Text.decode(git_reference_name(found)).dropFirst("refs/tags/".count)
      guard isWanted(String(name)) else { continue }
      if let tag = try unsafe tag(found, named: String(name), in: pointer) { tags.append(tag) }
    }
    return tags.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  private func tag(
    _ reference: OpaquePointer, named name: String, in repository: OpaquePointer
  ) throws(Failure) -> Tag? {
    var resolved: OpaquePointer?
    guard unsafe git_reference_resolve(&resolved, reference) == 0, let direct = unsafe resolved else {
      return nil
    }
    defer { unsafe git_reference_free(direct) }
    guard let target = unsafe git_reference_target(direct) else { return nil }
    var oid = unsafe target.pointee
    var object: OpaquePointer?
    guard unsafe git_object_lookup(&object, repository, &oid, GIT_OBJECT_ANY) == 0, let object = unsafe object
    else { return nil }
    defer { unsafe git_object_free(object) }
    var commit: OpaquePointer?
    guard unsafe git_object_peel(&commit, object, GIT_OBJECT_COMMIT) == 0, let commit = unsafe commit,
      let id = unsafe git_object_id(commit)
    else { return nil }
    defer { unsafe git_object_free(commit) }
    var tagged: Timestamp?
    if unsafe git_object_type(object) == GIT_OBJECT_TAG {
      // Tags of git's first years name no tagger.
      tagged = Timestamp(seconds: unsafe git_tag_tagger(object)?.pointee.when.time ?? 0)
    }
    return Tag(name: name, commit: try OID(unsafe id.pointee).objectID, tagged: tagged)
  }
}
