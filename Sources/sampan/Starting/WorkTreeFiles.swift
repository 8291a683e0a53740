import Effects
import Model

/// The files of a work tree, as far as `init` reads them: bounded in number, depth and size, and without following
/// links. Names and contents are not trusted.
struct WorkTreeFiles {
  let root: String
  /// Relative to the root, in the order of their depth.
  let paths: [String]
  private let files: Files

  private static let deepest = 4
  private static let mostFolders = 2000
  private static let mostFiles = 20_000
  private static let longestFile = 256 * 1024

  /// Folders with files of others, or with what a build made.
  private static let skipped: Set = [
    "node_modules", "vendor", "third_party", "testdata", "dist", "venv", "__pycache__", "Pods",
  ]
  /// Hidden folders with the files of CI systems.
  private static let hidden: Set = [".github", ".workflow", ".yunxiao", ".woodpecker"]

  init(_ root: String, _ files: Files) throws(Failure) {
    var paths: [String] = []
    var folders = [""]
    var next = 0
    while next < folders.count, next < Self.mostFolders, paths.count < Self.mostFiles {
      let folder = folders[next]
      next += 1
      for name in try files.list(folder.isEmpty ? root : "\(root)/\(folder)") {
        let path = folder.isEmpty ? name : "\(folder)/\(name)"
        switch try files.info("\(root)/\(path)")?.kind {
        case .file: paths.append(path)
        case .directory where Self.isRead(name) && path.split(separator: "/").count <= Self.deepest:
          folders.append(path)
        default: break
        }
      }
    }
    self.root = root
    self.paths = paths
    self.files = files
  }

  private static func isRead(_ name: String) -> Bool {
    hidden.contains(name) || !name.hasPrefix(".") && !skipped.contains(name)
  }

  /// Nil where it does not exist, is too long or cannot be read: then nothing is known from it.
  func text(_ path: String) -> String? {
    guard paths.contains(path), let file = try? files.readInside(root, Array(path.utf8), Self.longestFile)
    else { return nil }
    return String(decoding: file.bytes, as: UTF8.self)
  }

  /// The files of a folder, by their names; of the root with an empty string.
  func names(in folder: String) -> [String] {
    let prefix = folder.isEmpty ? "" : "\(folder)/"
    return paths.filter { $0.hasPrefix(prefix) && !$0.dropFirst(prefix.count).contains("/") }
      .map { String($0.dropFirst(prefix.count)) }
  }
}
