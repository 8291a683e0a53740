import Effects
import HTTP
import Model

/// What a job sends to get a temporary key: the role, and the id token of the job.
struct RoleClaim: Sendable {
  var role: String
  var identityProvider: String
  var token: IDToken
  /// The name under which the cloud's audit log shows what the key did.
  var sessionName: String

  /// Where the key came from, for messages.
  var source: Text { "role \(role) by \(token.source)" }
}

extension CloudAccount {
  /// The first complete key in the environment, else a temporary one for the role that this CI job may assume, by
  /// `exchange`. Registers what it reads as secret.
  func key(
    in world: World, exchange: (RoleClaim) async throws(Failure) -> AccessKey
  ) async throws(Failure) -> AccessKey {
    if let key = try AccessKey.find(keys, in: world) { return key }
    guard let role, let (arn, identityProvider) = try role.values(in: world) else {
      throw Failure(.credentials, "no \(name) credentials in the environment", remedies: hints)
    }
    let token = try await IDToken.find(for: self, role, in: world)
    let claim = RoleClaim(
      role: arn, identityProvider: identityProvider, token: token,
      sessionName: role.sessionName(in: world))
    do throws(Failure) {
      let key = try await exchange(claim)
      world.secrets.add(key)
      return key
    } catch {
      throw token.refusal(error, role: arn, identityProvider: identityProvider, console: role.console)
    }
  }
}

extension CloudAccount.RoleVariables {
  /// What the identity provider was set up with.
  package func audience(in world: World) throws(Failure) -> String {
    try world.setting(audienceVariable) ?? audience
  }

  /// Both values, nil when neither is set.
  package func values(in world: World) throws(Failure) -> (arn: String, identityProvider: String)? {
    switch (try world.setting(arn), try world.setting(identityProvider)) {
    case (let role?, let provider?): return (role, provider)
    case (nil, nil): return nil
    case (let role, _):
      let (present, missing) = role == nil ? (identityProvider, arn) : (arn, identityProvider)
      throw Failure(.credentials, "\(present) is set but \(missing) is not", remedies: ["set both"])
    }
  }

  /// The value of the variable, else `sampan` and the repository. Both clouds take 2 to 64 of these characters.
  fileprivate func sessionName(in world: World) -> String {
    let repository = world.variable("GITHUB_REPOSITORY") ?? world.variable("CI_PROJECT_PATH")
    let wanted =
      world.variable(sessionName) ?? (["sampan"] + [repository].compactMap { $0 }).joined(separator: "-")
    let allowed = wanted.unicodeScalars.prefix(64).map { scalar in
      scalar.isAlphanumeric || "._@-".unicodeScalars.contains(scalar) ? Character(scalar) : "-"
    }
    return allowed.count < 2 ? "sampan" : String(allowed)
  }
}
