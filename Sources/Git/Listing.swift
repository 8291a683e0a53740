import Glibc
import Model

extension Repository {
  /// What a folder of a commit holds; `.` is the root. What the commit's attributes mark `export-ignore` is
  /// left out, as in `git archive`; the folder itself is not asked, because it was named.
  ///
  /// Refused when there is no such folder, and when objects are missing (partial clone): nothing is fetched.
  package func listing(of commit: ObjectID, under path: String) throws(Failure) -> TreeListing {
    guard let tree = try tree(at: path, of: commit), let root = try self.tree(at: ".", of: commit) else {
      throw Failure(
        .repository, "commit \(commit.prefix(8)) has no folder \"\(path)\"",
        remedies: ["git ls-tree -d -r --name-only \(commit.prefix(8))"])
    }
    return try withObjects { (objects) throws(Failure) in
      var attributes = Attributes(info: readFile("\(commonDirectory)/info/attributes"))
      let folders = path.split(separator: "/").filter { $0 != "." }.map { Array($0.utf8) }
      var parent = root
      var base: [UInt8] = []
      for folder in folders {
        let items = try objects.items(of: parent)
        try objects.addAttributes(of: items, in: base, to: &attributes)
        guard let child = items.first(where: { $0.name == folder }) else { break }
        parent = child.id
        base += folder + [UInt8(ascii: "/")]
      }
      return try objects.listing(of: tree, at: base, attributes)
    }
  }
}

extension ObjectReader {
  /// More entries than any package has: trees that contain the same tree many times over describe billions.
  private static let mostEntries = 300_000
  /// Linux's PATH_MAX.
  private static let longestPath = 4096

  fileprivate func listing(
    of tree: ObjectID, at base: [UInt8], _ attributes: Attributes
  ) throws(Failure) -> TreeListing {
    struct Folder {
      var path: [UInt8]
      var id: ObjectID
      var attributes: Attributes
    }
    enum Pending {
      case folder(Folder)
      case entry(TreeEntry, isSubstituted: Bool)
    }
    var listing = TreeListing(entries: [])
    var missing: [[UInt8]] = []
    var pending = [Pending.folder(Folder(path: base, id: tree, attributes: attributes))]
    var visited = 0
    while let next = pending.popLast() {
      visited += 1
      guard case .folder(var folder) = next else {
        if case .entry(let entry, let isSubstituted) = next {
          listing.entries.append(entry)
          if isSubstituted { listing.exportSubst.append(entry.path) }
        }
        continue
      }
      let items = try items(of: folder.id)
      try addAttributes(of: items, in: folder.path, to: &folder.attributes)
      var found: [Pending] = []
      for item in items {
        let path = folder.path + item.name
        guard path.count <= Self.longestPath else {
          throw Failure(
            .repository, "a path is longer than \(Self.longestPath) bytes: \"\(Self.text(path))\"")
        }
        let answer = folder.attributes.answer(path, isFolder: item.isTree)
        if answer.isIgnored {
          listing.ignoredCount += 1
          continue
        }
        if item.isTree {
          let path = path + [UInt8(ascii: "/")]
          found.append(.folder(Folder(path: path, id: item.id, attributes: folder.attributes)))
          continue
        }
        guard let kind = item.kind else {
          throw Failure(
            .repository, "\"\(Self.text(path))\" has the unknown mode \(String(item.mode, radix: 8))",
            remedies: ["git fsck --full"])
        }
        let relative = Array(path[base.count...])
        let size = kind == .submodule ? 0 : try sizeIfPresent(item.id)
        if size == nil { missing.append(path) }
        let entry = TreeEntry(path: relative, kind: kind, object: item.id, size: size ?? 0)
        found.append(.entry(entry, isSubstituted: answer.isSubstituted))
      }
      pending += found.reversed()
      guard visited + pending.count <= Self.mostEntries else {
        throw Failure(
          .repository, "the commit has more than \(Self.mostEntries) files and folders",
          remedies: ["name a folder with package.path"])
      }
    }
    if let first = missing.first {
      let others = missing.count == 1 ? "is" : "and \(missing.count - 1) more files are"
      throw Refusal.missing("the content of \"\(Self.text(first))\" \(others)", access: access)
    }
    return listing
  }

  fileprivate func addAttributes(
    of items: [TreeItem], in base: [UInt8], to attributes: inout Attributes
  ) throws(Failure) {
    let name = Array(".gitattributes".utf8)
    guard let item = items.first(where: { $0.name == name }), item.kind == .file || item.kind == .executable
    else { return }
    attributes.add(try blob(item.id), inFolder: base)
  }

  private static func text(_ path: [UInt8]) -> String { String(decoding: path, as: UTF8.self) }
}

/// Empty when there is no such file.
private func readFile(_ path: String) -> [UInt8] {
  let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
  guard file >= 0 else { return [] }
  defer { close(file) }
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 65_536)
  while true {
    let count = unsafe read(file, &buffer, buffer.count)
    if count <= 0 { return bytes }
    bytes += buffer[..<count]
  }
}
