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
  return try await onOwnThread { (isCancelled) throws(Failure) in
    var result = Program.Result(status: 0)
    result.status = try RunningProgram(path, program, environment.filter { isInherited($0.key) })
      .end(within: program.deadline, unless: isCancelled) { news in
        switch news {
        case .output(let bytes, of: 0): result.output.keepEnd(of: bytes)
        case .output(let bytes, of: _): result.errors.keepEnd(of: bytes)
        case .running: break
        }
      }
    return result
  }
}

/// The same for a command of a repository.
func runWorkTreeCommand(
  _ command: WorkTreeCommand, _ news: @escaping @Sendable (WorkTreeCommand.News) -> Void
) async throws(Failure) -> Int32 {
  let name = command.words.first ?? ""
  let path =
    name.contains("/")
    ? (name.hasPrefix("/") ? name : "\(command.directory)/\(name)")
    : try executable(name, command.variables["PATH"] ?? "/usr/local/bin:/usr/bin:/bin")
  return try await onOwnThread { (isCancelled) throws(Failure) in
    try RunningProgram(path, command)
      .end(within: command.deadline, unless: isCancelled, grace: .milliseconds(700)) { change in
        switch change {
        case .output(let bytes, of: _): news(.output(bytes))
        case .running(let time): news(.running(time))
        }
      }
  }
}

/// Runs blocking work, which has to watch the flag for the end of the task.
private func onOwnThread<Value: Sendable>(
  _ work: @escaping @Sendable (Cancellation) throws(Failure) -> Value
) async throws(Failure) -> Value {
  let isCancelled = Cancellation()
  let result: Result<Value, Failure> = await withTaskCancellationHandler {
    await withCheckedContinuation { continuation in
      do throws(Failure) {
        try startThread {
          continuation.resume(returning: Result { () throws(Failure) in try work(isCancelled) })
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
  private let name: String
  private let leader: pid_t
  private let streams: [Int32]
  private let start = ContinuousClock.now

  private static let pipeBytes = 4096
  private static let readBytes = 4096
  /// What a pipe holds when its program has ended: 64 KiB (pipe(7), read 2026-11-29).
  private static let lastReads = 16

  /// `.output`: of the stream with that number among those that are read.
  enum News {
    case output([UInt8], of: Int)
    case running(Duration)
  }

  init(_ path: String, _ program: Program, _ environment: [String: String]) throws(Failure) {
    guard program.input.count <= Self.pipeBytes else {
      throw Failure(.defect, "\(program.input.count) bytes are too much input for \"\(program.name)\"")
    }
    let ends = try Self.pipes(3, for: path)
    // Before the program starts: it fits into the pipe, and a reader that ends early causes no SIGPIPE.
    _ = unsafe write(ends[1], program.input, program.input.count)
    let (status, leader) = spawn(path, program.arguments, environment, files: [ends[0], ends[3], ends[5]])
    for end in [ends[0], ends[1], ends[3], ends[5]] { close(end) }
    guard status == 0 else {
      for end in [ends[2], ends[4]] { close(end) }
      throw .system("run", path, status)
    }
    name = program.name
    streams = [ends[2], ends[4]]
    self.leader = leader
  }

  /// Both of its streams are read as one.
  init(_ path: String, _ command: WorkTreeCommand) throws(Failure) {
    let ends = try Self.pipes(1, for: path)
    let nothing = unsafe open("/dev/null", O_RDONLY | O_CLOEXEC)
    guard nothing >= 0 else {
      ends.forEach { close($0) }
      throw .system("read", "/dev/null")
    }
    // The shell changes the folder: not every system's posix_spawn can.
    let (status, leader) = spawn(
      "/bin/sh",
      ["-c", #"cd "$1" && shift && exec "$@""#, "sh", command.directory, path] + command.words.dropFirst(),
      command.variables, files: [nothing, ends[1], ends[1]])
    for end in [nothing, ends[1]] { close(end) }
    guard status == 0 else {
      close(ends[0])
      throw .system("run", path, status)
    }
    name = command.name
    streams = [ends[0]]
    self.leader = leader
  }

  /// For each pipe its reading end and its writing end.
  private static func pipes(_ count: Int, for path: String) throws(Failure) -> [Int32] {
    var ends: [Int32] = []
    for _ in 0..<count {
      var pair: [Int32] = [-1, -1]
      guard unsafe pipe(&pair) == 0 else {
        let number = errno
        ends.forEach { close($0) }
        throw .system("run", path, number)
      }
      for end in pair { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      ends += pair
    }
    return ends
  }

  /// Its exit status; 128 + signal when it was killed. `grace`: how long it may take to end after SIGTERM; without it, it
  /// is killed at once.
  func end(
    within deadline: Duration, unless cancelled: Cancellation, grace: Duration = .zero, _ news: (News) -> Void
  ) throws(Failure) -> Int32 {
    defer {
      // Programs that it started may still be running when it has ended.
      _ = kill(-leader, SIGKILL)
      for stream in streams { close(stream) }
    }
    for stream in streams { _ = fcntl(stream, F_SETFL, O_NONBLOCK) }
    var open = streams.map { _ in true }
    var stop: (failure: Failure, end: ContinuousClock.Instant)?
    while true {
      var status: Int32 = 0
      let hasEnded = unsafe waitpid(leader, &status, WNOHANG) != 0
      for (index, stream) in streams.enumerated() where open[index] {
        open[index] = drain(stream, reads: hasEnded ? Self.lastReads : 1) { news(.output($0, of: index)) }
      }
      if hasEnded {
        if let stop { throw stop.failure }
        return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
      }
      let elapsed = ContinuousClock.now - start
      if let stop {
        guard ContinuousClock.now < stop.end else { throw killed(stop.failure) }
      } else if let failure = reasonToStop(elapsed, deadline, cancelled) {
        _ = kill(-leader, SIGTERM)
        stop = (failure, .now + grace)
        if grace == .zero { throw killed(failure) }
      } else {
        news(.running(elapsed))
      }
      waitForNews(of: streams.indices.filter { open[$0] }.map { streams[$0] })
    }
  }

  private func reasonToStop(_ elapsed: Duration, _ deadline: Duration, _ cancelled: Cancellation) -> Failure?
  {
    if cancelled.flag.load(ordering: .acquiring) {
      return Failure(.interrupted, "interrupted while \"\(name)\" was running")
    }
    guard elapsed >= deadline else { return nil }
    return Failure(.unavailable, "\"\(name)\" did not end within \(Amounts.time(deadline))")
  }

  /// False at the end of the stream. One read at a time while the program is running: each may be thousands of lines, which
  /// take their time to be reported, and a program that never pauses must not keep us from its deadline.
  private func drain(_ stream: Int32, reads: Int, _ sink: ([UInt8]) -> Void) -> Bool {
    var buffer = [UInt8](repeating: 0, count: Self.readBytes)
    for _ in 0..<reads {
      let count = retryingInterrupted { unsafe read(stream, &buffer, buffer.count) }
      guard count > 0 else { return count < 0 && errno == EAGAIN }
      sink(Array(buffer.prefix(count)))
    }
    return true
  }

  /// Returns at the latest after 20 ms: the end of the program causes no other event.
  private func waitForNews(of streams: [Int32]) {
    var waits = streams.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    _ = unsafe poll(&waits, nfds_t(waits.count), waits.isEmpty ? 1 : 20)
  }

  private func killed(_ failure: Failure) -> Failure {
    _ = kill(-leader, SIGKILL)
    var status: Int32 = 0
    _ = retryingInterrupted { unsafe waitpid(leader, &status, 0) }
    return failure
  }
}

extension [UInt8] {
  /// The last MiB of everything.
  fileprivate mutating func keepEnd(of bytes: [UInt8]) {
    let most = 1 << 20
    self += bytes
    if count > most { removeFirst(count - most) }
  }
}

/// The error number, and the process when that is 0. It gets all of these variables. In our own group, it can
/// read from the terminal and gets the signals of its keys.
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
  let envp = unsafe environment.map { unsafe strdup("\($0)=\($1)") } + [nil]
  defer { unsafe (argv + envp).forEach { unsafe free($0) } }
  var leader: pid_t = 0
  let status = unsafe posix_spawn(&leader, path, &actions, &attributes, argv, envp)
  return (status, status == 0 ? leader : 0)
}

/// Docker and the credential helpers of registries are all that is started: they log in with what belongs to their
/// cloud, their agent or their store. They get no other tokens.
func isInherited(_ name: String) -> Bool {
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
