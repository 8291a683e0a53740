import Foundation
import Support

/// A certificate authority of a test's own, and servers with its certificates.
struct TestAuthority {
  let folder: TemporaryDirectory
  var certificate: String { folder.path + "/ca.pem" }

  init() async throws {
    folder = try TemporaryDirectory()
    try await Command.succeed(
      ["openssl", "req", "-x509"] + Self.key
        + ["-days", "2", "-subj", "/CN=Test CA", "-keyout", folder.path + "/ca.key", "-out", certificate])
  }

  private static let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]

  /// A server on 127.0.0.1 with a certificate for this name, e.g. `IP:127.0.0.1` or `DNS:a.example`; one that has
  /// ended, if asked for. Every request is answered with 200 and a page about the connection.
  func serve(_ name: String, isExpired: Bool = false) async throws -> TLSServer {
    let (key, request, leaf) = (
      folder.path + "/key.pem", folder.path + "/leaf.csr", folder.path + "/leaf.pem"
    )
    try await Command.succeed(
      ["openssl", "req"] + Self.key + ["-subj", "/CN=leaf", "-keyout", key, "-out", request])
    let extensions = try folder.write("leaf.ext", "subjectAltName=\(name)\n")
    // A day of -1 is one that ended yesterday.
    try await Command.succeed([
      "openssl", "x509", "-req", "-in", request, "-CA", certificate, "-CAkey", folder.path + "/ca.key",
      "-CAcreateserial", "-days", isExpired ? "-1" : "1", "-extfile", extensions, "-out", leaf,
    ])
    let server = try BackgroundProgram([
      "openssl", "s_server", "-accept", "127.0.0.1:0", "-key", key, "-cert", leaf, "-www",
    ])
    let port = try await server.first(#/ACCEPT 127\.0\.0\.1:(\d+)/#).output.1
    return TLSServer(program: server, port: Int(port) ?? 0)
  }
}

struct TLSServer {
  let program: BackgroundProgram
  let port: Int

  func stop() { program.stop() }
}
