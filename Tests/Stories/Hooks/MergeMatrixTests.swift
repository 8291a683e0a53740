import Support
import Testing

/// When git runs which hook, as recorded by an existing hook of another tool, and when a deploy starts.
@Suite struct MergeMatrixTests {
  struct Operation: CustomTestStringConvertible, Sendable {
    var name: String
    var commands: String
    /// What git runs, with its arguments.
    var hooks: [String]
    /// The hook that begins a deploy; nil: none may.
    var deploys: String?

    var testDescription: String { name }

    init(_ name: String, _ commands: String, runs hooks: [String], deploys: String? = nil) {
      self.name = name
      self.commands = commands
      self.hooks = hooks
      self.deploys = deploys
    }
  }

  private static let conflict = """
    echo mine > base; git commit -qam mine; if git merge -q clash; then exit 1; fi
    echo both > base; git add base

    """

  static let operations = [
    Operation(
      "pull, fast-forward", "git push -q origin ahead:main; git pull -q origin main", runs: ["post-merge 0"],
      deploys: "post-merge"),
    Operation(
      "merge --ff-only", "git merge -q --ff-only ahead", runs: ["post-merge 0"], deploys: "post-merge"),
    Operation("merge --no-ff", "git merge -q --no-ff ahead", runs: ["post-merge 0"], deploys: "post-merge"),
    Operation(
      "merge of what diverged", "echo x > x; git add x; git commit -qm x; git merge -q side",
      runs: ["post-commit", "post-merge 0"], deploys: "post-merge"),
    Operation(
      "merge --no-verify", "git merge -q --no-verify ahead", runs: ["post-merge 0"], deploys: "post-merge"),
    Operation(
      "merge --squash, then commit", "git merge -q --squash side; git commit -qm squashed",
      runs: ["post-merge 1", "post-commit"]),
    Operation("merge --no-commit", "git merge -q --no-ff --no-commit side", runs: []),
    Operation(
      "merge --no-commit, then commit", "git merge -q --no-ff --no-commit side; git commit -qm merged",
      runs: ["post-commit"], deploys: "post-commit"),
    Operation(
      "conflict, then commit", conflict + "git commit -qm merged", runs: ["post-commit", "post-commit"],
      deploys: "post-commit"),
    Operation(
      "conflict, then merge --continue", conflict + "git merge --continue",
      runs: ["post-commit", "post-commit"], deploys: "post-commit"),
    Operation("conflict, then merge --abort", conflict + "git merge --abort", runs: ["post-commit"]),
    Operation("already up to date", "git merge -q main", runs: []),
    Operation(
      "pull --rebase without commits of one's own",
      "git push -q origin ahead:main; git pull -q --rebase origin main",
      runs: ["post-merge 0"], deploys: "post-merge"),
    Operation(
      "pull --rebase with commits of one's own",
      "git push -q origin ahead:main; echo x > x; git add x; git commit -qm x; git pull -q --rebase origin main",
      runs: ["post-commit", "post-commit"]),
    Operation(
      "rebase of a merge",
      "git checkout -q -b topic side; SAMPAN=0 git merge -q --no-ff -m m clash; "
        + "git rebase -q --rebase-merges ahead",
      runs: ["post-merge 0", "post-commit", "post-commit", "post-commit"]),
    Operation("fetch", "git push -q origin ahead:main; git fetch -q", runs: []),
    Operation("reset", "git reset -q --hard ahead", runs: []),
    Operation("checkout -B", "git checkout -q --detach; git checkout -q -B main ahead", runs: []),
    Operation("branch -f", "git checkout -q --detach; git branch -q -f main ahead", runs: []),
    Operation("update-ref", "git update-ref refs/heads/main ahead", runs: []),
    Operation("cherry-pick", "git cherry-pick side", runs: ["post-commit"]),
    Operation("revert", "git revert --no-edit HEAD", runs: ["post-commit"]),
    Operation("am", "git format-patch -q -1 --stdout side > ../patch; git am -q ../patch", runs: []),
    Operation("commit", "git commit -q --allow-empty -m x", runs: ["post-commit"]),
    Operation(
      "merge without a branch", "git checkout -q --detach; git merge -q ahead", runs: ["post-merge 0"]),
    Operation("SAMPAN=0", "SAMPAN=0 git merge -q ahead", runs: ["post-merge 0"]),
    Operation("core.hooksPath=/dev/null", "git -c core.hooksPath=/dev/null merge -q ahead", runs: []),
  ]

  @Test(arguments: operations, [false, true])
  func `a deploy starts after every merge into a branch, and after nothing else`(
    operation: Operation, isLinked: Bool
  ) async throws {
    let stage = try await HookStage(.recorder)
    defer { stage.clear() }
    let directory = try await Self.prepare(stage, isLinked: isLinked)
    let waits = operation.deploys == nil ? "" : "\n\(HookStage.untilCalled)"
    let result = try await stage.shell(operation.commands + waits, in: directory)

    let seen = stage.text("seen").split(separator: "\n").map(String.init)
    #expect(seen == operation.hooks, "\(result.errorText)")
    let place = isLinked ? "linked" : "work"
    let begun = operation.deploys.map { ["\(place) \($0) refs/heads/main"] } ?? []
    #expect(stage.calls == begun, "\(result.errorText)")
    #expect(result.errorText.contains("in the background") == !begun.isEmpty, "\(result.errorText)")
  }

  /// Branches to merge, an `origin`, a hook of another tool, and ours. Returns the work tree.
  private static func prepare(_ stage: HookStage, isLinked: Bool) async throws -> String {
    try await stage.shell(
      """
      echo base > base; git add base; git commit -qm base
      for branch in ahead side; do
        git checkout -q -b $branch main; echo $branch > $branch; git add $branch; git commit -qm $branch
      done
      git checkout -q -b clash main; echo clash > base; git commit -qam clash
      git checkout -q main
      git clone -q --bare . ../origin.git; git remote add origin ../origin.git
      for hook in post-merge post-commit; do
        printf '#!/bin/sh\\necho "%s${1+ $1}" >> "%s"\\nexit 7\\n' $hook "$HOME/seen" > .git/hooks/$hook
        chmod +x .git/hooks/$hook
      done
      """)
    let installed = try await stage.sampan("hook", "install")
    #expect(installed.status == 0, "\(installed.errorText)")
    guard isLinked else { return stage.work }
    try await stage.shell("git checkout -q --detach; git worktree add -q ../linked main")
    return "\(stage.home.path)/linked"
  }
}
