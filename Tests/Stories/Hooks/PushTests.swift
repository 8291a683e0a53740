import Foundation
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
        + "git -C ../server.git config receive.advertisePushOptions true; "
        + "git -C ../server.git config sampan.localRoot '\(stage.home.path)'")
    let installed = try await stage.sampan("hook", "install", in: "\(stage.home.path)/server.git")
    #expect(installed.status == 0, "\(installed.errorText)")
    return stage
  }

  @Test func `a push returns while its deploy is running, and a release tag is deployed under its name`()
    async throws
  {
    let gate = try Gate()
    defer { gate.stop() }
    let stage = try await prepare(.real, verify: gate.url)
    defer { stage.clear() }
    let push = try await stage.shell(
      "git tag -a v1.0.0 -m one a; git push -q origin v1.0.0\n\(HookStage.untilCalled)")
    #expect(push.errorText.contains("remote: sampan: post-receive is running in the background, log: "))
    try await stage.wait(for: "a deploy that waits", log: Self.log) { gate.isVisited }
    #expect(!stage.text(Self.log).contains("release  deployed"))
    gate.open()
    try await stage.settle()
    #expect(stage.live == "releases/v1.0.0", "\(stage.text(Self.log))")
    #expect(stage.text(Self.log).contains("release  deployed  v1.0.0"))
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
    let named = stage.text(Self.log).contains("here  deployed  v1.0.0")
    #expect(named == (option == "sampan.target=here"))
  }

  @Test func `deleted refs, unchanged refs and tags that are not releases start no deploy`() async throws {
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

  @Test func `an existing hook gets the same updates, and its status is kept`() async throws {
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

  @Test func `many tags in one push are not deployed; of several releases, the newest is live at the end`()
    async throws
  {
    let stage = try await prepare(.real)
    defer { stage.clear() }
    try await stage.shell(
      "for n in 1 2 3 4; do git tag v0.0.$n a; done; git push -q --tags origin\n\(HookStage.untilCalled)")
    try await stage.settle()
    #expect(stage.live == nil)
    #expect(stage.text(Self.log).contains("more than 3 tags in one push: none is deployed"))
    try await stage.shell(
      "rm ../calls; for n in $(seq 11); do git branch copy$n a; done; git push -q --all origin\n"
        + HookStage.untilCalled)
    try await stage.settle()
    #expect(stage.text(Self.log).contains("more than 10 branches in one push: none is deployed"))
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

  /// As `git push --mirror` into a new repository: the refs, and what was deleted among them.
  @Test(arguments: ["dash", "bash", "bash --posix"])
  func `a push of very many refs does not wait, and passes on only a few of them`(shell: String)
    async throws
  {
    let stage = try await prepare(.recorder)
    defer { stage.clear() }
    try await stage.writeProgram(
      "bin/sampan",
      "#!/bin/sh\nshift 4; for word; do echo \"$word\" >> '\(stage.home.path)/new'; done\n"
        + "mv '\(stage.home.path)/new' '\(stage.home.path)/calls'\n")
    try await stage.shell(
      """
      one=1111111111111111111111111111111111111111 zero=0000000000000000000000000000000000000000
      {
        seq 30000 | sed "s#.*#$zero $one refs/heads/branch-&#"
        seq 30000 | sed "s#.*#$one $zero refs/tags/gone-&#"
        seq 30000 | sed "s#.*#$zero $one refs/tags/v&.0.0#"
      } > "$HOME/updates"
      """)
    let start = ContinuousClock.now
    try await stage.shell(
      "\(shell) hooks/post-receive < \"$HOME/updates\"\n\(HookStage.untilCalled)",
      in: "\(stage.home.path)/server.git")
    #expect(ContinuousClock.now - start < .seconds(20))
    let given = stage.text("calls").split(separator: "\n").map(String.init)
    #expect(
      given == ["post-receive"] + (1...11).map { "refs/heads/branch-\($0)" }
        + (1...4).map { "refs/tags/v\($0).0.0" })
  }

  @Test func `a log that is a pipe does not delay the push, and starts no deploy`() async throws {
    let stage = try await prepare(.recorder)
    defer { stage.clear() }
    let log = "\(stage.home.path)/server.git/sampan/hook.log"
    try await stage.shell("mkfifo '\(log)' '\(log).pipe'")
    for place in ["", "ln -sf '\(log).pipe' '\(log)'; "] {
      let push = try await stage.shell("\(place)timeout 20 git push -q -f origin main a:b")
      #expect(
        push.errorText.contains("\(log) is not a regular file, so post-receive deploys nothing; remove it"))
      try await stage.shell("git commit -q --allow-empty -m more")
    }
    #expect(stage.calls == [])
  }

  @Test(.enabled(if: geteuid() == 0, "to act as two users takes root"))
  func `in a repository of a group, the push of every member is deployed`() async throws {
    let stage = try await HookStage(.real)
    defer { stage.clear() }
    try await stage.configure()
    try await stage.shell(
      """
      chmod 755 "$HOME"; printf '[safe]\\ndirectory = *\\n' > ../.gitconfig
      install -m 755 '\(Stage.program)' ../program
      git clone -q --bare . ../server.git; git -C ../server.git config core.sharedRepository group
      git clone -q . ../second; mkdir ../site
      chown -R 1001:2000 ../server.git . ../site; chmod -R g+w ../server.git; chown -R 1002:2000 ../second
      """)
    func shell(as user: Int, in folder: String, _ script: String) async throws {
      let arguments = [
        "setpriv", "--reuid=\(user)", "--regid=2000", "--clear-groups", "sh", "-ec", "umask 077; \(script)",
      ]
      let result = try await stage.run(
        arguments, in: "\(stage.home.path)/\(folder)",
        environment: ["GIT_CONFIG_GLOBAL": nil, "SAMPAN_BIN": "\(stage.home.path)/program"])
      #expect(result.status == 0, "\(result.errorText)")
    }
    try await shell(as: 1001, in: "server.git", "../program hook install")
    for (user, clone, message) in [(1001, "work", "one"), (1002, "second", "two"), (1001, "work", "three")] {
      try await shell(
        as: user, in: clone,
        """
        git pull -q ../server.git main; git commit -q --allow-empty -m \(message); git push -q ../server.git main
        tries=0; until grep -q ' \(message)$' ../server.git/sampan/hook.log; do
          tries=$((tries + 1)); [ $tries -lt 300 ]; sleep 0.1
        done
        """)
      try await stage.wait(for: "the deploy of \(message)", log: Self.log) {
        stage.text(Self.log).contains(" \(message)\n")
          && !stage.text("server.git/sampan/hook.failed").contains("did not finish")
      }
    }
    let modes = try await stage.shell("find server.git/sampan -printf '%p %m\\n'", in: stage.home.path).text
    for line in modes.split(separator: "\n") {
      #expect(line.hasSuffix(" 660") || line.hasSuffix(" 2770"), "\(line)")
    }
  }

  @Test func `a moved tag is deployed again under its rules, a tag that is not a commit is reported`()
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
    #expect(stage.text(Self.log).contains("release \"v1.0.0\" already exists with other content"))
    try await stage.shell(
      "rm ../calls; git tag v3.0.0 $(git rev-parse a:a); git push -q origin v3.0.0\n\(HookStage.untilCalled)")
    try await stage.settle()
    #expect(stage.text(Self.log).contains("refs/tags/v3.0.0 does not exist, or is not a commit"))
    #expect(stage.live == "releases/v1.0.0")
  }

  @Test func `a push from a CI job is deployed by the server`() async throws {
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

  @Test func `users who push cannot choose where files are written on the server`() async throws {
    let stage = try await prepare(.real)
    defer { stage.clear() }
    // The user's own config is not used: the user who pushes may write it.
    try await stage.shell(
      """
      git -C ../server.git config --unset sampan.localRoot
      git config --file ../.gitconfig sampan.localRoot /
      git tag v1.0.0 a; git push -q origin v1.0.0
      \(HookStage.untilCalled)
      """, environment: ["GIT_CONFIG_GLOBAL": "\(stage.home.path)/.gitconfig"])
    try await stage.settle()
    #expect(stage.live == nil)
    #expect(stage.text(Self.log).contains("sampan.localRoot is not set in the repository"))
    #expect(stage.text(Self.log).contains("git config sampan.localRoot /srv/sites"))
    try await stage.shell(
      """
      rm ../calls; mkdir ../sites; git -C ../server.git config sampan.localRoot "$HOME/sites"
      git tag v2.0.0 a; git push -q origin v2.0.0
      \(HookStage.untilCalled)
      """)
    try await stage.settle()
    #expect(stage.live == nil)
    #expect(stage.text(Self.log).contains("which is not below sampan.localRoot"))
    try await stage.shell(
      """
      rm ../calls; git -C ../server.git config sampan.localRoot "$HOME"
      git tag v3.0.0 a; git push -q origin v3.0.0
      \(HookStage.untilCalled)
      """)
    try await stage.settle()
    #expect(stage.live == "releases/v3.0.0", "\(stage.text(Self.log))")
  }

  @Test func `a push during the deploy of a merge has no more rights than other pushes`()
    async throws
  {
    let gate = try Gate()
    defer { gate.stop() }
    let stage = try await prepare(.real, verify: gate.url)
    defer { stage.clear() }
    let checkout = "\(stage.home.path)/checkout"
    try await stage.shell(
      "git -C ../server.git config sampan.localRoot \"$HOME/sites\"; mkdir ../sites; "
        + "git -C ../server.git worktree add -q ../checkout main")
    #expect(try await stage.sampan("hook", "install", in: checkout).status == 0)
    try await stage.shell("git merge -q --no-ff -m one a\n\(HookStage.untilCalled)", in: checkout)
    try await stage.wait(for: "a deploy that waits", log: Self.log) { gate.isVisited }
    try await stage.shell(
      "git tag v1.0.0 b; git push -q origin v1.0.0; until [ $(wc -l < ../calls) = 2 ]; do sleep 0.1; done; sleep 1"
    )
    try await stage.wait(for: "the push to step back", log: Self.log) {
      stage.text(Self.log).contains("a deploy is already running, and will")
    }
    gate.open()
    try await stage.settle()
    #expect(stage.releases == ["one"], "\(stage.text(Self.log))")
    #expect(stage.text(Self.log).contains("which is not below sampan.localRoot"))
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
