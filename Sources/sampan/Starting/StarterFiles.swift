import Effects
import Model

/// Writes the files of `init`: all or none.
struct StarterFiles {
  private let root: String
  private let files: Files
  /// Those that are written; the others exist already.
  private let wanted: [StarterFile]

  /// Fails if a file cannot be written, before anything is.
  init(_ all: [StarterFile], below root: String, _ context: Context) throws(Failure) {
    self.root = root
    files = context.world.files
    let replaces = context.arguments.isSet(.force)
    var wanted: [StarterFile] = []
    for file in all {
      try Self.refuseFolders(of: file.path, below: root, files)
      switch try files.info(Self.absolute(file.path, root))?.kind {
      case nil: wanted.append(file)
      case .directory?:
        throw Failure(
          .repository, "\"\(file.path)\" is not written: it is a folder",
          remedies: ["remove it, or name another file with --config"])
      case _?: if replaces { wanted.append(file) }
      }
    }
    self.wanted = wanted
  }

  private static func absolute(_ path: String, _ root: String) -> String {
    path.hasPrefix("/") ? path : "\(root)/\(path)"
  }

  /// Fails if a folder in the path is a symbolic link, which may lead out of the repository, or is not a folder.
  private static func refuseFolders(
    of path: String, below root: String, _ files: Files
  ) throws(Failure) {
    guard !path.hasPrefix("/") else { return }
    var folder = ""
    for component in path.split(separator: "/").dropLast() {
      folder += folder.isEmpty ? "\(component)" : "/\(component)"
      switch try files.info("\(root)/\(folder)")?.kind {
      case nil: return
      case .directory?: continue
      case .symlink?: throw notWritten(path, "\"\(folder)\" is a symbolic link", folder)
      case _?: throw notWritten(path, "\"\(folder)\" is not a folder", folder)
      }
    }
  }

  private static func notWritten(_ path: String, _ reason: Text, _ folder: String) -> Failure {
    Failure(
      .repository, "\"\(path)\" is not written: \(reason)", remedies: ["replace \"\(folder)\" with a folder"])
  }

  /// What was done, so that it can be undone.
  private enum Change {
    case madeFolder(String)
    case made(String)
    case replaced(String, before: [UInt8])
  }

  /// The files that were written. If one cannot be, what was there before is restored.
  func write() throws(Failure) -> [StarterFile] {
    var changes: [Change] = []
    do throws(Failure) {
      for file in wanted { try write(file, &changes) }
    } catch {
      for change in changes.reversed() { undo(change) }
      throw error
    }
    return wanted
  }

  /// A link at the path is replaced, not followed.
  private func write(_ file: StarterFile, _ changes: inout [Change]) throws(Failure) {
    let path = Self.absolute(file.path, root)
    var folder = parentPath(path)
    var missing: [String] = []
    while try files.info(folder) == nil {
      missing.append(folder)
      folder = parentPath(folder)
    }
    for folder in missing.reversed() {
      try files.makeDirectory(folder)
      changes.append(.madeFolder(folder))
    }
    let before = try files.info(path)?.kind == .file ? files.read(path, Self.longest) : nil
    try files.write(path, Array(file.text.utf8))
    changes.append(before.map { .replaced(path, before: $0) } ?? .made(path))
  }

  private static let longest = 16 * 1024 * 1024

  private func undo(_ change: Change) {
    switch change {
    case .madeFolder(let path), .made(let path): try? files.remove(path)
    case .replaced(let path, let before): try? files.write(path, before)
    }
  }
}
