import Effects
import Foundation
import Model
import Support
import Testing

@Suite struct ConsoleTests {
  @Test func `a line goes to its stream with its newline`() throws {
    let (output, errors) = (Pipe(), Pipe())
    let console = Console(
      output: output.fileHandleForWriting.fileDescriptor, errors: errors.fileHandleForWriting.fileDescriptor)
    console.write("result", to: .output)
    console.write("talk", to: .errors)
    #expect(output.fileHandleForReading.availableData == Data("result\n".utf8))
    #expect(errors.fileHandleForReading.availableData == Data("talk\n".utf8))
  }

  @Test func `a line longer than the pipe arrives whole`() async throws {
    let output = Pipe()
    let writing = output.fileHandleForWriting.fileDescriptor
    _ = fcntl(writing, F_SETFL, O_NONBLOCK)
    let line = String(repeating: "0123456789", count: 50_000)
    let reader = reading(output.fileHandleForReading)
    Console(output: writing, errors: writing).write(line, to: .output)
    try output.fileHandleForWriting.close()
    let text = await reader.first { _ in true }
    #expect(text == Data("\(line)\n".utf8))
  }

  @Test func `lines of many threads do not mix`() async throws {
    let output = Pipe()
    let console = Console(output: output.fileHandleForWriting.fileDescriptor, errors: -1)
    let reader = reading(output.fileHandleForReading)
    await withTaskGroup(of: Void.self) { group in
      for letter in ["a", "b", "c", "d"] {
        group.addTask {
          for _ in 0..<100 { console.write(String(repeating: letter, count: 3000), to: .output) }
        }
      }
    }
    try output.fileHandleForWriting.close()
    let text = await reader.first { _ in true } ?? Data()
    let lines = String(decoding: text, as: UTF8.self).split(separator: "\n")
    #expect(lines.count == 400)
    #expect(lines.allSatisfy { $0.count == 3000 && Set($0).count == 1 })
  }

  @Test func `a closed reader is no error`() async {
    await #expect(processExitsWith: .success) {
      _ = try? await StopSignal().runUntilStopped {
        let output = Pipe()
        try? output.fileHandleForReading.close()
        let console = Console(output: output.fileHandleForWriting.fileDescriptor, errors: -1)
        console.write("x", to: .output)
        if console.failure != nil { exit(1) }
      }
    }
  }

  @Test func `a result that is lost is remembered, a lost word is not`() {
    let full = unsafe open("/dev/full", O_WRONLY)
    defer { close(full) }
    let output = Pipe()
    let talking = Console(output: output.fileHandleForWriting.fileDescriptor, errors: full)
    talking.write("x", to: .output)
    talking.write("x", to: .errors)
    #expect(talking.failure == nil)
    let console = Console(output: full, errors: -1)
    console.write("x", to: .output)
    #expect(console.failure?.what == "cannot write results to standard output: no space left on device")
  }

  @Test func `there is no progress line and no width without a terminal`() {
    let errors = Pipe()
    let console = Console(output: -1, errors: errors.fileHandleForWriting.fileDescriptor)
    console.progress("50 %")
    console.write("line", to: .errors)
    #expect(errors.fileHandleForReading.availableData == Data("line\n".utf8))
    #expect(!console.isTerminal(.errors))
    #expect(console.width == nil)
  }

  @Test func `on a terminal the progress line stays below the lines`() throws {
    var (outer, inner) = (Int32(-1), Int32(-1))
    var size = winsize(ws_row: 24, ws_col: 71, ws_xpixel: 0, ws_ypixel: 0)
    try #require(unsafe openpty(&outer, &inner, nil, nil, &size) == 0)
    defer {
      close(outer)
      close(inner)
    }
    let console = Console(output: inner, errors: inner)
    #expect(console.isTerminal(.errors))
    #expect(console.width == 71)
    console.progress("50 %")
    console.write("talk", to: .errors)
    console.write("result", to: .output)
    console.progress(nil)
    console.write("end", to: .errors)
    let received = text(from: outer, upTo: "end\r\n")
    let erase = "\r\u{1B}[2K"
    #expect(
      received
        == "\(erase)50 %\(erase)talk\r\n50 %\(erase)result\r\n50 %\(erase)end\r\n")
  }
}

/// What arrives up to these words; no pause in it is longer than ten seconds.
private func text(from terminal: Int32, upTo end: String) -> String {
  var text = ""
  var buffer = [UInt8](repeating: 0, count: 4096)
  var entry = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
  while !text.contains(end), unsafe poll(&entry, 1, 10_000) > 0 {
    let count = unsafe read(terminal, &buffer, buffer.count)
    guard count > 0 else { break }
    text += String(decoding: buffer.prefix(count), as: UTF8.self)
  }
  return text
}

/// Reads to the end on a thread that starts at once, however busy the task pool is.
private func reading(_ handle: FileHandle) -> AsyncStream<Data> {
  let (stream, continuation) = AsyncStream<Data>.makeStream()
  Thread.detachNewThread {
    continuation.yield((try? handle.readToEnd()) ?? Data())
    continuation.finish()
  }
  return stream
}
