import Glibc
import Model
import Posix

/// Opens a file below a root as `Files.streamInside` documents, one component at a time, each from the descriptor of
/// the one before: a change made meanwhile cannot lead elsewhere. Nil when the file does not exist.
func streamFileInside(
  _ root: String, _ path: [UInt8], _ sink: ([UInt8]) throws(Failure) -> Void
) throws(Failure) -> FileVersion? {
  guard let file = try openInside(root, path) else { return nil }
  while true {
    guard let piece = file.read(1024 * 1024) else { throw .inside("read", path) }
    guard piece.isEmpty else {
      try sink(piece)
      continue
    }
    // Read last, so that a change during the read shows as another version.
    guard let status = file.status else { throw .inside("read", path) }
    return FileVersion(status)
  }
}

func copyFileInside(_ root: String, _ path: [UInt8], _ to: String) throws(Failure) -> FileVersion? {
  guard let file = try openInside(root, path) else { return nil }
  try copy(file, to)
  guard let status = file.status else { throw .inside("copy", path) }
  return FileVersion(status)
}

private func openInside(_ root: String, _ path: [UInt8]) throws(Failure) -> Descriptor? {
  var steps = components(path).reversed() as [[UInt8]]
  var place: [[UInt8]] = []
  var folder = try openFolder([], of: root)
  var hops = 0
  /// The link that is being followed, for the message.
  var way: Text = "it has \"..\" in it"
  while let step = steps.popLast() {
    guard step != Array(".git".utf8) else {
      throw .outside(path, hops == 0 ? "files in \".git\" are never deployed" : way)
    }
    if step == Array("..".utf8) {
      guard place.popLast() != nil else { throw .outside(path, way) }
      folder = try openFolder(place, of: root)
    } else if let target = link(step, in: folder.number) {
      hops += 1
      way = "\"\(text(place + [step]))\" is a link to \"\(text([target]))\""
      guard hops <= 40, !target.contains(0) else { throw .outside(path, "\(way), and too many links follow") }
      steps += components(target).reversed()
      guard target.first == slash else { continue }
      let top = components(Array(root.utf8))
      guard components(target).starts(with: top) else { throw .outside(path, way) }
      steps.removeLast(top.count)
      place = []
      folder = try openFolder(place, of: root)
    } else if steps.isEmpty {
      guard
        let file = Descriptor(in: folder.number, step.asCString, O_RDONLY | O_NONBLOCK | O_NOFOLLOW)
      else {
        if errno == ENOENT { return nil }
        // What Linux returns for a socket, and for a device that has no driver.
        if errno == ENXIO { throw .notRegular(path) }
        throw .inside("read", path)
      }
      guard file.status?.kind == .file else { throw .notRegular(path) }
      return file
    } else {
      guard let next = Descriptor(in: folder.number, step.asCString, folderFlags) else {
        if errno == ENOENT || errno == ENOTDIR { return nil }
        throw .inside("read", path)
      }
      folder = next
      place.append(step)
    }
  }
  throw .notRegular(path)
}

private let folderFlags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW

private func openFolder(_ place: [[UInt8]], of root: String) throws(Failure) -> Descriptor {
  guard var folder = Descriptor(root, O_RDONLY | O_DIRECTORY) else { throw .system("open", root) }
  for name in place {
    guard let next = Descriptor(in: folder.number, name.asCString, folderFlags) else {
      throw .inside("open", Array(place.joined(separator: [slash])))
    }
    folder = next
  }
  return folder
}

/// Where a link points to; nil when it is not a link.
private func link(_ name: [UInt8], in folder: Int32) -> [UInt8]? {
  var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
  let count = unsafe readlinkat(folder, name.asCString, &buffer, buffer.count)
  return count < 0 ? nil : buffer.prefix(count).map { UInt8(bitPattern: $0) }
}

func listFilesInside(_ root: String, _ folder: String) throws(Failure) -> [FoundFile] {
  let top = components(Array(folder.utf8))
  var found: [FoundFile] = []
  var folders: [[[UInt8]]] = [[]]
  while let place = folders.popLast() {
    guard let directory = try openListed(top + place, of: root) else { continue }
    guard let names = entryNames(directory.number) else { throw .inside("list", joined(top + place)) }
    for name in names.map({ $0.dropLast().map { UInt8(bitPattern: $0) } }).sorted(by: precedes) {
      guard name != Array(".git".utf8) else { continue }
      var status = stat()
      guard unsafe fstatat(directory.number, name.asCString, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
        if errno == ENOENT { continue }
        throw .inside("list", joined(top + place + [name]))
      }
      let kind: FoundFile.Kind
      switch status.kind {
      case .directory:
        folders.append(place + [name])
        continue
      case .file: kind = .file(isExecutable: status.st_mode & S_IXUSR != 0)
      case .symlink: kind = link(name, in: directory.number).map { .link(target: $0) } ?? .other
      case .other: kind = .other
      }
      found.append(FoundFile(path: joined(place + [name]), kind: kind, version: FileVersion(status)))
    }
  }
  return found
}

/// The folder, reached without a link; nil when there is none.
private func openListed(_ place: [[UInt8]], of root: String) throws(Failure) -> Descriptor? {
  guard var folder = Descriptor(root, O_RDONLY | O_DIRECTORY) else {
    if errno == ENOENT { return nil }
    throw .system("list", root)
  }
  for (index, name) in place.enumerated() {
    if let target = link(name, in: folder.number) {
      let path = text(Array(place[...index]))
      throw .outside(joined(place), "\"\(path)\" is a link to \"\(text([target]))\" in the work tree")
    }
    guard let next = Descriptor(in: folder.number, name.asCString, O_RDONLY | O_DIRECTORY | O_NOFOLLOW) else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw .inside("list", joined(place))
    }
    folder = next
  }
  return folder
}

// MARK: Paths as bytes

private let slash = UInt8(ascii: "/")

/// Without empty ones and `.`.
private func components(_ path: [UInt8]) -> [[UInt8]] {
  path.split(separator: slash).map(Array.init).filter { $0 != Array(".".utf8) }
}

private func joined(_ place: [[UInt8]]) -> [UInt8] { Array(place.joined(separator: [slash])) }
private func text(_ place: [[UInt8]]) -> String { String(decoding: joined(place), as: UTF8.self) }
private func precedes(_ first: [UInt8], _ second: [UInt8]) -> Bool { first.lexicographicallyPrecedes(second) }

extension [UInt8] {
  fileprivate var asCString: [CChar] { map { CChar(bitPattern: $0) } + [0] }
}

extension FileVersion {
  init(_ status: stat) {
    func nanoseconds(_ time: timespec) -> Int64 { Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec) }
    self.init(
      byteCount: Int(status.st_size), modified: nanoseconds(status.st_mtim),
      changed: nanoseconds(status.st_ctim))
  }
}

extension Failure {
  /// As `system`, of a path in the repository. Read right after the call.
  fileprivate static func inside(_ verb: Text, _ path: [UInt8]) -> Failure {
    .system(verb, text([path]), of: .repository)
  }

  fileprivate static func notRegular(_ path: [UInt8]) -> Failure {
    Failure(.repository, "cannot read \"\(text([path]))\": it is not a regular file")
  }

  fileprivate static func outside(_ path: [UInt8], _ reason: Text) -> Failure {
    Failure(
      .repository, "\"\(text([path]))\" points outside of the repository: \(reason)",
      remedies: ["replace the link by the file itself"])
  }
}
