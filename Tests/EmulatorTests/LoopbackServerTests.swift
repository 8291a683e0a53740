import Emulator
import Foundation
import Support
import Synchronization
import Testing

/// Python's sockets are the other side: they send what no decent client would.
@Suite struct LoopbackServerTests {
  private func python(_ script: String, port: Int, seconds: Double = 60) async throws -> [String] {
    let prelude = """
      import socket, sys, time, threading, os, random, hashlib
      port = int(sys.argv[1])
      def talk(data, half_close=True):
        s = socket.create_connection(("127.0.0.1", port), timeout=10)
        try:
          s.sendall(data)
          if half_close: s.shutdown(socket.SHUT_WR)
          answer = b""
          while True:
            piece = s.recv(65536)
            if not piece: return answer
            answer += piece
        except ConnectionResetError: return b"reset"
        except BrokenPipeError: return b"reset"
        finally: s.close()

      """
    return try await Command.succeed(["python3", "-c", prelude + script, String(port)], seconds: seconds)
      .split(separator: "\n").map(String.init)
  }

  private func echo(_ limits: ServerLimits = ServerLimits()) throws -> LoopbackServer {
    try LoopbackServer(limits: limits) { request in
      .answer(Answer(200, type: "text/plain", "\(request.method) \(request.target) \(request.body.sha256)"))
    }
  }

  @Test func `a request is recorded as it was sent`() async throws {
    let server = try echo()
    defer { server.stop() }
    _ = try await python(
      #"""
      talk(b"POST /a%2Fb?x=%20&y HTTP/1.1\r\nHost: h\r\nx-B:  two words \r\nX-a: 1\r\n"
        b"Content-Length: 3\r\n\r\nabc")
      """#, port: server.port)
    let request = try #require(server.requests.first)
    #expect(request.method == "POST")
    #expect(request.target == "/a%2Fb?x=%20&y")
    #expect(
      request.headers == [
        Field("Host", "h"), Field("x-B", "two words"), Field("X-a", "1"), Field("Content-Length", "3"),
      ])
    #expect(request.body == RecordedBody(bytes: Array("abc".utf8)))
  }

  @Test func `one connection carries many requests, pipelined ones too`() async throws {
    let server = try echo()
    defer { server.stop() }
    let lines = try await python(
      #"""
      requests = (b"GET /1 HTTP/1.1\r\nHost: h\r\n\r\n"
        b"PUT /2 HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi"
        b"GET /3 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
      print(talk(requests, False).count(b"HTTP/1.1 200 OK"))
      """#, port: server.port)
    #expect(lines == ["3"])
    #expect(server.requests.map(\.target) == ["/1", "/2", "/3"])
  }

  @Test(arguments: [
    ("GET / HTTP/1.1\\r\\n\\r\\n", "400"), ("GET / HTTP/1.1\\r\\nHost: a\\r\\nHost: b\\r\\n\\r\\n", "400"),
    ("GET  / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n", "400"), ("hello\\r\\n\\r\\n", "400"),
    ("GET / HTTP/2.0\\r\\nHost: a\\r\\n\\r\\n", "505"), ("GET / SPDY/1\\r\\nHost: a\\r\\n\\r\\n", "400"),
    ("GET relative HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n", "400"),
    ("GET / HTTP/1.1\\r\\nHost : a\\r\\n\\r\\n", "400"),
    ("GET / HTTP/1.1\\r\\nHost: a\\r\\n folded\\r\\n\\r\\n", "400"),
    ("GET / HTTP/1.1\\nHost: a\\r\\n\\r\\n", "400"), ("GET / HTTP/1.1\\r\\nHost: a\\0b\\r\\n\\r\\n", "400"),
    ("PUT / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: -1\\r\\n\\r\\n", "400"),
    ("PUT / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 99999999999999999999\\r\\n\\r\\n", "400"),
    ("PUT / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 1\\r\\nContent-Length: 1\\r\\n\\r\\nx", "400"),
    ("PUT / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 99999999999\\r\\n\\r\\n", "413"),
    ("PUT / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\n", "411"),
  ]) func `a malformed request gets its status and nothing else`(
    request: String, status: String
  ) async throws {
    let server = try echo()
    defer { server.stop() }
    let lines = try await python(
      #"a = talk(b"\#(request)", False); print(a.split()[1].decode(), len(a.split(b"\r\n\r\n")[1]) > 5)"#,
      port: server.port)
    #expect(lines == ["\(status) True"])
    #expect(server.requests.isEmpty)
  }

  @Test func `a header section without end is refused`() async throws {
    let server = try echo()
    defer { server.stop() }
    let lines = try await python(
      #"print(talk(b"GET / HTTP/1.1\r\nHost: h\r\n" + b"X: y\r\n" * 20000, False)[:12])"#, port: server.port)
    #expect(lines == ["b'HTTP/1.1 431'"])
  }

  @Test func `random bytes and broken requests neither crash nor hang it`() async throws {
    var limits = ServerLimits()
    limits.silence = .seconds(1)
    let server = try echo(limits)
    defer { server.stop() }
    let lines = try await python(
      """
      random.seed(7)
      good = (b"PUT /x?y HTTP/1.1\\r\\nHost: h\\r\\nContent-Length: 40\\r\\n"
        b"Expect: 100-continue\\r\\n\\r\\n" + b"z" * 40)
      def attack(seed):
        r = random.Random(seed)
        for _ in range(40):
          data = bytearray(good if r.random() < .8 else r.randbytes(r.randrange(400)))
          for _ in range(r.randrange(4)):
            if data: data[r.randrange(len(data))] = r.randrange(256)
          talk(bytes(data[:r.randrange(len(data) + 1)]), r.random() < .9)
      threads = [threading.Thread(target=attack, args=(n,)) for n in range(8)]
      for t in threads: t.start()
      for t in threads: t.join()
      print(talk(b"GET /alive HTTP/1.1\\r\\nHost: h\\r\\n\\r\\n")[:15])
      """, port: server.port)
    #expect(lines == ["b'HTTP/1.1 200 OK'"])
  }

  @Test func `a client that falls silent is let go`() async throws {
    var limits = ServerLimits()
    limits.silence = .seconds(1)
    let server = try echo(limits)
    defer { server.stop() }
    let lines = try await python(
      #"""
      print(talk(b"GET / HTTP/1.1\r\nHo", False)[:12])
      print(talk(b"PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nx", False))
      """#, port: server.port)
    #expect(lines == ["b'HTTP/1.1 408'", "b''"])
  }

  @Test func `fifty requests at the same time are all answered`() async throws {
    let server = try LoopbackServer { request in
      .delay(.milliseconds(100), then: .answer(Answer(200, type: "text/plain", request.target)))
    }
    defer { server.stop() }
    let lines = try await python(
      """
      good = []
      def one(n):
        answer = talk(f"GET /{n} HTTP/1.1\\r\\nHost: h\\r\\n\\r\\n".encode())
        if answer.endswith(f"\\r\\n\\r\\n/{n}".encode()): good.append(n)
      began = time.time()
      threads = [threading.Thread(target=one, args=(n,)) for n in range(50)]
      for t in threads: t.start()
      for t in threads: t.join()
      print(len(good), time.time() - began < 4)
      """, port: server.port)
    #expect(lines == ["50 True"])
  }

  @Test func `a large body is hashed and not kept`() async throws {
    var limits = ServerLimits()
    limits.keptBodyBytes = 1 << 20
    let server = try echo(limits)
    defer { server.stop() }
    let lines = try await python(
      """
      body = bytes(range(256)) * 4 * 1024 * 100
      answer = talk(b"PUT /big HTTP/1.1\\r\\nHost: h\\r\\nContent-Length: %d\\r\\n\\r\\n" % len(body) + body)
      print(answer.decode().split()[-1] == hashlib.sha256(body).hexdigest())
      """, port: server.port)
    #expect(lines == ["True"])
    let body = try #require(server.requests.first?.body)
    #expect(body.byteCount == 104_857_600)
    #expect(body.bytes == nil)
  }

  @Test func `faults look as they should from outside`() async throws {
    let answer = Answer(200, type: "text/plain", "0123456789")
    let server = try LoopbackServer(
      screen: { $0.path == "/upload" ? .cutUpload(afterBytes: 10) : nil },
      answer: { request in
        switch request.target {
        case "/lose": .lose
        case "/cut": .cut(answer, bodyBytes: 4)
        case "/raw": .raw(Array("nonsense".utf8))
        case "/drip": .drip(answer, pieceBytes: 16, pause: .milliseconds(5))
        default: .delay(.milliseconds(300), then: .answer(answer))
        }
      })
    defer { server.stop() }
    let lines = try await python(
      #"""
      for path in ["lose", "cut", "raw", "drip", "late"]:
        began = time.time()
        answer = talk(f"GET /{path} HTTP/1.1\r\nHost: h\r\n\r\n".encode())
        print(path, answer[:8], answer[-4:], time.time() - began >= .29)
      print(talk(b"PUT /upload HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n" + b"x" * 50000, False))
      """#, port: server.port)
    #expect(
      lines.prefix(3) == [
        "lose b'' b'' False", "cut b'HTTP/1.1' b'0123' False", "raw b'nonsense' b'ense' False",
      ])
    #expect(lines[3].hasPrefix("drip b'HTTP/1.1' b'6789'"))
    #expect(lines[4] == "late b'HTTP/1.1' b'6789' True")
    #expect(["b''", "b'reset'"].contains(lines[5]))
    #expect(server.requests.map(\.target) == ["/lose", "/cut", "/raw", "/drip", "/late"])
  }

  @Test func `stopping closes the port and leaves no thread, even with clients connected`() async throws {
    let server = try LoopbackServer { _ in .delay(.seconds(60), then: .lose) }
    // One client in the middle of a request, one waiting for an answer that would take a minute.
    let clients = Process()
    clients.executableURL = URL(fileURLWithPath: try #require(Command.find("python3")))
    clients.arguments = [
      "-c",
      """
      import socket, sys
      s = [socket.create_connection(("127.0.0.1", \(server.port)), timeout=30) for _ in range(2)]
      s[0].sendall(b"GET / HT"); s[1].sendall(b"GET / HTTP/1.1\\r\\nHost: h\\r\\n\\r\\n")
      for one in s:
        try: one.recv(1)
        except OSError: pass
      """,
    ]
    try clients.run()
    defer { if clients.isRunning { clients.terminate() } }
    for _ in 0..<500 where threads(named: server.threadName) < 3 {
      try await Task.sleep(for: .milliseconds(10))
    }
    #expect(threads(named: server.threadName) == 3)

    let clock = ContinuousClock()
    #expect(clock.measure { server.stop() } < .seconds(5))
    server.stop()
    // The kernel may show a thread for a moment after it was joined.
    for _ in 0..<50 where threads(named: server.threadName) > 0 {
      try await Task.sleep(for: .milliseconds(10))
    }
    #expect(threads(named: server.threadName) == 0)
    let lines = try await python(
      """
      try: socket.create_connection(("127.0.0.1", port), timeout=5); print("open")
      except ConnectionRefusedError: print("refused")
      """, port: server.port)
    #expect(lines == ["refused"])
  }

  @Test func `stopping waits for an answer that is being made`() async throws {
    let isMade = Mutex(false)
    let isAsked = Mutex(false)
    let server = try LoopbackServer { _ in
      isAsked.withLock { $0 = true }
      usleep(300_000)
      isMade.withLock { $0 = true }
      return .lose
    }
    async let client = Command.run(
      ["curl", "-s", "-m", "20", "--noproxy", "*", "http://127.0.0.1:\(server.port)/"])
    for _ in 0..<1000 where !isAsked.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(10)) }
    server.stop()
    #expect(isMade.withLock { $0 })
    _ = try await client
  }

  private func threads(named name: String) -> Int {
    let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")) ?? []
    return tasks.filter {
      (try? String(contentsOfFile: "/proc/self/task/\($0)/comm", encoding: .utf8)) == name + "\n"
    }.count
  }
}
