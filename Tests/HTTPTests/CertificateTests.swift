import HTTP
import Model
import Support
import Testing

private func transport(_ environment: [String: String] = [:]) -> Transport {
  .live(version: "0", environment: environment)
}

@Suite struct CertificateTests {
  @Test func `a certificate that nobody vouches for is exit 78, and nothing is sent`() async throws {
    let authority = try await TestAuthority()
    defer { authority.folder.remove() }
    let server = try await authority.serve("IP:127.0.0.1")
    defer { server.stop() }
    let failure = await #expect(throws: Failure.self) {
      try await transport()(Request("POST", "https://127.0.0.1:\(server.port)/", body: .bytes([1])))
    }
    #expect(failure?.what == "the certificate of 127.0.0.1:\(server.port) is not trusted")
    #expect(failure?.kind == .configuration)
    #expect(failure?.retry == .never)
    #expect(failure?.remedies.first == "openssl s_client -connect 127.0.0.1:\(server.port)")
    #expect(failure?.remedies.last?.contains("SSL_CERT_FILE") == true)
  }

  @Test(arguments: ["SSL_CERT_FILE", "CURL_CA_BUNDLE"])
  func `a company's CA is trusted once a variable names it`(variable: String) async throws {
    let authority = try await TestAuthority()
    defer { authority.folder.remove() }
    let server = try await authority.serve("IP:127.0.0.1")
    defer { server.stop() }
    let response = try await transport([variable: authority.certificate])(
      Request("GET", "https://127.0.0.1:\(server.port)/"))
    #expect(response.status == 200)
    #expect(String(decoding: response.body, as: UTF8.self).contains("TLSv1.3"))
  }

  @Test func `a folder of CAs is trusted once SSL_CERT_DIR names it`() async throws {
    let authority = try await TestAuthority()
    defer { authority.folder.remove() }
    let server = try await authority.serve("IP:127.0.0.1")
    defer { server.stop() }
    let folder = try authority.folder.makeFolder("trusted")
    try authority.folder.write("trusted/ca.pem", try authority.folder.read("ca.pem"))
    try await Command.succeed(["openssl", "rehash", folder])
    let response = try await transport(["SSL_CERT_DIR": folder])(
      Request("GET", "https://127.0.0.1:\(server.port)/"))
    #expect(response.status == 200)
  }

  @Test func `a certificate of another host is exit 78`() async throws {
    let authority = try await TestAuthority()
    defer { authority.folder.remove() }
    let server = try await authority.serve("DNS:other.example")
    defer { server.stop() }
    let failure = await #expect(throws: Failure.self) {
      try await transport(["SSL_CERT_FILE": authority.certificate])(
        Request("GET", "https://127.0.0.1:\(server.port)/"))
    }
    #expect(failure?.kind == .configuration)
    #expect(failure?.retry == .never)
    #expect(failure?.causes.first?.contains("name") == true)
  }

  @Test func `a certificate that has expired is exit 78`() async throws {
    let authority = try await TestAuthority()
    defer { authority.folder.remove() }
    let server = try await authority.serve("IP:127.0.0.1", isExpired: true)
    defer { server.stop() }
    let failure = await #expect(throws: Failure.self) {
      try await transport(["SSL_CERT_FILE": authority.certificate])(
        Request("GET", "https://127.0.0.1:\(server.port)/"))
    }
    #expect(failure?.kind == .configuration)
    #expect(failure?.retry == .never)
    #expect(failure?.causes.first?.contains("expired") == true)
  }

  @Test func `a CA file that does not exist is exit 78`() async throws {
    let authority = try await TestAuthority()
    defer { authority.folder.remove() }
    let server = try await authority.serve("IP:127.0.0.1")
    defer { server.stop() }
    let failure = await #expect(throws: Failure.self) {
      try await transport(["SSL_CERT_FILE": "/nonexistent/ca.pem"])(
        Request("GET", "https://127.0.0.1:\(server.port)/"))
    }
    #expect(failure?.kind == .configuration)
    #expect(failure?.retry == .never)
    #expect(failure?.remedies.contains { $0.contains("SSL_CERT_FILE") } == true)
  }
}
