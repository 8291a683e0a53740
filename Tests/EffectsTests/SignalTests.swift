import Effects
import Foundation
import HTTP
import Model
import Testing

/// Sends this process a signal in a moment, whatever the threads of others do. A process that does not end by it ends
/// in half a minute.
private func raiseSoon(_ number: Int32, after seconds: Double = 0.1) {
  alarm(30)
  Thread.detachNewThread {
    usleep(useconds_t(seconds * 1_000_000))
    kill(getpid(), number)
  }
}

/// Sleeps in a world of its own until it is stopped; the exit code that follows from the failure.
private func sleepUntilStopped() async -> Int32 {
  let stop = StopSignal()
  do throws(Failure) {
    try await stop.runUntilStopped { () throws(Failure) in
      let world = World.live(version: "0", stop: stop, tell: { _ in })
      try await world.sleep(.seconds(20))
    }
    return 0
  } catch {
    return ExitCode(error.kind).rawValue
  }
}

@Suite struct SignalTests {
  @Test func `SIGINT ends a sleep at once`() async {
    await #expect(processExitsWith: .exitCode(130)) {
      let start = ContinuousClock.now
      raiseSoon(SIGINT)
      let code = await sleepUntilStopped()
      exit(ContinuousClock.now - start < .seconds(10) ? code : 1)
    }
  }

  @Test func `SIGTERM is told apart from SIGINT`() async {
    await #expect(processExitsWith: .exitCode(143)) {
      raiseSoon(SIGTERM)
      exit(await sleepUntilStopped())
    }
  }

  @Test func `the end of the terminal stops a run like SIGTERM`() async {
    await #expect(processExitsWith: .exitCode(143)) {
      signal(SIGHUP, SIG_DFL)
      raiseSoon(SIGHUP)
      exit(await sleepUntilStopped())
    }
  }

  @Test func `a run that was started by nohup outlives its terminal`() async {
    await #expect(processExitsWith: .exitCode(7)) {
      signal(SIGHUP, SIG_IGN)
      try await StopSignal().runUntilStopped { () throws(Failure) in
        kill(getpid(), SIGHUP)
        usleep(100_000)
      }
      exit(7)
    }
  }

  @Test func `a reader that went away does not end the process`() async {
    await #expect(processExitsWith: .exitCode(7)) {
      surviveFailedWrites()
      var ends: [Int32] = [-1, -1]
      guard unsafe pipe(&ends) == 0 else { exit(2) }
      close(ends[0])
      let console = Console(output: ends[1])
      console.write("result", to: .output)
      exit(console.failure == nil ? 7 : 3)
    }
  }

  @Test func `what a request says about being cancelled follows the signal`() async {
    await #expect(processExitsWith: .exitCode(143)) {
      raiseSoon(SIGTERM)
      do throws(Failure) {
        try await StopSignal().runUntilStopped { () throws(Failure) in
          while !Task.isCancelled { await Task.yield() }
          throw Failure(.interrupted, "interrupted while waiting for a.example")
        }
      } catch {
        exit(ExitCode(error.kind).rawValue)
      }
    }
  }

  @Test func `a second signal ends a process that does not listen`() async {
    await #expect(processExitsWith: .exitCode(143)) {
      raiseSoon(SIGINT)
      raiseSoon(SIGTERM, after: 0.3)
      try await StopSignal().runUntilStopped { () throws(Failure) in
        for _ in 0..<100 { usleep(200_000) }
      }
      exit(1)
    }
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func `the first signal ends a process within two seconds, whatever its threads do`(number: Int32) async {
    await #expect(processExitsWith: .exitCode(128 + number)) { [number] in
      let start = ContinuousClock.now
      raiseSoon(number, after: 0.2)
      try await StopSignal().runUntilStopped(overdue: { failure in
        // The words come late enough for what ends by itself, and in time.
        let waited = ContinuousClock.now - start
        let isRight = failure.kind == (number == SIGINT ? .interrupted : .terminated)
        if !isRight || waited < .seconds(1) || waited > .seconds(2.2) { _exit(1) }
        // Nor does it matter that they cannot be said.
        for _ in 0..<100 { usleep(200_000) }
      }) { () throws(Failure) in
        for _ in 0..<64 { DispatchQueue.global().async { while true {} } }
        while true {}
      }
    }
  }

  @Test func `a program that we start ignores none of the signals that we handle`() async {
    await #expect(processExitsWith: .success) {
      try await StopSignal().runUntilStopped { () throws(Failure) in
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["grep", "-E", "^SigIgn", "/proc/self/status"]
        let output = Pipe()
        process.standardOutput = output
        do {
          try process.run()
        } catch {
          exit(2)
        }
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        // Bit n - 1 is signal n.
        let ours: UInt64 = [SIGINT, SIGTERM, SIGPIPE].reduce(0) { $0 | 1 << UInt64($1 - 1) }
        let masks = text.split(separator: "\n").compactMap { UInt64($0.suffix(16), radix: 16) }
        exit(masks.count == 1 && masks.allSatisfy { $0 & ours == 0 } ? 0 : 1)
      }
    }
  }

  @Test func `a body that is not stopped gives its value`() async throws {
    await #expect(processExitsWith: .exitCode(7)) {
      exit(try await StopSignal().runUntilStopped { 7 })
    }
  }
}
