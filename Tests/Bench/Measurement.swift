import Foundation
import Synchronization

/// What one run of a program cost, by the kernel's account.
struct Measurement {
  /// Seconds.
  var wall: Double
  /// User and system, of all its threads, in seconds.
  var cpu: Double
  /// Peak of resident memory, in bytes. The files it maps count, as they do for the peers.
  var memory: Double
}

/// A program to be measured.
struct Program {
  struct Failed: Error, CustomStringConvertible { var description: String }

  var arguments: [String]
  var directory: String
  var environment: [String: String] = [:]
  /// The exit status that is expected.
  var status: Int32 = 0

  /// Runs it to its end. Its memory is sampled on a thread of its own: what `wait4` reports starts from the memory of this
  /// process.
  func measure() throws -> Measurement {
    let log = NSTemporaryDirectory() + "/sampan-bench-\(getpid()).log"
    defer { try? FileManager.default.removeItem(atPath: log) }
    _ = FileManager.default.changeCurrentDirectoryPath(directory)
    let start = ContinuousClock.now
    let child = try spawn(log: log)
    let watch = MemoryWatch(of: child)
    var status: Int32 = 0
    var usage = rusage()
    _ = unsafe wait4(child, &status, 0, &usage)
    let wall = (ContinuousClock.now - start) / .seconds(1)
    let memory = watch.end()
    let code = status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
    guard code == self.status else {
      let said = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
      throw Failed(description: "\(arguments.joined(separator: " ")) exited \(code): \(said)")
    }
    return Measurement(wall: wall, cpu: usage.ru_utime.seconds + usage.ru_stime.seconds, memory: memory)
  }

  private func spawn(log: String) throws -> pid_t {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    unsafe posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    unsafe posix_spawn_file_actions_addopen(&actions, 2, log, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    let variables = Self.environment.merging(environment) { $1 }
    let argv = unsafe arguments.map { unsafe strdup($0) } + [nil]
    let envp = unsafe variables.map { unsafe strdup("\($0)=\($1)") } + [nil]
    defer { unsafe (argv + envp).forEach { unsafe free($0) } }
    var child: pid_t = 0
    let failed = unsafe posix_spawnp(&child, arguments[0], &actions, nil, argv, envp)
    guard failed == 0 else { throw Failed(description: "\(arguments[0]) cannot be started") }
    return child
  }

  /// None of the user's own settings: the same work on every machine.
  private static let environment = [
    "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "HOME": "/nonexistent",
    "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null", "TZ": "UTC",
  ]
}

/// The peak of a process's resident memory, in bytes, read every 5 ms: reading it more often would disturb the measurement.
private final class MemoryWatch: Sendable {
  private let peak = Mutex(0.0)
  private let isOver = Mutex(false)
  private let done = DispatchSemaphore(value: 0)

  init(of process: pid_t) {
    Thread.detachNewThread { [self] in
      while !isOver.withLock({ $0 }) {
        let now = Self.peak(of: process)
        peak.withLock { $0 = max($0, now) }
        usleep(5000)
      }
      done.signal()
    }
  }

  func end() -> Double {
    isOver.withLock { $0 = true }
    done.wait()
    return peak.withLock { $0 }
  }

  private static func peak(of process: pid_t) -> Double {
    guard let text = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8),
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
      let kilobytes = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first
    else { return 0 }
    return (Double(kilobytes) ?? 0) * 1024
  }
}

extension timeval {
  fileprivate var seconds: Double { Double(tv_sec) + Double(tv_usec) / 1_000_000 }
}
