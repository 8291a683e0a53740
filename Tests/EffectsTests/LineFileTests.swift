import Effects
import Foundation
import Model
import Support
import Testing

/// Files that another program reads along.
@Suite struct LineFileTests {
  private func pipe(in folder: TemporaryDirectory) -> String {
    let path = "\(folder.path)/events"
    _ = unsafe mkfifo(path, 0o600)
    return path
  }

  @Test
  func `a reader that is always late ends the file after a time in all, and no line after it is written`()
    throws
  {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let path = pipe(in: folder)
    let reader = unsafe open(path, O_RDONLY | O_NONBLOCK)
    let (isOver, hasEnded) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    Thread.detachNewThread {
      var buffer = [UInt8](repeating: 0, count: 4096)
      while isOver.wait(timeout: .now() + .milliseconds(50)) == .timedOut {
        _ = unsafe read(reader, &buffer, buffer.count)
      }
      hasEnded.signal()
    }
    // A read after the close would take what belongs to another test: its file may have the same number.
    defer {
      isOver.signal()
      hasEnded.wait()
      close(reader)
    }
    let file = try LineFile(path, patience: .seconds(2), patienceInAll: .milliseconds(400))
    let line = String(repeating: "x", count: 4095)
    var written = 0
    var failure: Failure?
    while written < 100, failure == nil {
      do throws(Failure) {
        try file.write(line)
        written += 1
      } catch {
        failure = error
      }
    }
    #expect(failure?.what == "cannot write \"\(path)\": its reader does not keep up")
    // What fits into the pipe, and what was read in that time.
    #expect((16..<60).contains(written), "\(written)")
    try file.write("not written, without a failure")
  }

  @Test func `a reader that keeps up gets every line`() throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let path = "\(folder.path)/events"
    let file = try LineFile(path, patienceInAll: .zero)
    for number in 0..<100 { try file.write("line \(number)") }
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.split(separator: "\n").count == 100)
  }

  @Test func `only a pipe is without a program that reads it`() throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let path = pipe(in: folder)
    let failure = #expect(throws: Failure.self) { _ = try LineFile(path, patience: .milliseconds(50)) }
    #expect(failure?.what.description.hasSuffix("no program reads it") == true)
  }
}
