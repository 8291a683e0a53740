import Foundation
import HTTP
import Model
import Support
import Synchronization
import Testing

/// How many descriptors and threads this process has.
private func resources() throws -> (descriptors: Int, threads: Int) {
  let files = FileManager.default
  return (
    try files.contentsOfDirectory(atPath: "/proc/self/fd").count,
    try files.contentsOfDirectory(atPath: "/proc/self/task").count
  )
}

/// A server that reads a little of each body, slowly, and then gives up.
private func slowServer() throws -> LoopbackServer {
  try LoopbackServer { connection in
    _ = connection.readHead()
    var buffer = [UInt8](repeating: 0, count: 4096)
    for _ in 0..<20 where unsafe recv(connection.fd, &buffer, buffer.count, 0) > 0 { usleep(20_000) }
  }
}

/// Uploads one after the other, each cancelled on its way. Gives what did not end as an interruption.
private func cancelUploads(_ count: Int, _ transport: Transport, file: String, byteCount: Int) async throws
  -> [Result<Response, Failure>]
{
  let server = try slowServer()
  defer { server.stop() }
  let request = Request("PUT", server.url(), body: .file(path: file, byteCount: byteCount))
  var odd: [Result<Response, Failure>] = []
  for number in 0..<count {
    let upload = Task { () -> Result<Response, Failure> in
      do throws(Failure) { return .success(try await transport(request)) } catch { return .failure(error) }
    }
    try await Task.sleep(for: .milliseconds(number % 20))
    upload.cancel()
    let end = await upload.value
    if case .failure(let failure) = end, failure.kind == .interrupted { continue }
    odd.append(end)
  }
  return odd
}

/// Whether cancelled uploads leave neither descriptors nor threads behind. For a process of its own.
private func cancelledUploadsLeaveNothing(_ count: Int) async throws -> Bool {
  let folder = try TemporaryDirectory()
  defer { folder.remove() }
  let byteCount = 8 << 20
  let file = try folder.write("a.zip", [UInt8](repeating: 7, count: byteCount))
  var transport: Transport? = .live(version: "0")
  guard let live = transport else { return false }
  // Threads of the task pool and the library come with the first.
  _ = try await cancelUploads(4, live, file: file, byteCount: byteCount)
  try await Task.sleep(for: .milliseconds(300))
  let before = try resources()
  let start = ContinuousClock.now
  let odd = try await cancelUploads(count, live, file: file, byteCount: byteCount)
  let took = ContinuousClock.now - start
  transport = nil
  // The server's threads notice a little later.
  var after = try resources()
  for _ in 0..<100 where after.descriptors > before.descriptors || after.threads > before.threads {
    try await Task.sleep(for: .milliseconds(100))
    after = try resources()
  }
  FileHandle.standardError.write(
    Data(
      "\(count) cancelled in \(took): \(before) before, \(after) after, \(odd.count) odd: \(odd.first as Any)\n"
        .utf8))
  return odd.isEmpty && after.descriptors <= before.descriptors && after.threads <= before.threads
}

@Suite struct ConnectionTests {
  @Test(arguments: ["GET", "POST"])
  func `reads share a connection`(method: String) async throws {
    let connections = Mutex(0)
    let server = try LoopbackServer { connection in
      connections.withLock { $0 += 1 }
      while let head = connection.readHead() {
        connection.readBody(head)
        connection.answer("200 OK")
      }
    }
    defer { server.stop() }
    let transport = Transport.live(version: "1.2.3")
    let body: Request.Body = method == "POST" ? .bytes([1, 2]) : .none
    for _ in 0..<5 { _ = try await transport(Request(method, server.url(), body: body, kind: .read)) }
    #expect(connections.withLock { $0 } == 1)
  }

  @Test func `a write whose connection dies is sent once`() async throws {
    let server = try LoopbackServer { connection in
      while let head = connection.readHead() {
        connection.readBody(head)
        if head.hasPrefix("POST") { return }
        connection.answer("200 OK")
      }
    }
    defer { server.stop() }
    let transport = Transport.live(version: "1.2.3")
    _ = try await transport(Request("GET", server.url()))
    let failure = await #expect(throws: Failure.self) {
      try await transport(Request("POST", server.url(), body: .bytes([1])))
    }
    #expect(failure?.retry == .readsOnly)
    #expect(server.requests.filter { $0.hasPrefix("POST") }.count == 1)
  }

  /// Every connection dies silently after its first answer, as behind a balancer that was restarted.
  @Test func `a read whose kept connection died is answered over a new one`() async throws {
    let server = try LoopbackServer { connection in
      guard let head = connection.readHead() else { return }
      connection.readBody(head)
      connection.answer("200 OK", body: "fine")
      _ = connection.readHead()
    }
    defer { server.stop() }
    let transport = Transport.live(version: "1.2.3")
    for _ in 0..<3 {
      let response = try await transport(Request("POST", server.url(), body: .bytes([1, 2]), kind: .read))
      #expect(response.body == Array("fine".utf8))
    }
  }

  @Test func `a hundred requests at once are all answered, by one thread`() async throws {
    let server = try LoopbackServer { connection in
      while let head = connection.readHead() {
        connection.readBody(head)
        usleep(20_000)
        connection.answer("200 OK", body: String(head.prefix { $0 != "\r\n" }))
      }
    }
    defer { server.stop() }
    let transport = Transport.live(version: "1.2.3")
    let lines = try await withThrowingTaskGroup(of: (Int, String).self) { group in
      for number in 0..<100 {
        group.addTask {
          let response = try await transport(
            Request(
              number % 2 == 0 ? "GET" : "POST", server.url("/\(number)"),
              body: number % 2 == 0 ? .none : .bytes(Array("\(number)".utf8))))
          return (number, String(decoding: response.body, as: UTF8.self))
        }
      }
      return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
    #expect(lines.count == 100)
    for (number, line) in lines { #expect(line.contains(" /\(number) ")) }
  }

  @Test func `a request of a task that was cancelled before is not sent`() async throws {
    let server = try LoopbackServer { connection in _ = connection.readHead() }
    defer { server.stop() }
    let transport = Transport.live(version: "1.2.3")
    let url = server.url()
    let task = Task { () -> Failure? in
      while !Task.isCancelled { await Task.yield() }
      do throws(Failure) {
        _ = try await transport(Request("GET", url))
        return nil
      } catch {
        return error
      }
    }
    task.cancel()
    #expect(await task.value?.kind == .interrupted)
    #expect(server.requests.isEmpty)
  }

  @Test func `uploads cancelled in a row leave nothing behind`() async {
    await #expect(processExitsWith: .exitCode(0)) {
      let count = ProcessInfo.processInfo.environment["SAMPAN_TEST_UPLOADS"].flatMap { Int($0) } ?? 40
      exit(try await cancelledUploadsLeaveNothing(count) ? 0 : 1)
    }
  }

  @Test func `waiting for an answer costs no processor time`() async {
    await #expect(processExitsWith: .exitCode(0)) {
      let folder = try TemporaryDirectory()
      defer { folder.remove() }
      let byteCount = 4 << 20
      let file = try folder.write("a.zip", [UInt8](repeating: 7, count: byteCount))
      let server = try LoopbackServer { connection in
        guard let head = connection.readHead() else { return }
        connection.readBody(head)
        sleep(1)
        connection.answer("200 OK")
      }
      let transport = Transport.live(version: "0")
      let start = clock()
      _ = try await transport(
        Request("PUT", server.url(), body: .file(path: file, byteCount: byteCount)))
      let seconds = Double(clock() - start) / Double(CLOCKS_PER_SEC)
      FileHandle.standardError.write(Data("\(seconds) s of processor time\n".utf8))
      exit(seconds < 0.5 ? 0 : 1)
    }
  }

  @Test func `a file that becomes shorter while it is sent ends the upload`() async throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let byteCount = 16 << 20
    let path = try folder.write("a.zip", [UInt8](repeating: 7, count: byteCount))
    let server = try LoopbackServer { connection in
      guard let head = connection.readHead() else { return }
      try? FileHandle(forWritingAtPath: path)?.truncate(atOffset: 1000)
      connection.readBody(head)
    }
    defer { server.stop() }
    let failure = await #expect(throws: Failure.self) {
      try await Transport.live(version: "0")(
        Request("PUT", server.url(), body: .file(path: path, byteCount: byteCount)))
    }
    #expect(failure?.kind == .repository)
    #expect(failure?.what == "\"\(path)\" changed: it has fewer than \(byteCount) bytes")
  }
}
