import Foundation
import Model
import Support
import Testing

@testable import Git

@Suite struct GitConfigTests {
  /// git itself says where it looks: `git rev-parse --git-path`.
  @Test(arguments: [
    ["GIT_CONFIG_GLOBAL": "$W/user"], ["GIT_CONFIG_SYSTEM": "$W/user"],
    ["GIT_CONFIG_SYSTEM": "$W/user", "GIT_CONFIG_NOSYSTEM": "yes"],
    ["GIT_CONFIG_SYSTEM": "$W/user", "GIT_CONFIG_NOSYSTEM": "0"],
    ["HOME": "$W/home"], ["XDG_CONFIG_HOME": "$W/xdg"],
    ["HOME": "$W/home", "XDG_CONFIG_HOME": "$W/xdg"],
    ["HOME": "$W/home", "GIT_CONFIG_GLOBAL": ""], ["HOME": "$W/home", "GIT_CONFIG_GLOBAL": "/dev/null"],
    ["GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.hooksPath", "GIT_CONFIG_VALUE_0": "/given"],
    [
      "GIT_CONFIG_COUNT": "2", "GIT_CONFIG_KEY_0": "Core.HooksPath", "GIT_CONFIG_VALUE_0": "/given",
      "GIT_CONFIG_KEY_1": "core.x", "GIT_CONFIG_VALUE_1": "y",
    ],
    ["GIT_CONFIG_PARAMETERS": "'core.hookspath'='/given'"],
    ["GIT_CONFIG_PARAMETERS": "'core.hookspath=/given'  'a.b'='it'\\''s'"],
    [
      "GIT_CONFIG_GLOBAL": "$W/user", "GIT_CONFIG_PARAMETERS": "'core.hooksPath'='/given'",
      "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.hooksPath", "GIT_CONFIG_VALUE_0": "/counted",
    ],
    [:],
  ])
  func `hooks are looked for where the environment's settings send git`(
    variables: [String: String]
  ) async throws {
    let fixture = try await GitFixture()
    defer { fixture.remove() }
    try await fixture.commit()
    try fixture.directory.write("user", "[core]\n\thooksPath = /of/user\n")
    try fixture.directory.write("home/.gitconfig", "[include]\n\tpath = more\n")
    try fixture.directory.write("home/more", "[core]\n\thooksPath = /of/home\n")
    try fixture.directory.write("xdg/git/config", "[core]\n\thooksPath = /of/xdg\n")
    var environment = ["GIT_CONFIG_SYSTEM": "/dev/null"]
    environment.merge(variables.mapValues { $0.replacing("$W", with: fixture.path) }) { $1 }
    var forGit: [String: String?] = ["GIT_CONFIG_GLOBAL": nil, "HOME": nil, "XDG_CONFIG_HOME": nil]
    forGit.merge(environment) { $1 }
    let found = try fixture.opened(environment: environment).hooksDirectory()
    let told = try await fixture.git("rev-parse", "--git-path", "hooks", environment: forGit).trimmingNewline
    #expect(found.path == (told.hasPrefix("/") ? told : "\(fixture.path)/\(told)"))
  }

  @Test func `a work tree's own config counts when the repository has such`() async throws {
    let fixture = try await GitFixture()
    defer { fixture.remove() }
    try await fixture.commit()
    try await fixture.git("worktree", "add", "-q", "linked")
    try await fixture.git("config", "core.hooksPath", "/of/all")
    try fixture.directory.write(".git/config.worktree", "[core]\n\thooksPath = /of/main\n")
    #expect(try fixture.opened().hooksDirectory().path == "/of/all")
    try await fixture.git("config", "extensions.worktreeConfig", "true")
    #expect(try fixture.opened().hooksDirectory().path == "/of/main")
    #expect(try fixture.opened(at: "/linked").hooksDirectory().path == "/of/all")
  }

  @Test func `what git -c hands on is read as git wrote it`() async throws {
    let fixture = try await GitFixture()
    defer { fixture.remove() }
    let value = "it's = a \"value\"!"
    let text = try await fixture.git(
      "-c", "a.b=\(value)", "-c", "c.d", "-c", "e.f=", "-c", "alias.given=!printenv GIT_CONFIG_PARAMETERS",
      "given")
    let parameters = GitEnvironment.parameters(text.trimmingNewline)
    #expect(parameters.map(\.key).prefix(3) == ["a.b", "c.d", "e.f"])
    #expect(parameters.map(\.value).prefix(3) == [value, "true", ""])
    for broken in ["", "x", "'a", "'a'='b", "a'b'", "'", "'a'\\"] {
      #expect(GitEnvironment.parameters(broken).count <= 1, "\(broken)")
    }
  }

  @Test func `safe.directory counts from the environment, and root acts for the user of sudo`() async throws {
    guard geteuid() == 0 else {
      Issue.record("not root: a foreign owner cannot be made, so nothing was tested", severity: .warning)
      return
    }
    let fixture = try await GitFixture()
    defer { fixture.remove() }
    try await fixture.commit()
    try await Command.succeed(["chown", "-R", "1001:1001", fixture.path])
    let vouching = [
      ["SUDO_UID": "1001"], ["GIT_CONFIG_PARAMETERS": "'safe.directory'='*'"],
      ["GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": fixture.path],
    ]
    for environment in vouching {
      #expect(throws: Never.self) { try fixture.opened(environment: environment) }
    }
    let silent = [
      ["SUDO_UID": "1002"], ["SUDO_UID": "x"], ["GIT_CONFIG_COUNT": "-1"],
      ["GIT_CONFIG_COUNT": "99999999999"],
      ["GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": ""],
    ]
    for environment in silent {
      #expect(failure { try fixture.opened(environment: environment) }?.kind == .repository)
    }
    // Where there is no file to add a line to.
    let refusal = failure { try fixture.opened(environment: ["GIT_CONFIG_GLOBAL": "/dev/null"]) }
    #expect(refusal?.remedies.first?.contains("GIT_CONFIG_KEY_0=safe.directory") == true)
  }

  @Test(arguments: [
    ("[core]\n\tx = 1\n[user\n", 3), ("[core]\n\tx y = 1\n", 2), ("[core]\n\n\tx = a\\qb\n", 3),
    ("[core]\n\t= 1\n", 2),
  ])
  func `a typing error in git's config is shown with its line`(text: String, line: Int) async throws {
    let fixture = try await GitFixture()
    defer { fixture.remove() }
    try await fixture.commit()
    let user = try fixture.directory.write("user", text)
    let environment = ["GIT_CONFIG_GLOBAL": user]
    let inUsers = failure { try fixture.opened(environment: environment).hooksDirectory() }
    #expect(inUsers?.place == Place(file: user, line: line))
    #expect(inUsers?.remedies == ["correct line \(line) of \(user)"])
    #expect(try fixture.opened(environment: environment).head().branch == "main")

    let own = try fixture.directory.write(".git/config", text)
    let inOwn = failure { try fixture.opened() }
    #expect(inOwn?.place == Place(file: own, line: line))
    #expect(inOwn?.kind == .repository)
  }

  @Test func `remotes whose tags are not fetched are known`() async throws {
    let fixture = try await GitFixture()
    defer { fixture.remove() }
    try await fixture.commit()
    for remote in ["origin", "my.Fork", "third"] { try await fixture.git("remote", "add", remote, ".") }
    try await fixture.git("config", "remote.my.Fork.tagOpt", "--no-tags")
    try await fixture.git("config", "remote.third.tagOpt", "--tags")
    #expect(try fixture.opened().remotesWithoutTags() == ["my.Fork"])
    try await fixture.git("config", "--unset", "remote.my.Fork.tagOpt")
    #expect(try fixture.opened().remotesWithoutTags() == [])
  }
}
