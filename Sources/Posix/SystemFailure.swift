import Glibc
import Model

/// Whose a file is decides what it means that it cannot be used.
package enum FileOrigin: Sendable {
  /// Of the repository, or of the package that is made of it.
  case repository
  /// Of this machine: a folder for releases, a cache, what a setting names.
  case machine

  fileprivate var kind: Failure.Kind { self == .repository ? .repository : .configuration }
}

extension Failure {
  /// A system call that could not do its work on a path. Read right after the call: `errno` is the thread's own. A full
  /// disk, or the user's full share of it, is the machine's whatever was to be written.
  package static func system(
    _ verb: String, _ path: String, _ number: Int32 = errno, of origin: FileOrigin = .machine
  ) -> Failure {
    if number == ENOSPC || number == EDQUOT {
      return Failure(
        .configuration, "cannot \(verb) \"\(path)\": no space left on device",
        remedies: ["free some space, or write elsewhere: df -h shows where there is any"])
    }
    let reason = unsafe String(cString: strerror(number)).lowercased()
    let isDenied = number == EACCES || number == EPERM
    let remedies: [Text] = isDenied ? ["check who owns it: ls -ld \(quoted(path))"] : []
    return Failure(origin.kind, "cannot \(verb) \"\(path)\": \(reason)", remedies: remedies)
  }

  /// As one word of a shell.
  private static func quoted(_ path: String) -> String {
    "'" + path.replacing("'", with: "'\\''") + "'"
  }
}
