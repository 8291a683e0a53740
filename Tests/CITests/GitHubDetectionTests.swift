import CI
import Model
import Support
import Testing

struct `GitHub and those who read its workflows` {
  let branchBuild = [
    "CI": "true", "GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "push", "GITHUB_SHA": "c0ffee",
    "GITHUB_REF": "refs/heads/release/1", "GITHUB_REF_NAME": "release/1", "GITHUB_REF_TYPE": "branch",
    "GITHUB_RUN_ID": "42", "GITHUB_SERVER_URL": "https://github.com", "GITHUB_REPOSITORY": "acme/api",
    "GITHUB_WORKSPACE": "/home/runner/work/api/api",
    "GITHUB_WORKFLOW_REF": "acme/api/.github/workflows/deploy.yml@refs/heads/release/1",
  ]

  @Test func `a push to a branch sets everything`() throws {
    let job = try #require(CISystems.detect(branchBuild))
    #expect(
      job
        == CIJob(
          .github, title: "GitHub Actions", commit: "c0ffee", ref: .branch("release/1"), runID: "42",
          runURL: "https://github.com/acme/api/actions/runs/42",
          workflow: "https://github.com/acme/api/.github/workflows/deploy.yml@refs/heads/release/1",
          workspace: "/home/runner/work/api/api",
          fullHistoryRemedy: job.fullHistoryRemedy, showsColor: true))
    #expect(job.fullHistoryRemedy.contains("fetch-depth: 0"))
  }

  @Test func `a tag is recognised by the type of the ref, not by its name`() throws {
    let job = try #require(
      CISystems.detect(
        branchBuild.merging(
          ["GITHUB_REF": "refs/tags/v1.2.3", "GITHUB_REF_NAME": "v1.2.3", "GITHUB_REF_TYPE": "tag"]) { $1 }))
    #expect(job.tag == "v1.2.3")
    #expect(job.branch == nil)
  }

  @Test func `without a ref type, the ref is used`() throws {
    var environment = branchBuild
    environment["GITHUB_REF_TYPE"] = nil
    #expect(CISystems.detect(environment)?.branch == "release/1")
    environment["GITHUB_REF"] = "refs/tags/v2"
    #expect(CISystems.detect(environment)?.tag == "v2")
  }

  @Test func `a pull request is neither a branch nor a tag`() throws {
    let job = try #require(
      CISystems.detect(
        branchBuild.merging([
          "GITHUB_EVENT_NAME": "pull_request", "GITHUB_REF": "refs/pull/7/merge",
          "GITHUB_REF_NAME": "7/merge",
          "GITHUB_HEAD_REF": "topic", "GITHUB_BASE_REF": "main",
        ]) { $1 }))
    #expect(job.pullRequest == "7")
    #expect(job.branch == nil)
    #expect(job.tag == nil)
  }

  @Test func `the ref of a pull request is one, whatever the event`() throws {
    let job = try #require(
      CISystems.detect(
        branchBuild.merging([
          "GITHUB_EVENT_NAME": "workflow_dispatch", "GITHUB_REF": "refs/pull/7/merge",
          "GITHUB_REF_NAME": "7/merge",
        ]) { $1 }))
    #expect(job.pullRequest == "7")
    #expect(job.branch == nil)
  }

  @Test func `pull_request_target counts as a pull request although it runs on the base branch`() throws {
    let job = try #require(
      CISystems.detect(branchBuild.merging(["GITHUB_EVENT_NAME": "pull_request_target"]) { $1 }))
    #expect(job.pullRequest == "?")
    #expect(job.branch == nil)
  }

  @Test func `Gitea and Forgejo are distinguished from GitHub although they set its variables`() throws {
    for marker in ["GITEA_ACTIONS", "FORGEJO_ACTIONS"] {
      let job = try #require(CISystems.detect(branchBuild.merging([marker: "true"]) { $1 }))
      #expect(job.system == .gitea)
      #expect(job.branch == "release/1")
    }
  }

  @Test func `CI=false disables detection`() {
    #expect(CISystems.detect(branchBuild.merging(["CI": "false"]) { $1 }) == nil)
  }

  @Test func `GITHUB_ACTIONS=false is not GitHub`() {
    #expect(CISystems.detect(["GITHUB_ACTIONS": "false"]) == nil)
  }
}
