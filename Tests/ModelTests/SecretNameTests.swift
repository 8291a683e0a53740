import Foundation
import Model
import Testing

@Suite struct SecretNameTests {
  @Test(arguments: [
    "WECHAT_COMPONENT_VERIFY_TICKET", "DOCKER_AUTH_CONFIG", "CLIENT_SECRET", "SSH_PRIVATE_KEY", "DB_PASSWD",
    "STRIPE_API_KEY", "AWS_SECRET_ACCESS_KEY", "GPG_PASSPHRASE", "GITHUB_PAT", "token", "apiKey", "myAPIKeys",
    "client-secret", "DBPASSWORD2", "MYSQL_PWD", "pgpass", "SENTRY_DSN", "SESSION_COOKIES", "NPM_TOKENS",
    "APIKEY",
    "SECRETKEY", "basicAuth", "OAUTH2", "CREDENTIALS_JSON", "APPSECRET", "accesstoken", "CI_JOB_JWT", "PASS1",
    "SECRET_ID", "TLS_KEY", "USERPASS", "MYSQL_ROOT_PW", "PW", "KEYFILE", "TOKENFILE", "MYAUTH", "TICKETID",
    "PRIVATEDATA", "BEARER", "OTP",
  ])
  func `a name that says secret is noticed`(name: String) {
    #expect(SecretName.word(in: name) != nil)
  }

  @Test(arguments: [
    "PATH", "PATCH_LEVEL", "AUTHOR", "GIT_AUTHOR_NAME", "COMPASS", "BYPASS_CACHE", "KEYBOARD", "MONKEY",
    "HOTKEY",
    "TURKEY", "BUILD", "BUILD_NUMBER", "VERSION", "PATTERN", "SECRETARY", "TOKENIZER", "TICKETING", "STAGE",
    "DEPLOY_ENV", "COOKIECUTTER", "PASSAGE", "COMPATIBLE", "SPAT", "authority", "dsnap", "",
    "DOCKERFILE", "PROFILE", "METADATA", "VALID", "PROJECT_ID",
  ])
  func `an ordinary name is not`(name: String) {
    #expect(SecretName.word(in: name) == nil)
  }

  @Test func `the word is named`() {
    #expect(SecretName.word(in: "DB_PASSWD") == "PASSWD")
    #expect(SecretName.word(in: "stripeApiKey") == "KEY")
  }
}

@Suite struct OwnVariablesTests {
  /// What clients of clouds and registries read that leads to no account.
  private static let others: Set = [
    "ALL_PROXY", "HTTPS_PROXY", "NO_PROXY", "CI_PROJECT_PATH", "GITHUB_ACTIONS", "GITHUB_ACTOR",
    "GITHUB_REPOSITORY",
    "GITLAB_CI", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR",
    // Docker's own, which docker needs; GitHub's, which is for ghcr.io.
    "DOCKER_AUTH_CONFIG", "DOCKER_CONFIG", "REGISTRY_AUTH_FILE", "GITHUB_TOKEN",
    // Error codes.
    "INVALID_REGION", "MANIFEST_BLOB_UNKNOWN", "NAME_INVALID", "NAME_UNKNOWN",
    // A kind of traffic of CloudBase Run.
    "URL_PARAMS",
  ]

  @Test func `every variable by which the clients of clouds and registries log in is in the list`() throws {
    let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Sources")
    var found = 0
    for room in ["Providers", "Registry"] {
      let files = FileManager.default.enumerator(atPath: sources.appendingPathComponent(room).path)
      for case let file as String in try #require(files) where file.hasSuffix(".swift") {
        let text = try String(contentsOf: sources.appendingPathComponent("\(room)/\(file)"), encoding: .utf8)
        for match in text.matches(of: #/"([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)"/#) {
          let name = String(match.output.1)
          found += 1
          #expect(OwnVariables.contains(name) || Self.others.contains(name), "\(name) in \(file)")
        }
      }
    }
    #expect(found > 20)
  }

  @Test(arguments: CloudAccount.all) func `every variable of an account is in the list`(account: CloudAccount)
  {
    let keys = account.keys.flatMap { [$0.id, $0.secret] + $0.tokens }
    let role = account.role.map {
      [$0.arn, $0.identityProvider, $0.sessionName, $0.tokenFile].compactMap(\.self)
    }
    for name in keys + (role ?? []) + [account.endpoint] { #expect(OwnVariables.contains(name), "\(name)") }
  }

  @Test func `settings of a plugin container count like the variables they become`() {
    #expect(OwnVariables.contains("PLUGIN_TENCENTCLOUD_SECRET_KEY"))
    #expect(!OwnVariables.contains("PLUGIN_TARGET"))
    #expect(OwnVariables.holdsSecret("SAMPAN_REGISTRY_PASSWORD"))
    #expect(OwnVariables.holdsSecret("PLUGIN_SAMPAN_NOTIFY_WECOM_URL"))
    #expect(!OwnVariables.holdsSecret("TENCENTCLOUD_REGION"))
  }
}
