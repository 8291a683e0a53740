import CLibgit2
import Glibc
import Model

/// Files of a repository that libgit2 1.5 opens without a check of their type: it would wait forever for a named
/// pipe.
enum PipeCheck {
  /// Measured; the test of this refusal has each of them. Other files it leaves alone when they are not regular.
  private static let files = ["config", "gitdir", "packed-refs", "info/attributes", "info/exclude"]

  /// Failure: `.repository`, with the path, when one of them is neither a regular file nor a directory. `directory`:
  /// anywhere inside of the repository, which has not been opened yet.
  static func refusePipes(ofRepositoryAt directory: String) throws(Failure) {
    guard let own = gitDirectory(of: directory) else { return }
    var folders = [own]
    if let common = line(of: "\(own)/commondir") {
      folders.append(common.hasPrefix("/") ? common : "\(own)/\(common)")
    }
    for folder in folders {
      for file in files { try refusePipe("\(folder)/\(file)") }
      let packs = "\(folder)/objects/pack"
      for name in names(in: packs) { try refusePipe("\(packs)/\(name)") }
    }
    // Of the refs, the branch that is checked out: the others are found by reading folders, which leaves pipes out.
    let reference = "ref: "
    guard let head = line(of: "\(own)/HEAD"), head.hasPrefix(reference) else { return }
    for folder in folders { try refusePipe("\(folder)/\(head.dropFirst(reference.count))") }
  }

  /// Nil where libgit2 finds no repository: opening it reports that.
  private static func gitDirectory(of directory: String) -> String? {
    var buffer = unsafe git_buf()
    defer { unsafe git_buf_dispose(&buffer) }
    guard unsafe git_repository_discover(&buffer, directory, 0, nil) == 0, let path = unsafe buffer.ptr
    else { return nil }
    let found = unsafe String(cString: path)
    return found.hasSuffix("/") ? String(found.dropLast()) : found
  }

  private static func names(in folder: String) -> [String] {
    guard let stream = unsafe opendir(folder) else { return [] }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { unsafe Array($0.prefix { $0 != 0 }) }
      names.append(String(decoding: name, as: UTF8.self))
    }
    return names
  }

  private static func line(of path: String) -> String? {
    readFile(path, limit: 4096).map {
      String(decoding: $0.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }
  }

  private static func refusePipe(_ path: String) throws(Failure) {
    var status = stat()
    // Follows links: one that leads to a pipe is opened like it.
    guard unsafe stat(path, &status) == 0 else { return }
    guard [S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT) else {
      throw Failure(
        .repository, "\"\(path)\" is not a regular file", remedies: ["rm '\(path)'", "clone again"])
    }
  }
}
