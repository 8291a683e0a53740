import Model

extension Repository {
  /// What a folder of a commit contains; `.` is the root. What the commit's attributes mark `export-ignore` is
  /// left out, as in `git archive`; the folder itself is not checked, because it was named.
  ///
  /// Refused when there is no such folder, when a tree is missing, and when there is more than `ListingLimits` allows. `.interrupted` when `isStopped` is true.
  package func listing(
    of commit: ObjectID, under path: String, unless isStopped: @escaping () -> Bool = { false }
  ) throws(Failure) -> TreeListing {
    guard let tree = try tree(at: path, of: commit), let root = try self.tree(at: ".", of: commit) else {
      throw Failure(
        .repository, "commit \(commit.prefix(8)) has no folder \"\(path)\"",
        remedies: ["git ls-tree -d -r --name-only \(commit.prefix(8))"])
    }
    return try withObjects { (objects) throws(Failure) in
      var attributes = Attributes(info: readFile("\(commonDirectory)/info/attributes") ?? [])
      let folders = path.split(separator: "/").filter { $0 != "." }.map { Array($0.utf8) }
      var parent = try OID(root)
      var base: [UInt8] = []
      for folder in folders {
        let items = try objects.items(of: parent)
        try objects.addAttributes(of: items, in: base, to: &attributes)
        guard let child = items.first(where: { $0.name == folder }) else { break }
        parent = child.id
        base += folder + [UInt8(ascii: "/")]
      }
      return try objects.listing(of: OID(tree), at: base, attributes, unless: isStopped)
    }
  }
}

/// More than any package has: trees that contain the same tree many times over describe billions of files with a few
/// objects.
enum ListingLimits {
  static let entries = 300_000
  /// Linux's PATH_MAX.
  static let pathBytes = 4096
  static let depth = 512
  /// Of all paths together.
  static let allPathBytes = 64 << 20
}

extension ObjectReader {
  fileprivate func listing(
    of tree: OID, at base: [UInt8], _ attributes: Attributes, unless isStopped: () -> Bool
  ) throws(Failure) -> TreeListing {
    struct Folder {
      var path: [UInt8]
      var id: OID
      var attributes: Attributes
      var depth: Int
    }
    enum Pending {
      case folder(Folder)
      case entry(TreeEntry, isSubstituted: Bool)
    }
    var listing = TreeListing(entries: [])
    var pending = [Pending.folder(Folder(path: base, id: tree, attributes: attributes, depth: 0))]
    var visited = 0
    var pathBytes = 0
    while let next = pending.popLast() {
      visited += 1
      if visited.isMultiple(of: 256), isStopped() {
        throw Failure(.interrupted, "interrupted while listing the files of the commit")
      }
      guard case .folder(var folder) = next else {
        if case .entry(let entry, let isSubstituted) = next {
          listing.entries.append(entry)
          if isSubstituted { listing.exportSubst.append(entry.path) }
        }
        continue
      }
      let items = try items(of: folder.id)
      try addAttributes(of: items, in: folder.path, to: &folder.attributes)
      if folder.attributes.usesLFS { listing.usesLFS = true }
      var found: [Pending] = []
      for item in items {
        let path = folder.path + item.name
        guard path.count <= ListingLimits.pathBytes else {
          throw Failure(
            .repository,
            "a path is longer than \(ListingLimits.pathBytes) bytes: \"\(Self.text(Array(path.prefix(200))))…\""
          )
        }
        pathBytes += path.count
        let answer = folder.attributes.answer(path, isFolder: item.isTree)
        if answer.isIgnored { continue }
        if item.isTree {
          guard folder.depth < ListingLimits.depth else {
            throw Self.tooMuch("folders nested more than \(ListingLimits.depth) deep")
          }
          let path = path + [UInt8(ascii: "/")]
          found.append(
            .folder(
              Folder(path: path, id: item.id, attributes: folder.attributes, depth: folder.depth + 1)))
          continue
        }
        guard let kind = item.kind else {
          throw Failure(
            .repository, "\"\(Self.text(path))\" has the unknown mode \(String(item.mode, radix: 8))",
            remedies: ["git fsck --full"])
        }
        let relative = base.isEmpty ? path : Array(path[base.count...])
        let size = kind == .submodule ? 0 : try sizeIfPresent(item.id)
        if size == nil { listing.missing.insert(item.id.objectID) }
        let entry = TreeEntry(path: relative, kind: kind, object: item.id.objectID, size: size ?? 0)
        found.append(.entry(entry, isSubstituted: answer.isSubstituted))
      }
      pending += found.reversed()
      guard visited + pending.count <= ListingLimits.entries else {
        throw Self.tooMuch("more than \(ListingLimits.entries) files and folders")
      }
      guard pathBytes <= ListingLimits.allPathBytes else {
        throw Self.tooMuch("paths of more than \(ListingLimits.allPathBytes >> 20) MiB in all")
      }
    }
    return listing
  }

  private static func tooMuch(_ what: Text) -> Failure {
    Failure(
      .repository, "the commit has \(what)",
      remedies: ["inspect it: git ls-tree -r -t --name-only HEAD | head", "git fsck --full"])
  }

  fileprivate func addAttributes(
    of items: [TreeItem], in base: [UInt8], to attributes: inout Attributes
  ) throws(Failure) {
    let name = Array(".gitattributes".utf8)
    guard let item = items.first(where: { $0.name == name }), item.kind == .file || item.kind == .executable
    else { return }
    attributes.add(try blob(item.id.objectID), inFolder: base)
  }

  private static func text(_ path: [UInt8]) -> String { String(decoding: path, as: UTF8.self) }
}
