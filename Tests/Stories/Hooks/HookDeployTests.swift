import Emulator
import Foundation
import Support
import Synchronization
import Testing

/// A page for "verify": it fails until the test allows it to succeed.
final class Gate: Sendable {
  private let isOpen = Mutex(false)
  private let server: Mutex<LoopbackServer?>

  init() throws {
    server = Mutex(nil)
    let page = try LoopbackServer { [self] _ in
      .answer(
        isOpen.withLock { $0 } ? Answer(200, type: "text/plain", "well") : Answer(503, type: "text/plain", "")
      )
    }
    server.withLock { $0 = page }
  }

  /// A deploy is running and waits.
  var isVisited: Bool { server.withLock { $0?.requests.isEmpty == false } }
  var url: String { server.withLock { $0?.endpoint ?? "" } }
  func open() { isOpen.withLock { $0 = true } }
  func stop() { server.withLock { $0 }?.stop() }
}

extension HookStage {
  /// Commits a config whose target `here` goes with `main`, and `release` with tags; both into `site`.
  func configure(verify url: String? = nil) async throws {
    let verify = url.map { #", "verify": { "url": "\#($0)" }"# } ?? ""
    let target = #""local": { "directory": "\#(home.path)/site", "keep": 100 }, "package": {}\#(verify)"#
    try home.write(
      "work/sampan.json",
      """
      {
        "version": ["{tag}", "{subject}"],
        "targets": {
          "here": { "when": { "branch": "main" }, \(target) },
          "release": { "when": { "tag": "v*" }, \(target) }
        }
      }
      """)
    try await shell("git add -A; git commit -qm base; for name in a b c; do git branch $name; done")
    for name in ["a", "b", "c"] {
      try await shell("git checkout -q \(name); echo > \(name); git add -A; git commit -qm \(name)")
    }
    try await shell("git checkout -q main")
  }

  var releases: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: "\(home.path)/site/releases")) ?? []).sorted()
  }

  var live: String? {
    try? FileManager.default.destinationOfSymbolicLink(atPath: "\(home.path)/site/current")
  }
}

/// The built program behind the hooks.
@Suite struct HookDeployTests {
  @Test
  func `merges return while a deploy is running, and of several merges the newest is deployed`()
    async throws
  {
    let gate = try Gate()
    defer { gate.stop() }
    let stage = try await HookStage(.real)
    defer { stage.clear() }
    try await stage.configure(verify: gate.url)
    _ = try await stage.sampan("hook", "install")

    try await stage.shell("git merge -q --no-ff -m one a\n\(HookStage.untilCalled)")
    try await stage.wait(for: "a deploy that waits") { gate.isVisited }
    #expect(try await stage.sampan("hook", "status").text.hasSuffix("a deploy is running\n"))
    let found = try await stage.sampan("hook", "uninstall")
    #expect(found.status == 75)
    #expect(found.errorText.contains("a hook's deploy is running"))
    for (branch, message) in [("b", "two"), ("c", "three")] {
      let count = stage.calls.count
      try await stage.shell("git merge -q --no-ff -m \(message) \(branch)\nsleep 0.5")
      try await stage.wait(for: "the start after \(message)") { stage.calls.count > count }
    }
    let log = "work/.git/sampan/hook.log"
    try await stage.wait(for: "both to step back") {
      stage.text(log).components(separatedBy: "a deploy is already running, and will").count == 3
    }
    #expect(stage.releases == ["one"])

    gate.open()
    try await stage.settle()
    #expect(stage.releases == ["one", "three"], "\(stage.text(log))")
    #expect(stage.live == "releases/three")
    #expect(try await stage.sampan("hook", "uninstall").status == 0)
  }

  @Test func `without a PATH, from a sub-folder's merge, in a linked work tree, the merge is deployed`()
    async throws
  {
    let stage = try await HookStage(.real)
    defer { stage.clear() }
    try await stage.configure()
    _ = try await stage.sampan("hook", "install")
    try await stage.shell("git checkout -q --detach; git worktree add -q ../linked main; mkdir ../linked/sub")
    let nothing: [String: String?] = ["PATH": "/usr/bin:/bin", "SAMPAN_BIN": nil, "HOME": nil, "TERM": nil]
    try await stage.shell(
      "git merge -q --no-ff -m one a\nsleep 1", in: "\(stage.home.path)/linked/sub",
      environment: nothing)
    try await stage.wait(for: "the release") { stage.live == "releases/one" }
    try await stage.wait(for: "the end") {
      stage.text("work/.git/sampan/hook.log").contains("here  deployed  one")
    }
  }

  @Test func `on a desktop, a notice shows how the deploy of a merge has ended`() async throws {
    let stage = try await HookStage(.real)
    defer { stage.clear() }
    try await stage.configure()
    _ = try await stage.sampan("hook", "install")
    try await stage.writeProgram(
      "bin/notify-send", "#!/bin/sh\nprintf '%s|' \"$@\" >> '\(stage.home.path)/notices'\nexit 1\n")
    let variables: [String: String?] = ["PATH": "\(stage.home.path)/bin:/usr/bin:/bin", "DISPLAY": ":9"]
    try await stage.shell("git merge -q --no-ff -m 'one <b>' a\nsleep 1", environment: variables)
    try await stage.wait(for: "the end") {
      stage.text("notices").contains("&gt;")
    }
    let notice = stage.text("notices")
    #expect(notice.hasPrefix("--app-name=sampan|--|sampan: here deployed one"), "\(notice)")
    #expect(notice.contains("one &lt;b&gt;"))
  }

  @Test func `sampan.sh sets variables for merges in a graphical client`() async throws {
    let stage = try await HookStage(.recorder)
    defer { stage.clear() }
    try await stage.configure()
    _ = try await stage.sampan("hook", "install")
    try stage.home.write(
      "work/.git/sampan.sh", "SAMPAN_BIN='\(stage.home.path)/elsewhere'\nKEY=from-the-file\n")
    try await stage.writeProgram("elsewhere", "#!/bin/sh\necho \"$KEY\" > '\(stage.home.path)/calls'\n")
    try await stage.shell(
      "unset SAMPAN_BIN; git merge -q a\n\(HookStage.untilCalled)")
    #expect(stage.text("calls") == "from-the-file\n")
  }

  @Test(arguments: ["dash", "bash", "bash --posix"])
  func `if a work tree is removed right after its merge, the merge is deployed from the repository`(
    shell: String
  )
    async throws
  {
    let stage = try await HookStage(.real)
    defer { stage.clear() }
    try await stage.configure()
    _ = try await stage.sampan("hook", "install")
    try await stage.shell(
      """
      sed -i '1s|.*|#!/usr/bin/env -S \(shell)|' .git/hooks/post-merge
      git checkout -q --detach; git worktree add -q ../linked main
      git -C ../linked merge -q --no-ff -m one a; git worktree remove --force ../linked
      \(HookStage.untilCalled)
      """)
    try await stage.settle()
    #expect(stage.live == "releases/one", "\(stage.text("work/.git/sampan/hook.log"))")
    // Gone before the program starts, too.
    try await stage.shell("git branch -f main b")
    _ = try await stage.run(
      [Stage.program, "-C", "\(stage.home.path)/linked", "hook", "run", "post-merge", "refs/heads/main"])
    #expect(stage.live == "releases/b")
  }

  @Test(arguments: ["dash", "bash", "bash --posix"])
  func `an exported CDPATH has no effect on the hooks`(shell: String) async throws {
    let stage = try await HookStage(.recorder)
    defer { stage.clear() }
    try await stage.configure()
    _ = try await stage.sampan("hook", "install")
    try stage.home.write("work/.git/sampan.sh", "MINE=1\n")
    try stage.home.write("other/.git/sampan.sh", "MINE=\n")
    try await stage.writeProgram("bin/sampan", "#!/bin/sh\necho \"$MINE\" > '\(stage.home.path)/calls'\n")
    try await stage.shell(
      "sed -i '1s|.*|#!/usr/bin/env -S \(shell)|' .git/hooks/post-merge; git branch two a")
    for (path, branch) in [(".:..", "a"), ("\(stage.home.path)/other", "b")] {
      let merge = try await stage.shell(
        "rm -f ../calls; git merge -q --no-ff -m x \(branch)\n\(HookStage.untilCalled)",
        environment: ["CDPATH": path])
      #expect(stage.text("calls") == "1\n", "\(merge.errorText)")
      #expect(merge.errorText.hasSuffix("log: \(stage.work)/.git/sampan/hook.log\n"))
    }
    #expect(try await stage.shell("git status --porcelain").text == "")
  }

  @Test
  func `a deploy that failed or was killed is shown by the next merge, and by status until one succeeds`()
    async throws
  {
    let gate = try Gate()
    defer { gate.stop() }
    let stage = try await HookStage(.real)
    defer { stage.clear() }
    try await stage.configure(verify: gate.url)
    _ = try await stage.sampan("hook", "install")
    try await stage.shell("git merge -q --no-ff -m one a\n\(HookStage.untilCalled)")
    try await stage.wait(for: "a deploy that waits") { gate.isVisited }
    let pid = try #require(stage.text("calls").split(separator: " ").first.flatMap { pid_t($0) })
    kill(pid, SIGKILL)
    try await stage.settle()
    let killed = try await stage.sampan("hook", "status")
    #expect(killed.status == 0)
    #expect(killed.errorText.contains("warning: the last deploy of refs/heads/main started at "))

    gate.open()
    let file = "sampan.json"
    let config = try #require(String(bytes: stage.home.read("work/\(file)"), encoding: .utf8))
    try stage.home.write(
      "work/\(file)", config.replacing("\"package\": {}", with: "\"package\": { \"path\": \"gone\" }"))
    let merge = try await stage.shell(
      "rm ../calls; git commit -qam broken; git merge -q --no-ff -m two b\n\(HookStage.untilCalled)")
    #expect(merge.errorText.contains("sampan: the last deploy of refs/heads/main started at "))
    try await stage.settle()
    let failed = try await stage.sampan("hook", "status").errorText
    #expect(failed.contains("warning: the last deploy of refs/heads/main failed at "), "\(failed)")
    #expect(failed.contains("hint: see \(stage.work)/.git/sampan/hook.log"))

    try stage.home.write("work/\(file)", config)
    let next = try await stage.shell(
      "rm ../calls; git commit -qam right; git merge -q --no-ff -m three c\n\(HookStage.untilCalled)")
    #expect(next.errorText.contains("sampan: the last deploy of refs/heads/main failed at "))
    try await stage.settle()
    #expect(stage.live == "releases/three", "\(stage.text("work/.git/sampan/hook.log"))")
    #expect(try await stage.sampan("hook", "status").errorText == "")

    // A deploy by hand makes up for a failed one, too.
    try stage.home.write("work/.git/sampan/hook.failed", "refs/heads/main failed at 2026-11-28T00:00:00Z\n")
    #expect(try await stage.sampan("hook", "status").errorText.contains("failed at"))
    #expect(try await stage.sampan("deploy").status == 0)
    #expect(try await stage.sampan("hook", "status").errorText == "")
  }

  @Test func `a missing program is reported, and the merge succeeds`() async throws {
    let stage = try await HookStage(.recorder)
    defer { stage.clear() }
    try await stage.configure()
    _ = try await stage.sampan("hook", "install")
    try await stage.shell("sed -i \"s/^recorded=.*/recorded='.gone'/\" .git/hooks/post-merge")
    let merge = try await stage.shell(
      "git merge -q a", environment: ["SAMPAN_BIN": "/nowhere", "PATH": "/usr/bin:/bin"])
    #expect(
      merge.errorText
        == "sampan: program not found, so post-merge deploys nothing; run: sampan hook install\n")
    #expect(try await stage.shell("git log -1 --format=%s").text == "a\n")
  }

  @Test func `a log that cannot be written is reported, and the merge succeeds`() async throws {
    let stage = try await HookStage(.recorder)
    defer { stage.clear() }
    try await stage.configure()
    _ = try await stage.sampan("hook", "install")
    let merge = try await stage.shell("mkdir .git/sampan/hook.log; git merge -q a; git log -1 --format=%s")
    #expect(merge.text == "a\n")
    #expect(
      merge.errorText.contains("hook.log is not a regular file, so post-merge deploys nothing; remove it"))
    #expect(!merge.errorText.contains("in the background"))
  }

  @Test func `a program that fails or does not end has no effect on the merge`() async throws {
    let stage = try await HookStage(.recorder)
    defer { stage.clear() }
    try await stage.configure()
    _ = try await stage.sampan("hook", "install")
    try await stage.writeProgram(
      "bin/sampan", "#!/bin/sh\necho $$ x >> '\(stage.home.path)/calls'\nkill -9 $$\n")
    try await stage.shell("git merge -q a\n\(HookStage.untilCalled); rm ../calls")
    try await stage.writeProgram(
      "bin/sampan", "#!/bin/sh\necho $$ x >> '\(stage.home.path)/calls'\nwhile :; do sleep 1; done\n")
    let merge = try await stage.shell("git merge -q --no-ff -m b b\n\(HookStage.untilCalled)")
    #expect(merge.status == 0)
    let pid = try #require(stage.text("calls").split(separator: " ").first.flatMap { pid_t($0) })
    // It is alive though everything in the merge's process group was ended: it has a session of its own.
    #expect(kill(pid, SIGKILL) == 0)
  }

  @Test func `in a CI job nothing is deployed, and the files of the job are not changed`() async throws {
    let stage = try await HookStage(.real)
    defer { stage.clear() }
    try await stage.configure()
    _ = try await stage.sampan("hook", "install")
    try await stage.shell(
      "git merge -q a\n\(HookStage.untilCalled)",
      environment: [
        "CI": "true", "GITHUB_ACTIONS": "true", "GITHUB_OUTPUT": "\(stage.home.path)/output",
        "GITHUB_STEP_SUMMARY": "\(stage.home.path)/summary",
      ])
    try await stage.settle()
    #expect(
      stage.text("work/.git/sampan/hook.log").contains(
        "nothing is deployed: hooks do not deploy in jobs of GitHub Actions"))
    #expect(stage.live == nil)
    #expect(stage.text("output") == "")
    #expect(stage.text("summary") == "")
  }

  @Test func `a merge into another branch deploys nothing, and the log has the reason`() async throws {
    let stage = try await HookStage(.real)
    defer { stage.clear() }
    try await stage.configure()
    _ = try await stage.sampan("hook", "install")
    try await stage.shell("git checkout -q b; git merge -q --no-ff -m one a\n\(HookStage.untilCalled)")
    try await stage.settle()
    #expect(stage.live == nil)
    let log = stage.text("work/.git/sampan/hook.log")
    #expect(log.contains("here  skipped  it needs branch \"main\", this is branch \"b\"\n"), "\(log)")
  }

  @Test func `the merged commit is deployed with its config, whatever is checked out meanwhile`()
    async throws
  {
    let stage = try await HookStage(.real)
    defer { stage.clear() }
    try await stage.configure()
    _ = try await stage.sampan("hook", "install")
    try await stage.shell(
      "git merge -q --no-ff -m one a; git checkout -q b; echo broken > sampan.json\n\(HookStage.untilCalled)")
    try await stage.settle()
    #expect(stage.live == "releases/one", "\(stage.text("work/.git/sampan/hook.log"))")
  }

  @Test func `a long log is renamed once`() async throws {
    let stage = try await HookStage(.recorder)
    defer { stage.clear() }
    try await stage.configure()
    _ = try await stage.sampan("hook", "install")
    for letter in ["x", "y"] {
      try await stage.shell(
        "rm -f ../calls; head -c 300000 /dev/zero | tr '\\0' \(letter) > .git/sampan/hook.log; "
          + "git merge -q --no-ff -m \(letter) \(letter == "x" ? "a" : "b")\n\(HookStage.untilCalled)")
      #expect(stage.text("work/.git/sampan/hook.log.1").count == 300_000)
      #expect(stage.text("work/.git/sampan/hook.log.1").first.map(String.init) == letter)
      #expect(stage.text("work/.git/sampan/hook.log").count < 10_000)
    }
  }
}
