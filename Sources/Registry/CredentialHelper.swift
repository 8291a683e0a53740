import Effects
import HTTP
import Model

/// A program that stores credentials, e.g. in the system's keychain: `docker-credential-<suffix> get`.
/// https://github.com/docker/docker-credential-helpers (README, "Development", read 2026-11-21)
struct CredentialHelper {
  var suffix: String
  /// The file that configures it.
  var file: String

  /// A helper may prompt for a password; in a job it would wait without end.
  private static let deadline = Duration.seconds(30)

  private struct Answer: Decodable {
    var user: String
    var secret: String
    private enum CodingKeys: String, CodingKey { case user = "Username", secret = "Secret" }
  }

  private var program: String { "docker-credential-\(suffix)" }

  /// Nil if the helper has no credentials for this registry.
  func credentials(
    for repository: ImageRepository, in world: World
  ) async throws(Failure) -> RegistryCredentials? {
    guard !suffix.isEmpty, suffix.utf8.allSatisfy(Self.isAllowed) else {
      throw Failure(.credentials, "invalid credential helper \"\(suffix)\" in \(file)")
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
    let output = String(decoding: result.output, as: UTF8.self)
    guard result.status == 0 else {
      if output.contains("credentials not found") { return nil }
      // A helper that fails has not printed a secret. One line is enough to explain the failure.
      let line = (output + "\n" + String(decoding: result.errors, as: UTF8.self)).split(separator: "\n").first
      let message = (line?.prefix(200)).or("no output")
      throw failure("\(program) exited with status \(result.status): \(message)", for: repository.registry)
    }
    let answer: Answer
    do throws(Failure) {
      answer = try JSONCoding.decode(Answer.self, from: result.output, answering: program)
    } catch {
      throw failure("the output of \(program) could not be read", for: repository.registry)
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
        "install or unlock the credential helper \"\(suffix)\" that \(file) sets, or log in again",
        "or set SAMPAN_REGISTRY_USER, SAMPAN_REGISTRY_PASSWORD and SAMPAN_REGISTRY_HOST=\(registry)",
      ])
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    byte.isAlphanumeric || "-_.".utf8.contains(byte)
  }
}
