import Glibc
import Model

/// What a file belongs to. It decides the kind of the failure.
package enum FileOrigin: Sendable {
  /// The repository, or the package made from it.
  case repository
  /// This machine: a folder for releases, a cache, the path in a setting.
  case machine

  fileprivate var kind: Failure.Kind { self == .repository ? .repository : .configuration }
}

extension Failure {
  /// The failure of a system call on a path. Call it right after the system call: `errno` belongs to the thread. A full
  /// disk or quota is a configuration failure, whatever the file belongs to.
  package static func system(
    _ verb: Text, _ path: String, _ number: Int32 = errno, of origin: FileOrigin = .machine
  ) -> Failure {
    if number == ENOSPC || number == EDQUOT {
      return Failure(
        .configuration, "cannot \(verb) \"\(path)\": no space left on device",
        remedies: ["free some disk space: df -h shows what is in use"])
    }
    let reason = Self.reason(number)
    let isDenied = number == EACCES || number == EPERM
    let remedies: [Text] = isDenied ? ["check its owner and permissions: ls -ld \(quoted(path))"] : []
    return Failure(origin.kind, "cannot \(verb) \"\(path)\": \(reason)", remedies: remedies)
  }

  /// The words of the system for an error number, as messages where they are common.
  package static func reason(_ number: Int32) -> Text {
    switch number {
    case ENOENT: "no such file or directory"
    case ENOTDIR: "not a directory"
    case EISDIR: "is a directory"
    case EACCES: "permission denied"
    case EPERM: "operation not permitted"
    case EEXIST: "file exists"
    case EROFS: "read-only file system"
    case ENOTEMPTY: "directory not empty"
    case ELOOP: "too many levels of symbolic links"
    case ENAMETOOLONG: "file name too long"
    case EPIPE: "broken pipe"
    default: "\(unsafe String(cString: strerror(number)).lowercased())"
    }
  }

  /// Quoted for a shell.
  private static func quoted(_ path: String) -> String {
    "'" + path.replacing("'", with: "'\\''") + "'"
  }
}
