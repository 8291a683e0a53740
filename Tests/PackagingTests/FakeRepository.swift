import Model
import Packaging

/// A commit, its submodules and the work tree, in memory.
struct FakeRepository {
  private var blobs: [String: [UInt8]] = [:]
  private var listing: [TreeEntry] = []
  private var submodules: [String: [TreeEntry]] = [:]
  var usesLFS = true
  private var workTree: [WorkTreeFile] = []
  private var workTreeContents: [[UInt8]: [UInt8]] = [:]

  /// Ids that count up: nothing here depends on them being hashes.
  private mutating func store(_ content: [UInt8]) -> ObjectID? {
    let digits = String(blobs.count + 1, radix: 16)
    let hex = String(repeating: "0", count: 40 - digits.count) + digits
    blobs[hex] = content
    return ObjectID(hex)
  }

  mutating func commit(_ path: [UInt8], _ kind: TreeEntry.Kind = .file, _ text: String = "") {
    guard let object = store(Array(text.utf8)) else { return }
    let size = kind == .submodule ? 0 : text.utf8.count
    listing.append(TreeEntry(path: path, kind: kind, object: object, size: size))
  }

  mutating func commit(_ path: String, _ kind: TreeEntry.Kind = .file, _ text: String = "") {
    commit(Array(path.utf8), kind, text)
  }

  /// A submodule with files, `path: text`.
  mutating func commit(submodule path: String, files: KeyValuePairs<String, String>) {
    if !listing.contains(where: { $0.path == Array(path.utf8) }) { commit(path, .submodule) }
    submodules[path] = files.compactMap { name, text in
      store(Array(text.utf8)).map {
        TreeEntry(path: Array(name.utf8), kind: .file, object: $0, size: text.utf8.count)
      }
    }
  }

  mutating func build(_ path: String, _ text: String, isExecutable: Bool = false, linkTarget: String? = nil) {
    let link = linkTarget.map { WorkTreeFile.Kind.link(target: Array($0.utf8)) }
    build(Array(path.utf8), text, link ?? .file(isExecutable: isExecutable))
  }

  mutating func build(
    _ path: [UInt8], _ text: String, _ kind: WorkTreeFile.Kind = .file(isExecutable: false)
  ) {
    let location = Array("top/".utf8) + path
    workTree.append(
      WorkTreeFile(
        path: path, location: location, kind: kind, version: FileVersion(byteCount: text.utf8.count)))
    workTreeContents[location] = Array(text.utf8)
  }

  var sources: PackageSources {
    PackageSources(
      blob: { object, _ throws(Failure) in
        guard let blob = blobs[object.hex] else { throw Failure(.repository, "object \(object) is missing") }
        return blob
      },
      submodule: { path, _ throws(Failure) in
        guard let tree = submodules[path] else { throw Failure(.repository, "no submodule \(path)") }
        return tree
      },
      workTree: { workTree },
      read: { file throws(Failure) in
        guard let content = workTreeContents[file.location] else {
          throw Failure(.repository, "no file \(file.location)")
        }
        return content
      })
  }

  func select(_ spec: PackageSpec) throws(Failure) -> Selection {
    try Packaging.select(listing, usesLFS: usesLFS, spec: spec, from: sources)
  }

  /// `mode path = content` of every entry, the content as a reader would get it.
  func package(_ spec: PackageSpec) throws(Failure) -> [String] {
    var lines: [String] = []
    for entry in try select(spec).entries {
      let content: [UInt8] =
        switch entry.content {
        case .blob(let object, _, let submodule): try sources.blob(object, submodule)
        case .link(let target): target
        case .file(let location, _): workTreeContents[location] ?? []
        }
      guard content.count == entry.size else { throw Failure(.defect, "size of \(entry.path)") }
      let mode = String(entry.mode.rawValue, radix: 8)
      lines.append("\(mode) \(entry.path) = \(String(decoding: content, as: UTF8.self))")
    }
    return lines
  }

  /// The failure of a selection; nil when it succeeds.
  func refusal(_ spec: PackageSpec) -> Failure? {
    do throws(Failure) {
      _ = try select(spec)
      return nil
    } catch { return error }
  }
}

/// A spec at a place of no importance.
func spec(
  _ path: String = ".", include: [String]? = nil, exclude: [String]? = nil,
  symlinks: PackageSpec.Symlinks = .error, submodules: PackageSpec.Submodules = .error,
  lfs: PackageSpec.LFS = .error, add: [String]? = nil, maxBytes: Int? = nil
) -> PackageSpec {
  PackageSpec(
    place: Place(file: "sampan.json", line: 7), path: path, include: include.flatMap(GlobList.init),
    exclude: exclude.flatMap(GlobList.init), symlinks: symlinks, submodules: submodules, lfs: lfs,
    add: add.flatMap(GlobList.init), maxBytes: maxBytes)
}
