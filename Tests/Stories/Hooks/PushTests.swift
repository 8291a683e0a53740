import Support
import Testing

/// A bare repository on a server: what is pushed there is deployed there.
@Suite struct PushTests {
  private static let log = "server.git/sampan/hook.log"

  /// `work` with an installed `server.git` as its `origin`.
  private func prepare(_ program: HookStage.Program, verify url: String? = nil) async throws -> HookStage {
    let stage = try await HookStage(program)
    try await stage.configure(verify: url)
    try await stage.shell(
      "git clone -q --bare . ../server.git; git remote add origin ../server.git; "
        + "git -C ../server.git config receive.advertisePushOptions true")
    let installed = try await stage.sampan("hook", "install", in: "\(stage.home.path)/server.git")
    #expect(installed.status == 0, "\(installed.errorText)")
    return stage
  }

  @Test func `a push returns while its deploy is at work; a release tag is deployed under its name`()
    async throws
  {
    let gate = try Gate()
    defer { gate.stop() }
    let stage = try await prepare(.real, verify: gate.url)
    defer { stage.clear() }
    let push = try await stage.shell(
      "git tag -a v1.0.0 -m one a; git push -q origin v1.0.0\n\(HookStage.untilCalled)")
    #expect(push.errorText.contains("remote: sampan: post-receive goes on in the background, log: "))
    try await stage.wait(for: "a deploy that waits", log: Self.log) { gate.isVisited }
    #expect(!stage.text(Self.log).contains("release deployed"))
    gate.open()
    try await stage.settle()
    #expect(stage.live == "releases/v1.0.0", "\(stage.text(Self.log))")
    #expect(stage.text(Self.log).contains("release deployed v1.0.0"))
  }

  @Test func `a pushed branch is deployed by its when`() async throws {
    let stage = try await prepare(.real)
    defer { stage.clear() }
    try await stage.shell(
      "git merge -q --no-ff -m one a; git push -q origin main b\n\(HookStage.untilCalled)")
    try await stage.settle()
    #expect(stage.live == "releases/one", "\(stage.text(Self.log))")
    #expect(stage.releases == ["one"])
  }

  @Test(arguments: [
    ("sampan.skip", ""), ("sampan.target=here", "releases/v1.0.0"), ("other.tool", "releases/v1.0.0"),
  ])
  func `options of the push are heeded`(option: String, live: String) async throws {
    let stage = try await prepare(.real)
    defer { stage.clear() }
    try await stage.shell(
      "git tag v1.0.0 a; git push -q -o '\(option)' origin v1.0.0\n\(HookStage.untilCalled)")
    try await stage.settle()
    #expect(stage.live ?? "" == live, "\(stage.text(Self.log))")
    let named = stage.text(Self.log).contains("here deployed v1.0.0")
    #expect(named == (option == "sampan.target=here"))
  }

  @Test func `what was deleted, moves nothing or is no release begins no deploy`() async throws {
    let stage = try await prepare(.recorder)
    defer { stage.clear() }
    let push = try await stage.shell(
      """
      SAMPAN=0 git push -q origin a:refs/tags/v1.0.0 a:refs/heads/gone
      git push -q origin :refs/tags/v1.0.0 :refs/heads/gone
      git push -q origin main
      git push -q origin a:refs/notes/x
      """)
    #expect(!push.errorText.contains("in the background"))
    #expect(stage.calls == [])
    try await stage.shell("git push -q origin :b a:refs/tags/v2.0.0\n\(HookStage.untilCalled)")
    #expect(stage.calls == ["server.git post-receive refs/tags/v2.0.0"])
  }

  @Test func `the hook that was there first sees the same updates and keeps its status`() async throws {
    let stage = try await prepare(.recorder)
    defer { stage.clear() }
    _ = try await stage.sampan("hook", "uninstall", in: "\(stage.home.path)/server.git")
    try await stage.writeProgram(
      "server.git/hooks/post-receive", "#!/bin/sh\ncat > ../seen\necho first\nexit 3\n")
    _ = try await stage.sampan("hook", "install", in: "\(stage.home.path)/server.git")
    let push = try await stage.shell("git push -q origin a:refs/tags/v1.0.0 +b:c\n\(HookStage.untilCalled)")
    #expect(push.errorText.contains("remote: first"))
    let ids = try await stage.shell("git rev-parse a b c").text.split(separator: "\n")
    let zeros = String(repeating: "0", count: 40)
    let updates = stage.text("seen").split(separator: "\n").map(String.init).sorted()
    #expect(updates == ["\(zeros) \(ids[0]) refs/tags/v1.0.0", "\(ids[2]) \(ids[1]) refs/heads/c"].sorted())
    #expect(stage.calls.count == 1)
  }

  @Test func `many tags in one push are a copy, not releases; several releases end with the newest`()
    async throws
  {
    let stage = try await prepare(.real)
    defer { stage.clear() }
    try await stage.shell(
      "for n in 1 2 3 4; do git tag v0.0.$n a; done; git push -q --tags origin\n\(HookStage.untilCalled)")
    try await stage.settle()
    #expect(stage.live == nil)
    #expect(stage.text(Self.log).contains("4 tags in one push: none of them is deployed"))
    try await stage.shell(
      "rm ../calls; for n in $(seq 11); do git branch copy$n a; done; git push -q --all origin\n"
        + HookStage.untilCalled)
    try await stage.settle()
    #expect(stage.text(Self.log).contains("11 branches in one push: none of them is deployed"))
    try await stage.shell(
      """
      rm ../calls
      git checkout -q main
      for n in 9 10; do
        GIT_COMMITTER_DATE="17000001$n +0800" git commit -q --allow-empty -m $n; echo $n > file; git add file
        GIT_COMMITTER_DATE="17000001$n +0800" git commit -q --amend -m $n; git tag v1.$n.0
      done
      git tag v1.10.1
      git push -q origin v1.9.0 v1.10.0 v1.10.1
      \(HookStage.untilCalled)
      """)
    try await stage.settle()
    #expect(stage.live == "releases/v1.10.1", "\(stage.text(Self.log))")
    #expect(stage.releases == ["v1.10.1", "v1.9.0"])
  }

  @Test func `a tag that moved is deployed again under its rules, a tag of something else is told`()
    async throws
  {
    let stage = try await prepare(.real)
    defer { stage.clear() }
    try await stage.shell("git tag v1.0.0 a; git push -q origin v1.0.0\n\(HookStage.untilCalled)")
    try await stage.settle()
    try await stage.shell(
      "rm ../calls; git tag -f v1.0.0 b; git push -q -f origin v1.0.0\n\(HookStage.untilCalled)")
    try await stage.settle()
    // A version name means one thing: the release of that name is there, with other content.
    #expect(stage.text(Self.log).contains("release \"v1.0.0\" is there already, with other content"))
    try await stage.shell(
      "rm ../calls; git tag v3.0.0 $(git rev-parse a:a); git push -q origin v3.0.0\n\(HookStage.untilCalled)")
    try await stage.settle()
    #expect(stage.text(Self.log).contains("refs/tags/v3.0.0 is gone, or leads to no commit"))
    #expect(stage.live == "releases/v1.0.0")
  }

  @Test func `a push out of a CI job is the server's, not the job's`() async throws {
    let stage = try await prepare(.real)
    defer { stage.clear() }
    try await stage.shell(
      "git tag v1.0.0 a; git push -q origin v1.0.0\n\(HookStage.untilCalled)",
      environment: [
        "CI": "true", "GITHUB_ACTIONS": "true", "GITHUB_REF": "refs/heads/main", "GITHUB_REF_TYPE": "branch",
        "GITHUB_REF_NAME": "main", "GITHUB_OUTPUT": "\(stage.home.path)/output",
      ])
    try await stage.settle()
    #expect(stage.live == "releases/v1.0.0", "\(stage.text(Self.log))")
    #expect(stage.text("output") == "")
  }

  @Test func `uninstalling leaves the server's repository as it was found`() async throws {
    let stage = try await prepare(.recorder)
    defer { stage.clear() }
    let server = "\(stage.home.path)/server.git"
    _ = try await stage.sampan("hook", "uninstall", in: server)
    let found = try await stage.snapshot(of: server)
    _ = try await stage.sampan("hook", "install", in: server)
    #expect(try await stage.snapshot(of: server) != found)
    _ = try await stage.sampan("hook", "uninstall", in: server)
    #expect(try await stage.snapshot(of: server) == found)
  }
}
