import Digest
import Effects
import HTTP
import Model

/// Credentials for one registry. If none is set: anonymous.
package struct RegistryCredentials: Equatable, Sendable {
  /// Where they were found, for messages.
  package var source: String
  package var user: String?
  package var password: Secret?
  /// Exchanged for tokens instead of a password (OAuth 2.0 refresh token).
  package var identityToken: Secret?
  /// Sent as it is, to the registry itself.
  package var registryToken: Secret?

  package init(
    source: String, user: String? = nil, password: Secret? = nil, identityToken: Secret? = nil,
    registryToken: Secret? = nil
  ) {
    self.source = source
    self.user = user
    self.password = password
    self.identityToken = identityToken
    self.registryToken = registryToken
  }

  package var isAnonymous: Bool { password == nil && identityToken == nil && registryToken == nil }

  /// The value of an `Authorization` header of scheme Basic (RFC 7617); nil without a password.
  var basic: String? {
    guard let password else { return nil }
    return "Basic " + base64(Array("\(user ?? ""):\(password.reveal())".utf8))
  }

  /// The first that is found: the `SAMPAN_REGISTRY_*` variables, those of the CI job, then the files of podman and
  /// docker. Every secret is registered for masking before it is used.
  ///
  /// `host`: of an endpoint that replaces the registry of the repository. It gets only credentials that were set for
  /// this host.
  package static func find(
    for repository: ImageRepository, at host: String? = nil, in world: World
  ) async throws(Failure) -> RegistryCredentials {
    var found = try explicit(for: host ?? repository.registry, in: world)
    if found == nil, host == nil {
      found = try ofCIJob(for: repository, in: world)
      if found == nil {
        for file in try AuthFile.all(in: world) {
          found = try await file.credentials(for: repository, in: world)
          if found != nil { break }
        }
      }
    }
    let credentials = found ?? RegistryCredentials(source: "nowhere")
    for secret in [credentials.password, credentials.identityToken, credentials.registryToken] {
      if let secret { world.secrets.add(secret) }
    }
    if let basic = credentials.basic { world.secrets.add(Secret(String(basic.dropFirst("Basic ".count)))) }
    world.tell(
      .detail(
        credentials.isAnonymous
          ? "no credentials for \(repository.registry)"
          : "credentials for \(repository.registry) from \(credentials.source)"))
    return credentials
  }

  /// `SAMPAN_REGISTRY_USER` and `_PASSWORD`, and the only host that they are sent to.
  private static func explicit(for host: String, in world: World) throws(Failure) -> RegistryCredentials? {
    let names = ["SAMPAN_REGISTRY_USER", "SAMPAN_REGISTRY_PASSWORD"]
    let values = try names.map { (name) throws(Failure) in try world.setting(name) }
    if let user = values[0], let password = values[1] {
      guard let only = try world.setting(hostVariable) else {
        throw Failure(
          .credentials, "\(names[0]) and \(names[1]) are set, but \(hostVariable) is not",
          remedies: ["set \(hostVariable)=\(host)", "the credentials are sent to this host only"])
      }
      guard let name = name(ofHost: only) else {
        let shown = redacted(only.contains("://") ? only : "https://\(only)")
        throw Failure(
          .credentials, "\(hostVariable) is not a valid host: \"\(shown)\"",
          remedies: ["set \(hostVariable)=\(host)"])
      }
      guard name == Self.name(ofHost: host) else { return nil }
      return RegistryCredentials(source: names[1], user: user, password: Secret(password))
    }
    guard values[0] == nil, values[1] == nil else {
      let missing = values[0] == nil ? 0 : 1
      throw Failure(
        .credentials, "\(names[1 - missing]) is set, but \(names[missing]) is not",
        remedies: ["set both or none"])
    }
    return nil
  }

  private static let hostVariable = "SAMPAN_REGISTRY_HOST"

  /// The host and port of a registry, in lower case. The text may have a scheme, and a slash or a path at the end.
  private static func name(ofHost text: String) -> String? {
    let text = text.lowercased()
    let isURL = text.hasPrefix("https://") || text.hasPrefix("http://")
    guard let origin = Origin(of: isURL ? text : "https://\(text)") else { return nil }
    let hub = ["index.\(ImageRepository.hub)", "registry-1.\(ImageRepository.hub)"]
    return hub.contains(origin.name) ? ImageRepository.hub : origin.name
  }

  /// Fails if the `SAMPAN_REGISTRY_*` variables are incomplete. Offline.
  package static func check(for repository: ImageRepository, in world: World) throws(Failure) {
    _ = try explicit(for: repository.registry, in: world)
  }

  /// GitLab's job token for GitLab's registry, and GitHub's for ghcr.io. Neither is sent to another host.
  /// https://docs.gitlab.com/ci/variables/predefined_variables/ (CI_REGISTRY…, read 2026-11-21)
  private static func ofCIJob(
    for repository: ImageRepository, in world: World
  ) throws(Failure) -> RegistryCredentials? {
    if world.variable("CI_REGISTRY") == repository.registry,
      let password = try world.setting("CI_REGISTRY_PASSWORD")
    {
      return RegistryCredentials(
        source: "CI_REGISTRY_PASSWORD", user: try world.setting("CI_REGISTRY_USER") ?? "gitlab-ci-token",
        password: Secret(password))
    }
    if repository.registry == "ghcr.io", world.variable("GITHUB_ACTIONS") == "true",
      let token = try world.setting("GITHUB_TOKEN")
    {
      return RegistryCredentials(
        source: "GITHUB_TOKEN", user: world.variable("GITHUB_ACTOR") ?? "x-access-token",
        password: Secret(token))
    }
    return nil
  }
}
