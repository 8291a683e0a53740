import HTTP
import Model

extension World {
  /// The default of tests: every effect fails and names itself, until a test replaces it.
  ///
  /// Effects that cannot fail give fixed values: the clock stands at 0, random bytes are zeros, events are
  /// dropped.
  package static var refusing: World {
    World(
      environment: [:], now: { Timestamp(seconds: 0) }, uptime: { .zero },
      sleep: { (_) throws(Failure) in throw .refused("sleep") },
      random: { [UInt8](repeating: 0, count: $0) }, transport: .refusing, files: .refusing, tell: { _ in },
      secrets: SecretRegister())
  }
}

/// Starts nothing: the failure names the program.
package func refuseToRun(_ program: Program) async throws(Failure) -> Program.Result {
  throw .refused("run \"\(program.name)\"")
}

extension Transport {
  /// Sends nothing: the failure names method and URL without its query.
  package static var refusing: Transport {
    Transport { (request, _) throws(Failure) in
      throw .refused("\(request.method) \(redacted(request.url))")
    }
  }
}

extension Files {
  /// Touches nothing: the failure names the operation and the path.
  package static var refusing: Files {
    Files(
      read: { (path, _) throws(Failure) in throw .refused("read \"\(path)\"") },
      stream: { (path, _) throws(Failure) in throw .refused("read \"\(path)\"") },
      streamInside: { (root, path, _) throws(Failure) in
        throw .refused("read \"\(root)/\(String(decoding: path, as: UTF8.self))\"")
      },
      copyInside: { (root, path, _) throws(Failure) in
        throw .refused("copy \"\(root)/\(String(decoding: path, as: UTF8.self))\"")
      },
      listInside: { (root, folder) throws(Failure) in throw .refused("list \"\(root)/\(folder)\"") },
      write: { (path, _) throws(Failure) in throw .refused("write \"\(path)\"") },
      writePrivate: { (path, _) throws(Failure) in throw .refused("write \"\(path)\"") },
      append: { (path, _) throws(Failure) in throw .refused("append \"\(path)\"") },
      info: { (path) throws(Failure) in throw .refused("info \"\(path)\"") },
      list: { (path) throws(Failure) in throw .refused("list \"\(path)\"") },
      makeDirectory: { (path) throws(Failure) in throw .refused("make directory \"\(path)\"") },
      rename: { (from, _) throws(Failure) in throw .refused("rename \"\(from)\"") },
      makeSymlink: { (path, _) throws(Failure) in throw .refused("make symlink \"\(path)\"") },
      readSymlink: { (path) throws(Failure) in throw .refused("read symlink \"\(path)\"") },
      remove: { (path) throws(Failure) in throw .refused("remove \"\(path)\"") },
      copy: { (from, _) throws(Failure) in throw .refused("copy \"\(from)\"") },
      changeMode: { (path, _) throws(Failure) in throw .refused("change the mode of \"\(path)\"") },
      makeExecutable: { (path) throws(Failure) in throw .refused("make executable \"\(path)\"") },
      sync: { (path) throws(Failure) in throw .refused("sync \"\(path)\"") },
      lock: { (path) throws(Failure) in throw .refused("lock \"\(path)\"") },
      isLocked: { (path) throws(Failure) in throw .refused("look at the lock \"\(path)\"") },
      resolve: { (path) throws(Failure) in throw .refused("resolve \"\(path)\"") },
      makeTemporaryDirectory: { () throws(Failure) in throw .refused("make a temporary directory") },
      unpack: { (zip, _) throws(Failure) in throw .refused("unpack \"\(zip)\"") })
  }
}

extension Failure {
  fileprivate static func refused(_ effect: String) -> Failure {
    Failure(.defect, "this world refuses to \(effect)")
  }
}
