import CI
import Effects
import Model
import Support
import Testing

@testable import Pipeline

/// Jobs whose checkout is not the commit that the CI system started them for: what the job says of branch and tag
/// describes that commit, and not the one that is there.
@Suite struct OtherCommitTests {
  /// A system's variables for a push to `main` and for a tag `v1.0.0`, of a commit.
  struct System: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var commit: String
    var branch: [String: String]
    var tag: [String: String]?
    var title: String

    init(
      _ title: String, commit: String, _ common: [String: String] = [:], branch: [String: String],
      tag: [String: String]? = nil
    ) {
      testDescription = title
      self.title = title
      self.commit = commit
      self.branch = common.merging(branch) { $1 }
      self.tag = tag.map { common.merging($0) { $1 } }
    }
  }

  static let systems = [
    System(
      "GitHub Actions", commit: "GITHUB_SHA", ["GITHUB_ACTIONS": "true"],
      branch: ["GITHUB_REF_TYPE": "branch", "GITHUB_REF_NAME": "main", "GITHUB_EVENT_NAME": "workflow_run"],
      tag: ["GITHUB_REF_TYPE": "tag", "GITHUB_REF_NAME": "v1.0.0", "GITHUB_EVENT_NAME": "push"]),
    System(
      "Gitea Actions", commit: "GITHUB_SHA", ["GITEA_ACTIONS": "true"],
      branch: ["GITHUB_REF": "refs/heads/main"],
      tag: ["GITHUB_REF": "refs/tags/v1.0.0"]),
    System(
      "GitLab CI", commit: "CI_COMMIT_SHA", ["GITLAB_CI": "true"], branch: ["CI_COMMIT_BRANCH": "main"],
      tag: ["CI_COMMIT_TAG": "v1.0.0"]),
    System(
      "CNB", commit: "CNB_COMMIT", ["CNB": "true"], branch: ["CNB_BRANCH": "main"],
      tag: ["CNB_BRANCH": "v1.0.0", "CNB_IS_TAG": "true"]),
    System(
      "CODING cloud-native build", commit: "CODING_COMMIT", ["CODING": "true"],
      branch: ["CODING_BRANCH": "main"],
      tag: ["CODING_BRANCH": "v1.0.0", "CODING_EVENT": "tag_push"]),
    System(
      "CODING CI", commit: "GIT_COMMIT", ["CCI_JOB_NAME": "x"], branch: ["BRANCH_NAME": "main"],
      tag: ["GIT_TAG": "v1.0.0"]),
    System(
      "Gitee Go", commit: "GITEE_COMMIT", ["GITEE_PIPELINE_BUILD_NUMBER": "1"],
      branch: ["GITEE_BRANCH": "main"],
      tag: ["GITEE_BRANCH": "v1.0.0"]),
    System(
      "Azure Pipelines", commit: "BUILD_SOURCEVERSION", ["TF_BUILD": "True"],
      branch: ["BUILD_SOURCEBRANCH": "refs/heads/main"], tag: ["BUILD_SOURCEBRANCH": "refs/tags/v1.0.0"]),
    System(
      "Buildkite", commit: "BUILDKITE_COMMIT", ["BUILDKITE": "true"], branch: ["BUILDKITE_BRANCH": "main"],
      tag: ["BUILDKITE_TAG": "v1.0.0"]),
    System(
      "CircleCI", commit: "CIRCLE_SHA1", ["CIRCLECI": "true"], branch: ["CIRCLE_BRANCH": "main"],
      tag: ["CIRCLE_TAG": "v1.0.0"]),
    System("TeamCity", commit: "BUILD_VCS_NUMBER", branch: ["TEAMCITY_VERSION": "2024.1"]),
    System(
      "Woodpecker", commit: "CI_COMMIT_SHA", ["CI": "woodpecker"], branch: ["CI_COMMIT_BRANCH": "main"],
      tag: ["CI_COMMIT_TAG": "v1.0.0"]),
    System(
      "Drone", commit: "DRONE_COMMIT_SHA", ["DRONE": "true"], branch: ["DRONE_BRANCH": "main"],
      tag: ["DRONE_TAG": "v1.0.0"]),
    System(
      "Bitbucket Pipelines", commit: "BITBUCKET_COMMIT", ["BITBUCKET_BUILD_NUMBER": "1"],
      branch: ["BITBUCKET_BRANCH": "main"], tag: ["BITBUCKET_TAG": "v1.0.0"]),
    System(
      "Jenkins", commit: "GIT_COMMIT", ["JENKINS_URL": "https://j/"], branch: ["GIT_BRANCH": "origin/main"],
      tag: ["TAG_NAME": "v1.0.0"]),
    System(
      "Yunxiao Flow", commit: "CI_COMMIT_SHA", ["PIPELINE_ID": "1", "BUILD_NUMBER": "2"],
      branch: ["CI_COMMIT_REF_NAME": "main"], tag: ["CI_COMMIT_REF_NAME": "v1.0.0"]),
    System(
      "Travis CI", commit: "TRAVIS_COMMIT", ["TRAVIS": "true"], branch: ["TRAVIS_BRANCH": "main"],
      tag: ["TRAVIS_TAG": "v1.0.0"]),
    System(
      "AppVeyor", commit: "APPVEYOR_REPO_COMMIT", ["APPVEYOR": "True"],
      branch: ["APPVEYOR_REPO_BRANCH": "main"],
      tag: ["APPVEYOR_REPO_TAG_NAME": "v1.0.0"]),
    System(
      "Semaphore", commit: "SEMAPHORE_GIT_SHA", ["SEMAPHORE": "true"],
      branch: ["SEMAPHORE_GIT_BRANCH": "main"],
      tag: ["SEMAPHORE_GIT_TAG_NAME": "v1.0.0"]),
    System(
      "AWS CodeBuild", commit: "CODEBUILD_RESOLVED_SOURCE_VERSION", ["CODEBUILD_BUILD_ID": "1"],
      branch: ["CODEBUILD_WEBHOOK_TRIGGER": "branch/main"], tag: ["CODEBUILD_WEBHOOK_TRIGGER": "tag/v1.0.0"]),
    System(
      "Cirrus CI", commit: "CIRRUS_CHANGE_IN_REPO", ["CIRRUS_CI": "true"], branch: ["CIRRUS_BRANCH": "main"],
      tag: ["CIRRUS_TAG": "v1.0.0"]),
  ]

  private static let config = """
    {
      "version": ["{tag}", "{short}"],
      "targets": {
        "staging": { "when": { "branch": "main" }, "local": { "directory": "/nowhere" }, "package": {} },
        "production": { "when": { "tag": "v*" }, "local": { "directory": "/nowhere" }, "package": {} },
        "branches": {
          "version": "{branch}", "local": { "directory": "/nowhere" }, "package": {}
        }
      }
    }
    """

  /// Two commits on `main`, the first of them tagged `v1.0.0`, and the second checked out, on its branch.
  private func prepare() async throws -> (fixture: GitFixture, first: String, second: String) {
    let fixture = try await GitFixture()
    try await fixture.commit("one", files: ["sampan.json": Self.config])
    try await fixture.git("tag", "-a", "-m", "one", "v1.0.0")
    try await fixture.commit("two", files: ["file": "two"], at: 1_700_000_060)
    return (
      fixture, try await fixture.git("rev-parse", "HEAD~1").trimmingNewline,
      try await fixture.git("rev-parse", "HEAD").trimmingNewline
    )
  }

  private func project(_ fixture: GitFixture, _ environment: [String: String]) throws -> Project {
    var world = World.refusing
    world.files = .live(temporaryDirectory: "/tmp")
    world.environment = environment
    world.job = CISystems.detect(environment)
    return try Project.open(fixture.path, configFile: nil, trust: false, in: world)
  }

  @Test(arguments: systems)
  func `branch and tag of a job count for the job's own commit alone`(system: System) async throws {
    let (fixture, first, second) = try await prepare()
    defer { fixture.remove() }
    for (environment, named) in [(system.branch, "staging"), (system.tag ?? system.branch, "production")] {
      let other = try project(fixture, environment.merging([system.commit: first]) { $1 })
      let (plans, skipped) = try other.plan(named: [])
      #expect(plans.isEmpty)
      let reason =
        "this \(system.title) job is for commit \(first.prefix(8)), and HEAD is \(second.prefix(8))"
      #expect(skipped.first?.reason == "\(reason): name the target to deploy it")

      let plan = try #require(try other.plan(named: [named]).plans.first)
      #expect(plan.deployment.version == String(second.prefix(8)))
      let warning = plan.findings.first { $0.rule == "ci/other-commit" }
      #expect(warning?.severity == .warning)
      #expect(warning?.message.hasPrefix(reason) == true)
      let failure = #expect(throws: Failure.self) { try other.plan(named: ["branches"]) }
      #expect(failure?.what == "{branch} has no value: \(reason)")
    }
    // What is no id is no commit either.
    for commit in ["xyz", String(second.prefix(3)), " \(first)", "\(second)0"] {
      let other = try project(fixture, system.branch.merging([system.commit: commit]) { $1 })
      #expect(try other.plan(named: []).plans.isEmpty)
      let plan = try #require(try other.plan(named: ["staging"]).plans.first)
      #expect(plan.findings.contains { $0.rule == "ci/other-commit" })
    }
    // Upper case, abbreviated, with white space, or not named at all.
    for commit in [second, second.uppercased(), String(second.prefix(12)), " \(second)\n", ""] {
      let own = try project(fixture, system.branch.merging([system.commit: commit]) { $1 })
      let plans = try own.plan(named: []).plans
      #expect(plans.map(\.deployment.target.name) == ["staging"])
      #expect(plans.first?.findings.contains { $0.rule == "ci/other-commit" } == false)
      #expect(try own.plan(named: ["branches"]).plans.first?.deployment.version == "main")
    }
  }

  @Test(arguments: systems.filter { $0.tag != nil })
  func `a job that names the object of an annotated tag is for the tagged commit`(system: System) async throws
  {
    let (fixture, first, _) = try await prepare()
    defer { fixture.remove() }
    try await fixture.git("checkout", "-q", "--detach", "v1.0.0")
    let object = try await fixture.git("rev-parse", "v1.0.0").trimmingNewline
    #expect(object != first)
    for commit in [object, first] {
      let plans = try project(fixture, (system.tag ?? [:]).merging([system.commit: commit]) { $1 })
        .plan(named: []).plans
      #expect(plans.map(\.deployment.version) == ["v1.0.0"])
    }
  }

  @Test func `a tag that the clone lacks names the job's commit, and no other`() async throws {
    let (fixture, first, second) = try await prepare()
    defer { fixture.remove() }
    try await fixture.git("tag", "-d", "v1.0.0")
    let job = ["GITHUB_ACTIONS": "true", "GITHUB_REF_TYPE": "tag", "GITHUB_REF_NAME": "v1.0.0"]
    let own = try project(fixture, job.merging(["GITHUB_SHA": second]) { $1 })
    #expect(try own.plan(named: []).plans.map(\.deployment.version) == ["v1.0.0"])
    let other = try project(fixture, job.merging(["GITHUB_SHA": first]) { $1 })
    #expect(try other.plan(named: []).plans.isEmpty)
    #expect(
      try other.plan(named: ["production"]).plans.map(\.deployment.version) == [String(second.prefix(8))])
  }

  @Test func `a pull request stays one, whichever commit is checked out`() async throws {
    let (fixture, first, second) = try await prepare()
    defer { fixture.remove() }
    for commit in [first, second] {
      let project = try project(
        fixture,
        [
          "GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "pull_request", "GITHUB_REF": "refs/pull/3/merge",
          "GITHUB_SHA": commit,
        ])
      let (plans, skipped) = try project.plan(named: [])
      #expect(plans.isEmpty)
      #expect(skipped.first?.reason == "pull request 3 is never deployed by \"when\"")
    }
  }

  @Test(arguments: [
    ["GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "pull_request_target", "GITHUB_REF": "refs/heads/main"],
    ["GITLAB_CI": "true", "CI_MERGE_REQUEST_IID": "5", "CI_COMMIT_BRANCH": "main"],
  ])
  func `a pull request's job that stands on another commit warns, and its branch is never a value`(
    job: [String: String]
  ) async throws {
    let (fixture, first, second) = try await prepare()
    defer { fixture.remove() }
    for commit in [first, second] {
      let project = try project(fixture, job.merging(["GITHUB_SHA": commit, "CI_COMMIT_SHA": commit]) { $1 })
      let plan = try #require(try project.plan(named: ["staging"]).plans.first)
      #expect(plan.deployment.version == String(second.prefix(8)))
      #expect(plan.findings.contains { $0.rule == "ci/other-commit" } == (commit == first))
      let failure = #expect(throws: Failure.self) { try project.plan(named: ["branches"]) }
      #expect(failure?.what.hasPrefix("{branch} has no value: this ") == true)
    }
  }
}
