import Foundation

/// A program in a process group of its own, so that nothing it started outlives the test. Foundation's `Process` has
/// none, and waits for grandchildren.
struct ProcessGroup {
  struct NotStarted: Error { var reason: Int32 }

  private let leader: pid_t

  /// `files` become standard input, output and error.
  static func spawn(
    _ executable: String, _ arguments: [String], environment: [String], files: [String]
  ) throws -> ProcessGroup {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    for (number, file) in files.enumerated() {
      unsafe posix_spawn_file_actions_addopen(
        &actions, Int32(number), file, number == 0 ? O_RDONLY : O_WRONLY, 0)
    }
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))

    let argv = unsafe arguments.map { unsafe strdup($0) } + [nil]
    let envp = unsafe environment.map { unsafe strdup($0) } + [nil]
    defer { unsafe (argv + envp).forEach { unsafe free($0) } }
    var leader: pid_t = 0
    let failed = unsafe posix_spawn(&leader, executable, &actions, &attributes, argv, envp)
    guard failed == 0 else { throw NotStarted(reason: failed) }
    return ProcessGroup(leader: leader)
  }

  /// The exit status, 128 + signal when it was killed; nil when it has not ended in time.
  func wait(seconds: Double) -> Int32? {
    let deadline = Date().addingTimeInterval(seconds)
    var status: Int32 = 0
    while unsafe waitpid(leader, &status, WNOHANG) == 0 {
      guard Date() < deadline else { return nil }
      usleep(2000)
    }
    return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
  }

  /// Ends whatever is left of it.
  func kill() {
    Glibc.kill(-leader, SIGKILL)
    var status: Int32 = 0
    _ = unsafe waitpid(leader, &status, WNOHANG)
  }
}
