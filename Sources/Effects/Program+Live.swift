import Glibc
import Model
import Posix
import Synchronization

/// Runs a program in a process group of its own, on a thread of its own. It gets the given variables and
/// three streams, but not our other descriptors and not the variables with our credentials.
///
/// Failures: `.configuration` when it is not on `PATH`, `.unavailable` when it has not ended by its deadline,
/// `.interrupted` when the task is cancelled. In the last two nothing of it is left running.
package func runProgram(
  _ program: Program, _ environment: [String: String]
) async throws(Failure) -> Program.Result {
  let path = try executable(program.name, environment["PATH"] ?? "")
  let isCancelled = Cancellation()
  let result: Result<Program.Result, Failure> = await withTaskCancellationHandler {
    await withCheckedContinuation { continuation in
      do throws(Failure) {
        try startThread {
          continuation.resume(returning: outcome(of: path, program, environment, unless: isCancelled))
        }
      } catch {
        continuation.resume(returning: .failure(error))
      }
    }
  } onCancel: {
    isCancelled.flag.store(true, ordering: .releasing)
  }
  return try result.get()
}

private func outcome(
  of path: String, _ program: Program, _ environment: [String: String], unless cancelled: Cancellation
) -> Result<Program.Result, Failure> {
  do throws(Failure) {
    return .success(try RunningProgram(path, program, environment).end(unless: cancelled))
  } catch {
    return .failure(error)
  }
}

/// Absolute folders only: a repository must not be able to put a program in the way of a relative one.
func executable(_ name: String, _ path: String) throws(Failure) -> String {
  guard !name.isEmpty, !name.utf8.contains(where: { $0 == UInt8(ascii: "/") || $0 == 0 }) else {
    throw Failure(.defect, "\"\(name)\" is not a valid program name")
  }
  for folder in path.split(separator: ":") where folder.hasPrefix("/") {
    let candidate = "\(folder)/\(name)"
    var status = stat()
    let isFile = unsafe stat(candidate, &status) == 0 && status.kind == .file
    if isFile, unsafe access(candidate, X_OK) == 0 { return candidate }
  }
  throw Failure(
    .configuration, "\"\(name)\" is not on PATH", remedies: ["install it, or add its folder to PATH"])
}

private final class Cancellation: Sendable {
  let flag = Atomic(false)
}

/// A program that was started, and must be waited for once.
private struct RunningProgram {
  private let program: Program
  private let leader: pid_t
  private let streams: [Int32]
  private let start = ContinuousClock.now

  private static let keptBytes = 1 << 20
  private static let pipeBytes = 4096

  init(_ path: String, _ program: Program, _ environment: [String: String]) throws(Failure) {
    guard program.input.count <= Self.pipeBytes else {
      throw Failure(.defect, "\(program.input.count) bytes are too much input for \"\(program.name)\"")
    }
    self.program = program
    var ends: [Int32] = []
    for _ in 0..<3 {
      var pair: [Int32] = [-1, -1]
      guard unsafe pipe(&pair) == 0 else {
        let number = errno
        ends.forEach { close($0) }
        throw .system("run", path, number)
      }
      for end in pair { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      ends += pair
    }
    // Before the program starts: it fits into the pipe, and a reader that ends early causes no SIGPIPE.
    _ = unsafe write(ends[1], program.input, program.input.count)
    let (status, leader) = spawn(path, program.arguments, environment, files: [ends[0], ends[3], ends[5]])
    for end in [ends[0], ends[1], ends[3], ends[5]] { close(end) }
    guard status == 0 else {
      for end in [ends[2], ends[4]] { close(end) }
      throw .system("run", path, status)
    }
    streams = [ends[2], ends[4]]
    self.leader = leader
  }

  func end(unless cancelled: Cancellation) throws(Failure) -> Program.Result {
    defer {
      // Programs that it started may still be running when it has ended.
      _ = kill(-leader, SIGKILL)
      for stream in streams { close(stream) }
    }
    for stream in streams { _ = fcntl(stream, F_SETFL, O_NONBLOCK) }
    var result = Program.Result(status: 0)
    var open = [true, true]
    while true {
      var status: Int32 = 0
      let hasEnded = unsafe waitpid(leader, &status, WNOHANG) != 0
      if open[0] { open[0] = drain(streams[0], into: &result.output) }
      if open[1] { open[1] = drain(streams[1], into: &result.errors) }
      if hasEnded {
        result.status = status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
        return result
      }
      if cancelled.flag.load(ordering: .acquiring) {
        throw stopped(Failure(.interrupted, "interrupted while \"\(program.name)\" was running"))
      }
      guard ContinuousClock.now - start < program.deadline else {
        throw stopped(
          Failure(
            .unavailable,
            "\"\(program.name)\" did not end within \(Amounts.time(program.deadline))"))
      }
      waitForNews(of: streams.indices.filter { open[$0] }.map { streams[$0] })
    }
  }

  /// False at the end of the stream.
  private func drain(_ stream: Int32, into bytes: inout [UInt8]) -> Bool {
    var buffer = [UInt8](repeating: 0, count: 16 * 1024)
    while true {
      let count = retryingInterrupted { unsafe read(stream, &buffer, buffer.count) }
      guard count > 0 else { return count < 0 && errno == EAGAIN }
      bytes += buffer.prefix(count)
      if bytes.count > Self.keptBytes { bytes.removeFirst(bytes.count - Self.keptBytes) }
    }
  }

  /// Returns at the latest after 20 ms: the end of the program causes no other event.
  private func waitForNews(of streams: [Int32]) {
    var waits = streams.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    _ = unsafe poll(&waits, nfds_t(waits.count), waits.isEmpty ? 1 : 20)
  }

  private func stopped(_ failure: Failure) -> Failure {
    _ = kill(-leader, SIGKILL)
    var status: Int32 = 0
    _ = retryingInterrupted { unsafe waitpid(leader, &status, 0) }
    return failure
  }
}

/// The error number, and the process when that is 0. In our own group, it can read from the terminal and gets the signals
/// of its keys.
func spawn(
  _ path: String, _ arguments: [String], _ environment: [String: String], files: [Int32],
  inOwnGroup: Bool = true
) -> (status: Int32, leader: pid_t) {
  var actions = unsafe posix_spawn_file_actions_t()
  unsafe posix_spawn_file_actions_init(&actions)
  defer { unsafe posix_spawn_file_actions_destroy(&actions) }
  for (number, file) in files.enumerated() {
    unsafe posix_spawn_file_actions_adddup2(&actions, file, Int32(number))
  }
  // libcurl's sockets, and what we were started with, are not marked to be closed at `exec`. Closing what is not open
  // is not an error here; the margin is for what other threads open meanwhile, which takes the lowest free numbers.
  for number in 3...highestDescriptor() + 64 { unsafe posix_spawn_file_actions_addclose(&actions, number) }
  var attributes = posix_spawnattr_t()
  unsafe posix_spawnattr_init(&attributes)
  defer { unsafe posix_spawnattr_destroy(&attributes) }
  // Our thread gets no signals; the program does.
  var noSignals = sigset_t()
  unsafe sigemptyset(&noSignals)
  unsafe posix_spawnattr_setsigmask(&attributes, &noSignals)
  let group = inOwnGroup ? POSIX_SPAWN_SETPGROUP : 0
  unsafe posix_spawnattr_setflags(&attributes, Int16(group | POSIX_SPAWN_SETSIGMASK))

  let argv = unsafe ([path] + arguments).map { unsafe strdup($0) } + [nil]
  let inherited = environment.filter { isInherited($0.key) }
  let envp = unsafe inherited.map { unsafe strdup("\($0)=\($1)") } + [nil]
  defer { unsafe (argv + envp).forEach { unsafe free($0) } }
  var leader: pid_t = 0
  let status = unsafe posix_spawn(&leader, path, &actions, &attributes, argv, envp)
  return (status, status == 0 ? leader : 0)
}

/// Docker and the credential helpers of registries are all that is started: they log in with what belongs to their
/// cloud, their agent or their store. They get no other tokens.
private func isInherited(_ name: String) -> Bool {
  guard !OwnVariables.contains(name) else { return false }
  let theirs = ["AWS_", "AZURE_", "CLOUDSDK_", "DOCKER_", "GOOGLE_", "PASSWORD_STORE_"]
  return SecretName.word(in: name) == nil || name == "SSH_AUTH_SOCK" || theirs.contains(where: name.hasPrefix)
}

/// Of those that are open; without `/proc` a guess.
private func highestDescriptor() -> Int32 {
  guard let directory = Descriptor("/proc/self/fd", O_RDONLY | O_DIRECTORY),
    let names = entryNames(directory.number)
  else { return 1024 }
  let numbers = names.compactMap {
    Int32(String(decoding: $0.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self))
  }
  return numbers.max() ?? 1024
}
