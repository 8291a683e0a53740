import CLibgit2
import Model

/// The objects of a repository and of those that it borrows from, without libgit2's own reader of loose ones.
enum ObjectDatabase {
  /// Like git, which warns and stops (object-file.c, `link_alt_odb_entries`).
  private static let deepestAlternate = 5
  /// libgit2's own.
  private static let packsPriority: Int32 = 2

  /// `directory`: the folder `objects` of a repository.
  static func open(_ directory: String) throws(Failure) -> Handle {
    let database = try unsafe Handle(action(directory), freedBy: unsafe git_odb_free) {
      unsafe git_odb_new($0)
    }
    try add(directory, to: database)
    for folder in alternates(of: directory) { try add(folder, to: database, isAlternate: true) }
    return database
  }

  private static func action(_ directory: String) -> Text { "open the objects of \"\(directory)\"" }

  private static func add(
    _ directory: String, to database: borrowing Handle, isAlternate: Bool = false
  ) throws(Failure) {
    var packs: UnsafeMutablePointer<git_odb_backend>?
    try check(unsafe git_odb_backend_pack(&packs, directory), directory)
    let add = isAlternate ? unsafe git_odb_add_alternate : unsafe git_odb_add_backend
    try check(unsafe add(database.pointer, packs, packsPriority), directory)
    let loose = unsafe LooseObjects.backend(directory)
    try check(unsafe add(database.pointer, loose, LooseObjects.priority), directory)
  }

  private static func check(_ code: Int32, _ directory: String) throws(Failure) {
    guard code >= 0 else { throw GitError(code: code).failure(action(directory)) }
  }

  /// `info/alternates` (gitrepository-layout(5)): a folder of objects on each line, relative to the folder whose list it
  /// is, and theirs. What does not exist is left out, as git does with a warning.
  private static func alternates(of directory: String) -> [String] {
    var found: [String] = []
    var known = [Ownership.canonical(directory) ?? directory]
    var pending = [(directory, depth: 0)]
    while !pending.isEmpty {
      let (folder, depth) = pending.removeFirst()
      guard depth < deepestAlternate, let list = readFile("\(folder)/info/alternates") else { continue }
      for line in list.split(separator: UInt8(ascii: "\n")) where line.first != UInt8(ascii: "#") {
        let isQuoted = line.first == UInt8(ascii: "\"")
        let unquoted = isQuoted ? AttributeLine.unquoted(line)?.0 : nil
        let path = String(decoding: unquoted ?? Array(line), as: UTF8.self)
        guard let real = Ownership.canonical(path.hasPrefix("/") ? path : "\(folder)/\(path)"),
          !known.contains(real)
        else { continue }
        known.append(real)
        found.append(real)
        pending.append((real, depth + 1))
      }
    }
    return found
  }
}
