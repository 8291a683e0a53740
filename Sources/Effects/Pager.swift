import Glibc
import Model
import Posix

/// A program that shows long text on a terminal: `PAGER`, or `less`. https://git-scm.com/docs/git-var#_variables
package struct Pager: Sendable {
  private let command: String
  private let environment: [String: String]

  /// Nil where the user has switched it off (`PAGER` is empty or `cat`), and without `less`.
  package init?(_ environment: [String: String]) {
    if let given = environment["PAGER"] {
      let name = given.split(whereSeparator: \.isWhitespace)
      guard !name.isEmpty, name != ["cat"] else { return nil }
      command = given
    } else {
      guard (try? executable("less", environment["PATH"] ?? "")) != nil else { return nil }
      command = "less"
    }
    // As git does: ends at once if the text fits on the screen, keeps colors, and leaves the text on the screen.
    self.environment = ["LESS": "FRX", "LV": "-c"].merging(environment) { $1 }
  }

  /// Shows the text and returns when the user has closed the pager. False if it could not be started: then nothing was
  /// shown. How it ends otherwise changes nothing. It gets no credentials in its environment.
  ///
  /// Interrupts belong to the pager from now on: this is for the end of the program.
  package func show(_ text: String) -> Bool {
    var ends: [Int32] = [-1, -1]
    guard unsafe pipe(&ends) == 0 else { return false }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let (status, pager) = spawn(
      "/bin/sh", ["-c", command], environment.filter { isInherited($0.key) }, files: [ends[0], 1, 2],
      inOwnGroup: false)
    close(ends[0])
    guard status == 0 else {
      close(ends[1])
      return false
    }
    for number in [SIGINT, SIGQUIT] { signal(number, SIG_IGN) }
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { unsafe write(ends[1], $0.baseAddress, $0.count) }
      // The user has closed it before the end of the text.
      if count < 0, errno != EINTR { break }
      rest = rest.dropFirst(max(0, count))
    }
    close(ends[1])
    var result: Int32 = 0
    _ = retryingInterrupted { unsafe waitpid(pager, &result, 0) }
    // What a shell returns for a command that does not exist or is not a program.
    return ![126, 127].contains(result & 0x7F == 0 ? result >> 8 & 0xFF : 0)
  }
}
