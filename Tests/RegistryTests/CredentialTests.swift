import Effects
import Foundation
import Model
import Registry
import Support
import Testing

@Suite struct CredentialTests {
  let outside = Outside()

  private func find(
    _ name: String = "ghcr.io/acme/api", _ environment: [String: String] = [:], files: [String: String] = [:],
    run: (@Sendable (Program) async throws(Failure) -> Program.Result)? = nil
  ) async throws -> RegistryCredentials {
    var world = outside.world(environment, files: files)
    if let run { world.run = run }
    return try await RegistryCredentials.find(for: try #require(ImageRepository(name)), in: world)
  }

  /// `auth` of a user with the password `secret`.
  private static func file(_ key: String, user: String) -> String {
    "{\"auths\": {\"\(key)\": {\"username\": \"\(user)\", \"password\": \"secret\"}}}"
  }

  @Test func `the first place with credentials for the registry is used`() async throws {
    let paths = [
      "/auth.json", "/docker/config.json", "/run/user/1/containers/auth.json", "/xdg/containers/auth.json",
      "/run/containers/1000/auth.json",
    ]
    var files = Dictionary(uniqueKeysWithValues: paths.map { ($0, Self.file("ghcr.io", user: $0)) })
    var environment = [
      "SAMPAN_REGISTRY_USER": "ours", "SAMPAN_REGISTRY_PASSWORD": "secret", "SAMPAN_REGISTRY_HOST": "ghcr.io",
      "GITHUB_ACTIONS": "true", "GITHUB_TOKEN": "secret", "GITHUB_ACTOR": "octocat",
      "REGISTRY_AUTH_FILE": "/auth.json", "DOCKER_AUTH_CONFIG": Self.file("ghcr.io", user: "variable"),
      "DOCKER_CONFIG": "/docker", "XDG_RUNTIME_DIR": "/run/user/1", "XDG_CONFIG_HOME": "/xdg",
      "HOME": "/home/a",
    ]
    func user() async throws -> String? {
      var world = outside.world(environment, files: files)
      world.userID = 1000
      return try await RegistryCredentials.find(
        for: try #require(ImageRepository("ghcr.io/acme/api")), in: world
      ).user
    }
    #expect(try await user() == "ours")
    environment["SAMPAN_REGISTRY_USER"] = nil
    environment["SAMPAN_REGISTRY_PASSWORD"] = nil
    #expect(try await user() == "octocat")
    environment["GITHUB_TOKEN"] = nil
    #expect(try await user() == "/auth.json")
    environment["REGISTRY_AUTH_FILE"] = nil
    #expect(try await user() == "variable")
    environment["DOCKER_AUTH_CONFIG"] = nil
    for path in paths.dropFirst() {
      #expect(try await user() == path)
      files[path] = nil
    }
    #expect(try await user() == nil)
  }

  @Test func `a line end after a password is removed, wherever the password comes from`()
    async throws
  {
    let auth = Data("ours:secret\n".utf8).base64EncodedString()
    let file = "{\"auths\": {\"ghcr.io\": {\"auth\": \"\(auth)\"}}}"
    for environment in [
      [
        "SAMPAN_REGISTRY_USER": "ours\n", "SAMPAN_REGISTRY_PASSWORD": "secret\r\n",
        "SAMPAN_REGISTRY_HOST": "ghcr.io",
      ],
      ["CI_REGISTRY": "ghcr.io", "CI_REGISTRY_USER": "ours ", "CI_REGISTRY_PASSWORD": "secret\n"],
      ["GITHUB_ACTIONS": "true", "GITHUB_ACTOR": "ours", "GITHUB_TOKEN": "secret\n"],
      ["DOCKER_AUTH_CONFIG": file],
    ] {
      let found = try await find("ghcr.io/acme/api", environment)
      #expect(found.user == "ours")
      #expect(found.password == Secret("secret"))
    }
  }

  @Test func `the files of a home directory are found`() async throws {
    for path in ["/home/a/.docker/config.json", "/home/a/.config/containers/auth.json"] {
      let files = [path: Self.file("ghcr.io", user: path)]
      #expect(try await find(files: files).user == nil)
      #expect(try await find("ghcr.io/a", ["HOME": "/home/a"], files: files).user == path)
    }
  }

  @Test func `credentials of a CI job are sent only to its own registry`() async throws {
    let gitlab = ["CI_REGISTRY": "registry.gitlab.com", "CI_REGISTRY_PASSWORD": "jobtoken"]
    #expect(try await find("registry.gitlab.com/acme/api", gitlab).user == "gitlab-ci-token")
    #expect(try await find("registry.example.com/acme/api", gitlab).isAnonymous)
    let github = ["GITHUB_ACTIONS": "true", "GITHUB_TOKEN": "ghs_1234"]
    #expect(try await find("ghcr.io/acme/api", github).password?.reveal() == "ghs_1234")
    #expect(try await find("ghcr.io.example.com/acme/api", github).isAnonymous)
    #expect(try await find("ghcr.io:8443/acme/api", github).isAnonymous)
  }

  private static let ours = ["SAMPAN_REGISTRY_USER": "ours", "SAMPAN_REGISTRY_PASSWORD": "secret"]

  @Test func `credentials of our variables are sent only to SAMPAN_REGISTRY_HOST`() async throws {
    let failure = try await failure { _ = try await find("ccr.ccs.tencentyun.com/acme/api", Self.ours) }
    #expect(ExitCode(failure.kind).rawValue == 77)
    #expect(failure.remedies.first == "set SAMPAN_REGISTRY_HOST=ccr.ccs.tencentyun.com")
    let bound = Self.ours.merging(["SAMPAN_REGISTRY_HOST": "ccr.ccs.tencentyun.com"]) { $1 }
    #expect(try await find("ghcr.io/acme/api", bound).isAnonymous)
    #expect(try await find("ccr.ccs.tencentyun.com/acme/api", bound).user == "ours")
  }

  @Test(arguments: [
    ("ccr.ccs.tencentyun.com/acme/api", "https://ccr.ccs.tencentyun.com/"),
    ("ccr.ccs.tencentyun.com/acme/api", "CCR.ccs.tencentyun.com/acme"),
    ("ccr.ccs.tencentyun.com/acme/api", "https://ccr.ccs.tencentyun.com/v2/acme/api"),
    ("127.0.0.1:5000/api", "http://127.0.0.1:5000"), ("nginx", "docker.io"),
    ("nginx", "https://index.docker.io/v1/"), ("nginx", "registry-1.docker.io"),
  ])
  func `the host may be written as people write it`(image: String, host: String) async throws {
    let variables = Self.ours.merging(["SAMPAN_REGISTRY_HOST": host]) { $1 }
    #expect(try await find(image, variables).user == "ours")
    #expect(try await find("ccr.example.com/acme/api", variables).isAnonymous)
  }

  @Test(arguments: ["https://", "a b", "https://u:s3cret@ghcr.io", "u:s3cret@ghcr.io", "ghcr.io:x"])
  func `an invalid host is refused, and a password in it is not printed`(host: String) async throws {
    let variables = Self.ours.merging(["SAMPAN_REGISTRY_HOST": host]) { $1 }
    let failure = try await failure { _ = try await find("ghcr.io/acme/api", variables) }
    #expect(failure.kind == .credentials)
    #expect(failure.what.hasPrefix("SAMPAN_REGISTRY_HOST is not a valid host"))
    #expect(!failure.what.contains("s3cret"))
  }

  @Test func `one variable without the other is reported`() async throws {
    let failure = try await failure { _ = try await find("ghcr.io/a", ["SAMPAN_REGISTRY_USER": "ours"]) }
    #expect(failure.kind == .credentials)
    #expect(failure.what == "SAMPAN_REGISTRY_USER is set, but SAMPAN_REGISTRY_PASSWORD is not")
  }

  @Test(arguments: [
    ("ghcr.io/acme/api", "ghcr.io/acme/api"), ("ghcr.io/acme/api", "ghcr.io/acme"),
    ("ghcr.io/acme/api", "ghcr.io"),
    ("ghcr.io/acme/api", "https://ghcr.io"), ("ghcr.io/acme/api", "https://ghcr.io/v1/"),
    ("ghcr.io/acme/api", "https://ghcr.io/v2/"), ("nginx", "https://index.docker.io/v1/"),
    ("nginx", "docker.io"),
    ("127.0.0.1:5000/a", "127.0.0.1:5000"),
  ]) func `keys are read as docker and as podman write them`(name: String, key: String) async throws {
    let found = try await find(name, ["DOCKER_AUTH_CONFIG": Self.file(key, user: "u")])
    #expect(found.user == "u")
    #expect(found.source == "DOCKER_AUTH_CONFIG")
  }

  @Test(arguments: ["ghcr.io/acme/other", "ghcr.io/ac", "ghcr.io.example.com", "example.com", "ghcr.io:443"])
  func `an entry of another registry or repository is not used`(key: String) async throws {
    #expect(try await find("ghcr.io/acme/api", ["DOCKER_AUTH_CONFIG": Self.file(key, user: "u")]).isAnonymous)
  }

  @Test func `the most specific entry is used`() async throws {
    let file =
      "{\"auths\": {\"ghcr.io\": {\"username\": \"a\", \"password\": \"secret\"}, "
      + "\"ghcr.io/acme\": {\"username\": \"b\", \"password\": \"secret\"}}}"
    #expect(try await find("ghcr.io/acme/api", ["DOCKER_AUTH_CONFIG": file]).user == "b")
    #expect(try await find("ghcr.io/other/api", ["DOCKER_AUTH_CONFIG": file]).user == "a")
  }

  @Test func `auth is split at its first colon`() async throws {
    // user:pass:word, and the same with docker's zero byte at the end
    for auth in ["dXNlcjpwYXNzOndvcmQ=", "dXNlcjpwYXNzOndvcmQA", "dXNlcjpwYXNzOndvcmQ"] {
      let found = try await find(
        "ghcr.io/a", ["DOCKER_AUTH_CONFIG": "{\"auths\":{\"ghcr.io\":{\"auth\":\"\(auth)\"}}}"])
      #expect(found.user == "user")
      #expect(found.password?.reveal() == "pass:word")
    }
  }

  @Test(arguments: [
    "{", "[]", "{\"auths\": {\"ghcr.io\": {\"auth\": \"%%%\"}}}",
    "{\"auths\": {\"ghcr.io\": {\"auth\": \"dXNlcg==\"}}}",
  ])
  func `a file that cannot be read is named, not shown`(text: String) async throws {
    let failure = try await failure { _ = try await find("ghcr.io/a", ["DOCKER_AUTH_CONFIG": text]) }
    #expect(failure.kind == .credentials)
    #expect(failure.what.contains("DOCKER_AUTH_CONFIG"))
    #expect(!"\(failure)".contains("dXNlcg"))
  }

  @Test func `every secret is registered before it is used`() async throws {
    let auth = "{\"auths\":{\"ghcr.io\":{\"auth\":\"dXNlcjpwYXNzOndvcmQ=\",\"identitytoken\":\"identity\"}}}"
    _ = try await find("ghcr.io/a", ["DOCKER_AUTH_CONFIG": auth])
    #expect(Set(outside.secrets.all) == ["pass:word", "identity", "dXNlcjpwYXNzOndvcmQ="])
  }

  // MARK: Helpers

  private static let store = "{\"credsStore\": \"desktop\", \"auths\": {\"ghcr.io\": {}}}"

  private static func answer(_ user: String, _ secret: String) -> Program.Result {
    Program.Result(
      status: 0,
      output: Array("{\"ServerURL\":\"ghcr.io\",\"Username\":\"\(user)\",\"Secret\":\"\(secret)\"}".utf8))
  }

  @Test func `a store is used for credentials that are not in the file`() async throws {
    let found = try await find("ghcr.io/acme/api", ["DOCKER_AUTH_CONFIG": Self.store]) {
      (program) throws(Failure) in
      #expect(program.name == "docker-credential-desktop")
      #expect(program.arguments == ["get"])
      #expect(program.input == Array("ghcr.io\n".utf8))
      return Self.answer("u", "secret")
    }
    #expect(found.user == "u")
    #expect(found.password?.reveal() == "secret")
  }

  @Test func `a registry's helper comes before the store, and that before the file`() async throws {
    let file =
      "{\"credsStore\": \"store\", \"credHelpers\": {\"ghcr.io\": \"helper\"}, "
      + "\"auths\": {\"ghcr.io\": {\"username\": \"file\", \"password\": \"secret\"}, "
      + "\"quay.io\": {\"username\": \"file\", \"password\": \"secret\"}, "
      + "\"gcr.io\": {\"username\": \"file\", \"password\": \"secret\"}}}"
    let run: @Sendable (Program) async throws(Failure) -> Program.Result = { (program) throws(Failure) in
      program.input == Array("gcr.io\n".utf8)
        ? Program.Result(status: 1, output: Array("credentials not found in native keychain\n".utf8))
        : Self.answer(program.name, "secret")
    }
    let variables = ["DOCKER_AUTH_CONFIG": file]
    #expect(try await find("ghcr.io/a", variables, run: run).user == "docker-credential-helper")
    #expect(try await find("quay.io/a", variables, run: run).user == "docker-credential-store")
    #expect(try await find("gcr.io/a", variables, run: run).user == "file")
  }

  @Test func `a helper can return an identity token`() async throws {
    let found = try await find("ghcr.io/a", ["DOCKER_AUTH_CONFIG": Self.store]) { (_) throws(Failure) in
      Self.answer("<token>", "identity")
    }
    #expect(found.identityToken?.reveal() == "identity")
    #expect(found.password == nil)
  }

  @Test func `Docker Hub is known to helpers by its old address`() async throws {
    _ = try await find("nginx", ["DOCKER_AUTH_CONFIG": Self.store]) { (program) throws(Failure) in
      #expect(program.input == Array("https://index.docker.io/v1/\n".utf8))
      return Self.answer("u", "secret")
    }
  }

  @Test func `the failure of a helper is reported in one line`() async throws {
    let failure = try await failure {
      _ = try await find("ghcr.io/a", ["DOCKER_AUTH_CONFIG": Self.store]) { (_) throws(Failure) in
        Program.Result(status: 1, output: [], errors: Array("the keychain is locked\nmore\n".utf8))
      }
    }
    #expect(failure.kind == .credentials)
    #expect(failure.what == "docker-credential-desktop exited with status 1: the keychain is locked")
  }

  @Test(arguments: ["../evil", "a/b", "a b", "", "a;b"]) func `the name of a helper cannot be a path`(
    suffix: String
  )
    async throws
  {
    let file = "{\"credHelpers\": {\"ghcr.io\": \"\(suffix)\"}}"
    let failure = try await failure { _ = try await find("ghcr.io/a", ["DOCKER_AUTH_CONFIG": file]) }
    #expect(failure.kind == .credentials)
    #expect(failure.what.hasPrefix("invalid credential helper"))
  }
}
