import Foundation

/// The real thing: Debian's `docker-registry` on a port that the kernel picks, forgetting everything at its end, and
/// `skopeo` to fill and to judge it.
package final class DockerRegistry: Sendable {
  private let program: BackgroundProgram
  private let folder: TemporaryDirectory
  private let login: String?
  /// As it stands before the repository in an image's name: `127.0.0.1:PORT`.
  package let host: String

  package static let user = "ci"
  package static let password = "sesame"
  /// Of a second registry.
  package static let otherPassword = "mustard"
  /// bcrypt of the passwords, of the least cost.
  private static let htpasswd = [
    password: "ci:$2b$04$/PJIxhNa1FmbwfpnAtDBoOheZTqZGUWtQMwI2MY4HpwjryXw1WtB.\n",
    otherPassword: "ci:$2b$04$EzciQQiVXFwnI/f9nXGEVO7U66upsfSsoE8.7tLKm1iMomIVzqcy.\n",
  ]

  /// `asksForPassword`: scheme Basic, by htpasswd. `password`: one of the two above.
  package init(asksForPassword: Bool = false, password: String = DockerRegistry.password) async throws {
    folder = try TemporaryDirectory()
    var settings = "version: 0.1\nstorage: { inmemory: {} }\nhttp: { addr: '127.0.0.1:0' }\n"
    if asksForPassword {
      let path = try folder.write("htpasswd", Self.htpasswd[password] ?? "")
      settings += "auth: { htpasswd: { realm: test, path: '\(path)' } }\n"
    }
    login = asksForPassword ? "\(Self.user):\(password)" : nil
    program = try BackgroundProgram(["docker-registry", "serve", try folder.write("config.yml", settings)])
    host = String(try await program.first(#/listening on (127\.0\.0\.1:[0-9]+)/#).output.1)
  }

  package func stop() {
    program.stop()
    folder.remove()
  }

  /// Method and path of every request so far, in order, from its access log.
  package var calls: [String] {
    program.log.matches(of: #/"([A-Z]+ \S+) HTTP\/1\.1" [0-9]{3} /#).map { String($0.output.1) }
  }

  /// Puts an image there: files as skopeo's `dir:` has them, all platforms, every byte as it is.
  package func push(_ files: [String: [UInt8]], to name: String) async throws {
    let source = try TemporaryDirectory()
    defer { source.remove() }
    for (file, bytes) in files { try source.write(file, bytes) }
    try await skopeo(
      ["copy", "--all", "--preserve-digests"] + options("dest-")
        + ["dir:\(source.path)", "docker://\(host)/\(name)"])
  }

  /// The manifest of an image, byte for byte.
  package func manifest(_ name: String) async throws -> [UInt8] {
    Array(try await skopeo(["inspect", "--raw"] + options("") + ["docker://\(host)/\(name)"]).utf8)
  }

  /// All of an image, as skopeo's `dir:` has it.
  package func files(of name: String) async throws -> [String: [UInt8]] {
    let target = try TemporaryDirectory()
    defer { target.remove() }
    try await skopeo(
      ["copy", "--all", "--preserve-digests"] + options("src-")
        + ["docker://\(host)/\(name)", "dir:\(target.path)"])
    var files: [String: [UInt8]] = [:]
    for file in try FileManager.default.contentsOfDirectory(atPath: target.path) {
      files[file] = try target.read(file)
    }
    return files
  }

  /// As skopeo gives a tag: everything that the image holds is looked at on the way.
  package func copy(_ from: String, to name: String) async throws {
    try await skopeo(
      ["copy", "--all"] + options("src-") + options("dest-")
        + ["docker://\(host)/\(from)", "docker://\(host)/\(name)"])
  }

  @discardableResult
  private func skopeo(_ arguments: [String]) async throws -> String {
    try await Command.succeed(["skopeo", "--insecure-policy"] + arguments)
  }

  private func options(_ side: String) -> [String] {
    ["--\(side)tls-verify=false"] + (login.map { ["--\(side)creds", $0] } ?? [])
  }
}
