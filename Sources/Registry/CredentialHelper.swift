import Effects
import HTTP
import Model

/// A program that keeps credentials, e.g. in the system's keychain: `docker-credential-<suffix> get`.
/// https://github.com/docker/docker-credential-helpers (README, "Development", read 2026-11-21)
struct CredentialHelper {
  var suffix: String
  /// Which file names it.
  var file: String

  /// A helper that asks a person for a password on a machine without one would wait for ever.
  private static let deadline = Duration.seconds(30)

  private struct Answer: Decodable {
    var user: String
    var secret: String
    private enum CodingKeys: String, CodingKey { case user = "Username", secret = "Secret" }
  }

  private var program: String { "docker-credential-\(suffix)" }

  /// Nil when the helper has none for this registry.
  func credentials(
    for repository: ImageRepository, in world: World
  ) async throws(Failure) -> RegistryCredentials? {
    guard !suffix.isEmpty, suffix.utf8.allSatisfy(Self.isAllowed) else {
      throw Failure(.credentials, "\(file) names \"\(suffix)\", which is no credential helper")
    }
    let server =
      repository.registry == ImageRepository.hub ? "https://index.docker.io/v1/" : repository.registry
    let result: Program.Result
    do throws(Failure) {
      result = try await world.run(
        Program(program, ["get"], input: Array("\(server)\n".utf8), deadline: Self.deadline))
    } catch {
      guard error.kind == .configuration || error.kind == .unavailable else { throw error }
      throw failure(error.what, for: repository.registry)
    }
    let said = String(decoding: result.output, as: UTF8.self)
    guard result.status == 0 else {
      if said.contains("credentials not found") { return nil }
      // Before it succeeds a helper has no secret to tell; one line is enough to know its trouble.
      let line = (said + "\n" + String(decoding: result.errors, as: UTF8.self)).split(separator: "\n").first
      let words = line.map { String($0.prefix(200)) } ?? "no word"
      throw failure("\(program) exited \(result.status): \(words)", for: repository.registry)
    }
    let answer: Answer
    do throws(Failure) {
      answer = try JSONCoding.decode(Answer.self, from: result.output, answering: program)
    } catch {
      throw failure("\(program) gave no answer that can be read", for: repository.registry)
    }
    let text = try world.sendable(answer.secret, of: program)
    guard !text.isEmpty else { return nil }
    let secret = Secret(text)
    return answer.user == "<token>"
      ? RegistryCredentials(source: program, identityToken: secret)
      : RegistryCredentials(source: program, user: answer.user, password: secret)
  }

  private func failure(_ what: Text, for registry: String) -> Failure {
    Failure(
      .credentials, what,
      remedies: [
        "\(file) says that \"\(suffix)\" keeps the credentials: install or unlock it, or log in again",
        "or set SAMPAN_REGISTRY_USER, SAMPAN_REGISTRY_PASSWORD and SAMPAN_REGISTRY_HOST=\(registry)",
      ])
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    byte.isAlphanumeric || "-_.".utf8.contains(byte)
  }
}
