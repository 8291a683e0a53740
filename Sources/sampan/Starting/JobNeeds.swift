import Model

/// What a CI job needs besides its file, for the targets of a config: credentials, and the path of the config.
struct JobNeeds: Equatable, Sendable {
  var accounts: [Account] = []
  /// The host of a registry that needs a login.
  var registry: String?
  /// Relative to the root; nil for `sampan.json`.
  var configFile: String?

  /// The credentials of one vendor.
  struct Account: Equatable, Sendable {
    /// Its name in a CI's store of credentials, e.g. `tencentcloud`.
    var store: String
    var title: Text
    /// The names of the variables: an id and its secret, or one alone.
    var secrets: [String]
    /// The role and the identity provider, for jobs without a stored key; they are not secret.
    var role: [String] = []
    /// The audience of the job's id token, for that.
    var audience: String?

    init(_ store: String, _ account: CloudAccount, secrets: [String]? = nil) {
      self.store = store
      title = account.name
      self.secrets = secrets ?? account.keys.prefix(1).flatMap { [$0.id, $0.secret] }
      role = account.role.map { [$0.arn, $0.identityProvider] } ?? []
      audience = account.role?.audience
    }

    static let tencent = Account("tencentcloud", .tencent)
    static let alibaba = Account("alibabacloud", .alibaba)
    /// The address of the platform's token server: a token itself expires within two hours.
    static let weChat = Account("wechat", .weChat, secrets: ["WECHAT_TOKEN_URL"])

    /// The vendors that a target needs credentials of: a package may be uploaded to another one than its provider's.
    static func all(of target: Need) -> [Account] {
      [of(target.provider), target.sendsPackage ? ofPackages(target.provider) : nil].compactMap(\.self)
    }

    /// The vendor that packages are uploaded to, where that is not the provider's own.
    static func ofPackages(_ provider: String) -> Account? { provider == "wechat" ? tencent : nil }

    /// The vendor of a provider; nil where none is needed.
    static func of(_ provider: String) -> Account? {
      switch provider {
      case "tcbr", "tem", "tcbTask": tencent
      case "esa": alibaba
      case "wechat": weChat
      default: nil
      }
    }
  }

  /// What a target is deployed with.
  struct Need: Equatable, Sendable {
    var provider: String
    var sendsPackage: Bool
  }

  /// Of the files in `ci-templates`.
  static let ofTemplates = JobNeeds(accounts: [.tencent])

  /// An image in GitHub's registry, which a job on GitHub reads with its own token.
  var readsGitHubPackages = false

  /// For the targets and the registries of their images, in the CI system of this name.
  init(targets: [Need], registries: [String], configFile: String?, on ci: String?) {
    for account in targets.flatMap(Account.all) where !accounts.contains(account) {
      accounts.append(account)
    }
    // In their own jobs, these need no login of the user's.
    let own = ["github": "ghcr.io", "gitlab": "registry.gitlab.com"][ci ?? ""]
    readsGitHubPackages = ci == "github" && registries.contains("ghcr.io")
    registry = registries.first { $0 != own }
    self.configFile = configFile
  }

  private init(accounts: [Account]) { self.accounts = accounts }

  /// The names of all variables with a secret.
  var secrets: [String] {
    accounts.flatMap(\.secrets) + (registry == nil ? [] : Self.registrySecrets)
  }

  /// The same, by the ids of a store of credentials: a name and its password together, or one secret alone.
  var stores: [(id: String, names: [String])] {
    accounts.map { ($0.store, $0.secrets) } + (registry == nil ? [] : [("registry", Self.registrySecrets)])
  }

  static let registrySecrets = ["SAMPAN_REGISTRY_USER", "SAMPAN_REGISTRY_PASSWORD"]

  /// Variables that are not secret, with their values.
  var settings: [(name: String, value: String)] {
    [("SAMPAN_REGISTRY_HOST", registry), ("SAMPAN_CONFIG", configFile)]
      .compactMap { name, value in value.map { (name, $0) } }
  }
}
