import Foundation
import HTTP
import Model
import Support
import Testing

@Suite struct CertificateTests {
  @Test func `a certificate that nobody vouches for ends before anything is sent`() async throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let (key, certificate) = (folder.path + "/key.pem", folder.path + "/certificate.pem")
    try await Command.succeed([
      "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
      "-days", "1",
      "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate,
    ])
    let server = Process()
    server.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    server.arguments = [
      "openssl", "s_server", "-accept", "127.0.0.1:0", "-key", key, "-cert", certificate, "-www",
    ]
    let output = Pipe()
    server.standardOutput = output
    server.standardError = FileHandle.nullDevice
    server.standardInput = FileHandle.nullDevice
    try server.run()
    // It does not always hear SIGTERM.
    defer { kill(server.processIdentifier, SIGKILL) }
    var said = ""
    while !said.contains("ACCEPT 127.0.0.1:") || said.last != "\n" {
      let more = output.fileHandleForReading.availableData
      try #require(!more.isEmpty, "openssl s_server ended: \(said)")
      said += String(decoding: more, as: UTF8.self)
    }
    let line = try #require(said.split(separator: "\n").last { $0.hasPrefix("ACCEPT") })
    let port = try #require(line.split(separator: ":").last.flatMap { Int($0) })
    let failure = await #expect(throws: Failure.self) {
      try await Transport.live(version: "0")(Request("GET", "https://127.0.0.1:\(port)/"))
    }
    #expect(failure?.what == "no trusted TLS connection to 127.0.0.1:\(port)")
    #expect(failure?.kind == .tryLater)
    #expect(failure?.retry == .safe(after: nil))
    #expect(failure?.remedies.first == "openssl s_client -connect 127.0.0.1:\(port)")
  }
}
