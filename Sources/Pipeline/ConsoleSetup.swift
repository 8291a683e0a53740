import Effects
import Git
import HTTP
import Model
import Providers

/// What a cloud's console has to contain before this repository can be deployed there, filled in with its values.
struct ConsoleSetup: Sendable {
  let account: CloudAccount
  let role: CloudAccount.RoleVariables
  /// `<service>:<action>` of every call of the plans, sorted.
  private(set) var actions: [String] = []
  /// The account's id, from its own answer.
  var accountID: String?

  /// The accounts that have roles, in the order of the vendors.
  static var all: [ConsoleSetup] {
    CloudAccount.all.compactMap { account in account.role.map { ConsoleSetup(account: account, role: $0) } }
  }

  private init(account: CloudAccount, role: CloudAccount.RoleVariables) {
    self.account = account
    self.role = role
  }

  /// Adds the calls of a plan to this cloud. `requests`: with the vendor's own addresses. The exchange of an id token
  /// needs no permission.
  mutating func add(_ requests: [PlannedRequest]) {
    for request in requests {
      guard let action = request.action, let host = Origin(of: request.url)?.host,
        host.hasSuffix("." + role.apiDomain), let service = host.split(separator: ".").first
      else { continue }
      let name = "\(service):\(action)"
      if !actions.contains(name) { actions.append(name) }
    }
    actions.sort()
  }

  /// `identity`: of the jobs of this repository.
  func lines(for identity: JobIdentity, in world: World) throws(Failure) -> [Text] {
    let (arn, provider) = try role.values(in: world) ?? ("", "")
    let named = role.policies.parts(of: arn)
    let id = named?.account ?? accountID ?? "ACCOUNT"
    let providerName = role.policies.parts(of: provider)?.name ?? (provider.isEmpty ? "ci" : provider)
    let fullProvider = role.policies.identityProvider(providerName, of: id)
    let audience = try role.audience(in: world)
    let trust = role.policies.trust(
      fullProvider, issuer: identity.issuer, audience: audience, subjects: identity.subjects)
    let isName = role.policies == .cam
    return [
      "\(account.name): what its console has to contain (\(role.console))",
      "  identity provider \"\(providerName)\": OIDC, issuer \(identity.issuer), client id \(audience)",
      proof(of: identity.issuer),
      "  role \"\(named?.name ?? "deploy")\", with this trust policy:",
    ] + shown(trust) + patternNote(identity.subjects) + [
      "  permissions of the role, or of the user whose key is used:"
    ]
      + shown(role.policies.permission(actions)) + [
        "  variables of the job, without a stored key:",
        "    \(role.arn)=\(role.policies.role(named?.name ?? "deploy", of: id))",
        "    \(role.identityProvider)=\(isName ? providerName : fullProvider)",
      ] + identity.token(for: audience, role)
  }

  /// What the console requires besides, to verify what the issuer signs. CAM: `IdentityKey`, the issuer's key set in
  /// base64 (https://cloud.tencent.com/document/api/598/73470). RAM: `Fingerprints` of the certificate authority, at
  /// most five (https://help.aliyun.com/en/ram/developer-reference/api-ims-2019-08-15-createoidcprovider). Both read
  /// 2026-11-29.
  private func proof(of issuer: String) -> Text {
    switch role.policies {
    case .cam:
      "    its signature public key: the key set (JWKS) at the \"jwks_uri\" of \(issuer)/.well-known/openid-configuration"
    case .ram:
      "    its fingerprints: of the certificate of the authority (CA) that signed the one of \(issuer)"
    }
  }

  private func patternNote(_ subjects: [String]) -> [Text] {
    guard !role.policies.documentsPatterns, subjects.contains(where: { $0.contains("*") }) else { return [] }
    return [
      "  if the console refuses string_like, which its documents do not list: name each branch and tag in string_equal"
    ]
  }

  private func shown(_ policy: JSON) -> [Text] { JSONText().pretty(policy).map { "    \($0)" } }
}

/// How a CI system confirms the jobs of this repository.
struct JobIdentity: Equatable, Sendable {
  enum System: Equatable, Sendable { case github, gitlab, other }

  var system: System
  /// The address that signs the jobs' id tokens.
  var issuer: String
  /// The subjects of the jobs' tokens: any of these.
  var subjects: [String]

  /// From the id token of the job, else from its variables, else from the address of `origin`, for each branch and tag
  /// that `when` names.
  init(of project: Project, in world: World) throws(Failure) {
    let repository = try Self.address(of: project, in: world)
    let refs = Self.refs(of: project)
    switch repository.system {
    case .github:
      let server = world.variable("GITHUB_SERVER_URL") ?? "https://github.com"
      let isPublic = server == "https://github.com"
      // A job with an environment has its name in the subject, in place of the ref.
      let environments = try GitHubEnvironments.names(in: project)
      let ends =
        environments.isEmpty
        ? refs.map { "ref:refs/\($0.isTag ? "tags" : "heads")/\($0.name)" }
        : environments.map { "environment:\($0)" }
      var subjects = ends.map { "repo:\(repository.path):\($0)" }
      // Since 2026-07-15 new repositories have their ids in the subject:
      // https://docs.github.com/en/actions/reference/security/oidc
      if let owner = world.variable("GITHUB_REPOSITORY_OWNER_ID"),
        let id = world.variable("GITHUB_REPOSITORY_ID"),
        let slash = repository.path.firstIndex(of: "/")
      {
        let (name, rest) = (repository.path[..<slash], repository.path[slash...])
        subjects += ends.map { "repo:\(name)@\(owner)\(rest)@\(id):\($0)" }
      }
      self.init(
        system: .github,
        issuer: isPublic ? "https://token.actions.githubusercontent.com" : "\(server)/_services/token",
        subjects: subjects)
    case .gitlab:
      self.init(
        system: .gitlab, issuer: repository.server,
        subjects: refs.map {
          "project_path:\(repository.path):ref_type:\($0.isTag ? "tag" : "branch"):ref:\($0.name)"
        })
    case .other: self.init(system: .other, issuer: "ISSUER", subjects: ["SUBJECT"])
    }
    guard let claims = Self.claims(in: world), let issuer = claims.issuer, let subject = claims.subject else {
      return
    }
    (self.issuer, subjects) = (issuer, [subject])
  }

  /// What the targets are deployed from; without any `when`, the branch or tag of this commit. A glob becomes a pattern
  /// of the clouds, whose only common sign is `*`, for any text.
  private static func refs(of project: Project) -> [(isTag: Bool, name: String)] {
    var found: [(isTag: Bool, name: String)] = []
    func add(_ globs: GlobList?, isTag: Bool) {
      for pattern in globs?.patterns ?? [] where !pattern.excludes {
        let name = Self.pattern(of: pattern.glob.text)
        if !found.contains(where: { $0.isTag == isTag && $0.name == name }) { found.append((isTag, name)) }
      }
    }
    for target in project.configuration.targets {
      add(target.when?.branch, isTag: false)
      add(target.when?.tag, isTag: true)
    }
    guard found.isEmpty else { return found }
    if let tag = project.tag { return [(true, tag)] }
    return [(false, project.job?.branch ?? project.head.branch ?? "BRANCH")]
  }

  /// `*` for everything that a glob leaves open.
  static func pattern(of glob: String) -> String {
    var pattern = ""
    var rest = glob[...]
    while let sign = rest.popFirst() {
      if sign == "[", let end = rest.firstIndex(of: "]") { rest = rest[rest.index(after: end)...] }
      let isOpen = "*?[".contains(sign)
      if !isOpen { pattern.append(sign) } else if pattern.last != "*" { pattern.append("*") }
    }
    return pattern
  }

  private init(system: System, issuer: String, subjects: [String]) {
    self.system = system
    self.issuer = issuer
    self.subjects = subjects
  }

  /// Of the token that the job was given; it is neither sent nor printed.
  private static func claims(in world: World) -> JSONWebToken? {
    let names = CloudAccount.all.compactMap { $0.role?.token } + ["SAMPAN_ID_TOKEN", "GITLAB_OIDC_TOKEN"]
    let text = names.lazy.compactMap { world.variable($0) }.first
    return text.flatMap { JSONWebToken(String($0.filter { !$0.isWhitespace })) }
  }

  private struct Address {
    var system: System
    var server: String
    var path: String
  }

  private static func address(of project: Project, in world: World) throws(Failure) -> Address {
    if let path = world.variable("GITHUB_REPOSITORY") {
      return Address(system: .github, server: "https://github.com", path: path)
    }
    if let path = world.variable("CI_PROJECT_PATH") {
      return Address(
        system: .gitlab, server: world.variable("CI_SERVER_URL") ?? "https://gitlab.com", path: path)
    }
    let origin = try project.repository.setting("remote.origin.url") ?? ""
    for (host, system) in [("github.com", System.github), ("gitlab.com", .gitlab)] {
      // `https://host/path.git`, `git@host:path.git`, `ssh://git@host/path`
      guard let place = origin.firstRange(of: host) else { continue }
      let end = origin[place.upperBound...].drop { $0 == "/" || $0 == ":" }
      let path = end.hasSuffix(".git") ? end.dropLast(4) : end
      guard !path.isEmpty, path.contains("/") else { continue }
      return Address(system: system, server: "https://\(host)", path: String(path))
    }
    return Address(system: .other, server: "", path: "")
  }

  /// How the job gets a token with the audience.
  func token(for audience: String, _ role: CloudAccount.RoleVariables) -> [Text] {
    switch system {
    case .github: ["  the job: permissions: { id-token: write }"]
    case .gitlab: ["  the job: id_tokens: { \(role.token): { aud: \(audience) } }"]
    case .other: ["  the job: \(role.token) with an OpenID Connect token for \(audience)"]
    }
  }
}
