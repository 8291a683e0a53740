import CI
import Model
import Testing

/// One kind of build of one system: its variables, and what is understood from them.
struct Build: Sendable, CustomTestStringConvertible {
  var name: String
  var environment: [String: String]
  var system: String
  var commit: String? = "c0ffee"
  var branch: String?
  var tag: String?
  var pullRequest: String?
  var runURL: String?

  var testDescription: String { name }

  static let all: [Build] = gitlab + tencent + others + impostors

  static let gitlab = [
    Build(
      name: "GitLab, branch",
      environment: [
        "CI": "true", "GITLAB_CI": "true", "CI_COMMIT_SHA": "c0ffee", "CI_COMMIT_REF_NAME": "main",
        "CI_COMMIT_BRANCH": "main", "CI_JOB_URL": "https://gitlab.com/j/1", "CI_PROJECT_DIR": "/builds/a",
      ], system: "gitlab", branch: "main", runURL: "https://gitlab.com/j/1"),
    Build(
      name: "GitLab, tag",
      environment: [
        "GITLAB_CI": "true", "CI_COMMIT_SHA": "c0ffee", "CI_COMMIT_REF_NAME": "v1", "CI_COMMIT_TAG": "v1",
      ], system: "gitlab", tag: "v1"),
    Build(
      name: "GitLab, merge request",
      environment: [
        "GITLAB_CI": "true", "CI_COMMIT_SHA": "c0ffee", "CI_COMMIT_REF_NAME": "topic",
        "CI_PIPELINE_SOURCE": "merge_request_event", "CI_MERGE_REQUEST_IID": "12",
      ], system: "gitlab", pullRequest: "12"),
    Build(
      name: "GitLab, pull request of GitHub",
      environment: [
        "GITLAB_CI": "true", "CI_COMMIT_SHA": "c0ffee", "CI_COMMIT_REF_NAME": "main",
        "CI_COMMIT_BRANCH": "main",
        "CI_PIPELINE_SOURCE": "external_pull_request_event", "CI_EXTERNAL_PULL_REQUEST_IID": "5",
      ], system: "gitlab", pullRequest: "5"),
    Build(
      name: "GitLab, child pipeline of a pull request of GitHub",
      environment: [
        "GITLAB_CI": "true", "CI_COMMIT_SHA": "c0ffee", "CI_COMMIT_BRANCH": "main",
        "CI_PIPELINE_SOURCE": "parent_pipeline", "CI_EXTERNAL_PULL_REQUEST_IID": "5",
      ], system: "gitlab", pullRequest: "5"),
  ]

  static let tencent = [
    Build(
      name: "CNB, branch",
      environment: [
        "CI": "true", "CNB": "true", "CNB_COMMIT": "c0ffee", "CNB_BRANCH": "main", "CNB_EVENT": "push",
        "CNB_IS_TAG": "false", "CNB_PULL_REQUEST": "false", "CNB_BUILD_WEB_URL": "https://cnb.cool/b/1",
      ], system: "cnb", branch: "main", runURL: "https://cnb.cool/b/1"),
    Build(
      name: "CNB, tag",
      environment: [
        "CNB": "true", "CNB_COMMIT": "c0ffee", "CNB_BRANCH": "v1", "CNB_EVENT": "tag_push",
        "CNB_IS_TAG": "true",
      ], system: "cnb", tag: "v1"),
    Build(
      name: "CNB, pull request",
      environment: [
        "CNB": "true", "CNB_COMMIT": "c0ffee", "CNB_BRANCH": "main", "CNB_PULL_REQUEST": "true",
        "CNB_PULL_REQUEST_IID": "3",
      ], system: "cnb", pullRequest: "3"),
    Build(
      name: "CNB, merged pull request, by its event alone",
      environment: [
        "CNB": "true", "CNB_COMMIT": "c0ffee", "CNB_BRANCH": "main", "CNB_EVENT": "pull_request.merged",
      ], system: "cnb", pullRequest: "?"),
    Build(
      name: "CODING cloud-native, tag",
      environment: [
        "CODING": "true", "CODING_COMMIT": "c0ffee", "CODING_BRANCH": "v1", "CODING_EVENT": "tag_push",
      ], system: "coding", tag: "v1"),
    Build(
      name: "CODING cloud-native, merge request",
      environment: [
        "CODING": "true", "CODING_COMMIT": "c0ffee", "CODING_BRANCH": "main", "CODING_MERGE_REQUEST": "true",
        "CODING_MERGE_REQUEST_IID": "8",
      ], system: "coding", pullRequest: "8"),
    Build(
      name: "Gitee Go, branch",
      environment: [
        "GITEE_PIPELINE_BUILD_NUMBER": "5", "GITEE_COMMIT": "c0ffee", "GITEE_BRANCH": "main",
      ], system: "gitee", branch: "main"),
    Build(
      name: "Gitee Go, pull request",
      environment: [
        "GITEE_PIPELINE_BUILD_NUMBER": "5", "GITEE_COMMIT": "other", "GITEE_SOURCE_COMMIT": "c0ffee",
        "GITEE_BRANCH": "main", "GITEE_PULL_ID": "4",
      ], system: "gitee", pullRequest: "4"),
    Build(
      name: "Yunxiao, which has GitLab's names",
      environment: [
        "PIPELINE_ID": "1", "BUILD_NUMBER": "2", "CI_COMMIT_REF_NAME": "main", "CI_COMMIT_SHA": "c0ffee",
      ], system: "yunxiao", branch: "main"),
  ]

  static let others = [
    Build(
      name: "Azure, branch",
      environment: [
        "TF_BUILD": "True", "BUILD_SOURCEVERSION": "c0ffee", "BUILD_SOURCEBRANCH": "refs/heads/release/1",
        "SYSTEM_COLLECTIONURI": "https://dev.azure.com/acme/", "SYSTEM_TEAMPROJECT": "api",
        "BUILD_BUILDID": "9",
      ], system: "azure", branch: "release/1",
      runURL: "https://dev.azure.com/acme/api/_build/results?buildId=9"),
    Build(
      name: "Azure, tag",
      environment: [
        "TF_BUILD": "True", "BUILD_SOURCEVERSION": "c0ffee", "BUILD_SOURCEBRANCH": "refs/tags/v1",
      ], system: "azure", tag: "v1"),
    Build(
      name: "Azure, pull request",
      environment: [
        "TF_BUILD": "True", "BUILD_SOURCEVERSION": "c0ffee", "BUILD_SOURCEBRANCH": "refs/pull/5/merge",
        "BUILD_REASON": "PullRequest", "SYSTEM_PULLREQUEST_PULLREQUESTID": "5",
      ], system: "azure", pullRequest: "5"),
    Build(
      name: "Azure, pull request that was queued by hand",
      environment: [
        "TF_BUILD": "True", "BUILD_SOURCEVERSION": "C0FFEE", "BUILD_SOURCEBRANCH": "refs/pull/5/merge",
        "BUILD_REASON": "Manual",
      ], system: "azure", pullRequest: "5"),
    Build(
      name: "Buildkite, branch",
      environment: [
        "BUILDKITE": "true", "BUILDKITE_COMMIT": "HEAD", "BUILDKITE_BRANCH": "main",
        "BUILDKITE_PULL_REQUEST": "false",
      ], system: "buildkite", commit: nil, branch: "main"),
    Build(
      name: "Buildkite, tag",
      environment: [
        "BUILDKITE": "true", "BUILDKITE_COMMIT": "c0ffee", "BUILDKITE_BRANCH": "v1", "BUILDKITE_TAG": "v1",
        "BUILDKITE_PULL_REQUEST": "false",
      ], system: "buildkite", tag: "v1"),
    Build(
      name: "Buildkite, pull request",
      environment: [
        "BUILDKITE": "true", "BUILDKITE_COMMIT": "c0ffee", "BUILDKITE_BRANCH": "x",
        "BUILDKITE_PULL_REQUEST": "6",
      ], system: "buildkite", pullRequest: "6"),
    Build(
      name: "CircleCI, tag",
      environment: ["CIRCLECI": "true", "CIRCLE_SHA1": "c0ffee", "CIRCLE_TAG": "v1"], system: "circleci",
      tag: "v1"),
    Build(
      name: "CircleCI, pull request by its URL",
      environment: [
        "CIRCLECI": "true", "CIRCLE_SHA1": "c0ffee", "CIRCLE_BRANCH": "x",
        "CIRCLE_PULL_REQUEST": "https://github.com/a/b/pull/77",
      ], system: "circleci", pullRequest: "77"),
    Build(
      name: "TeamCity",
      environment: ["TEAMCITY_VERSION": "2024.1", "BUILD_VCS_NUMBER": "c0ffee", "BUILD_NUMBER": "1"],
      system: "teamcity"),
    Build(
      name: "TeamCity, of one repository, which is named twice",
      environment: [
        "TEAMCITY_VERSION": "2024.1", "BUILD_VCS_NUMBER": "c0ffee", "BUILD_VCS_NUMBER_Api": "c0ffee",
      ], system: "teamcity"),
    Build(
      name: "TeamCity, of two repositories",
      environment: [
        "TEAMCITY_VERSION": "2024.1", "BUILD_VCS_NUMBER": "c0ffee", "BUILD_VCS_NUMBER_Api": "c0ffee",
        "BUILD_VCS_NUMBER_Docs": "c0ffee5",
      ], system: "teamcity", commit: nil),
    Build(
      name: "Drone, tag",
      environment: ["DRONE": "true", "DRONE_COMMIT_SHA": "c0ffee", "DRONE_TAG": "v1", "CI": "true"],
      system: "drone", tag: "v1"),
    Build(
      name: "Drone, pull request",
      environment: [
        "DRONE": "true", "DRONE_COMMIT_SHA": "c0ffee", "DRONE_BRANCH": "main",
        "DRONE_BUILD_EVENT": "pull_request", "DRONE_PULL_REQUEST": "2",
      ], system: "drone", pullRequest: "2"),
    Build(
      name: "Drone, promotion of a pull request",
      environment: [
        "DRONE": "true", "DRONE_COMMIT_SHA": "c0ffee", "DRONE_BRANCH": "main", "DRONE_BUILD_EVENT": "promote",
        "DRONE_COMMIT_REF": "refs/pull/2/head",
      ], system: "drone", pullRequest: "2"),
    Build(
      name: "Bitbucket, tag",
      environment: [
        "BITBUCKET_BUILD_NUMBER": "1", "BITBUCKET_COMMIT": "c0ffee", "BITBUCKET_TAG": "v1", "CI": "true",
      ], system: "bitbucket", tag: "v1"),
    Build(
      name: "Bitbucket, pull request",
      environment: [
        "BITBUCKET_BUILD_NUMBER": "1", "BITBUCKET_COMMIT": "c0ffee", "BITBUCKET_BRANCH": "x",
        "BITBUCKET_PR_ID": "9",
      ], system: "bitbucket", pullRequest: "9"),
    Build(
      name: "Jenkins with the git plugin's remote name",
      environment: ["JENKINS_URL": "https://j/", "GIT_COMMIT": "c0ffee", "GIT_BRANCH": "origin/main"],
      system: "jenkins", branch: "main"),
    Build(
      name: "Jenkins with a remote of another name",
      environment: ["JENKINS_URL": "https://j/", "GIT_COMMIT": "c0ffee", "GIT_BRANCH": "upstream/release/1"],
      system: "jenkins", branch: "release/1"),
    Build(
      name: "Jenkins with the full name of a remote's branch",
      environment: [
        "JENKINS_URL": "https://j/", "GIT_COMMIT": "c0ffee", "GIT_BRANCH": "refs/remotes/origin/main",
      ], system: "jenkins", branch: "main"),
    Build(
      name: "Jenkins with the full name of a branch",
      environment: [
        "JENKINS_URL": "https://j/", "GIT_COMMIT": "c0ffee", "GIT_BRANCH": "refs/heads/release/1",
      ],
      system: "jenkins", branch: "release/1"),
    Build(
      name: "Jenkins with the full name of a tag",
      environment: ["JENKINS_URL": "https://j/", "GIT_COMMIT": "c0ffee", "GIT_BRANCH": "refs/tags/v1"],
      system: "jenkins", tag: "v1"),
    Build(
      name: "Jenkins with a pull request's ref",
      environment: [
        "JENKINS_URL": "https://j/", "GIT_COMMIT": "c0ffee", "GIT_BRANCH": "refs/pull/3/head",
      ], system: "jenkins", pullRequest: "3"),
    Build(
      name: "Jenkins with a local branch",
      environment: [
        "JENKINS_URL": "https://j/", "GIT_COMMIT": "c0ffee", "GIT_BRANCH": "origin/topic/x",
        "GIT_LOCAL_BRANCH": "topic/x",
      ], system: "jenkins", branch: "topic/x"),
    Build(
      name: "Jenkins with a local branch of another name",
      environment: [
        "JENKINS_URL": "https://j/", "GIT_COMMIT": "c0ffee", "GIT_BRANCH": "origin/feature",
        "GIT_LOCAL_BRANCH": "main",
      ], system: "jenkins", branch: "feature"),
    Build(
      name: "Jenkins with a second remote",
      environment: ["JENKINS_URL": "https://j/", "GIT_COMMIT": "c0ffee", "GIT_BRANCH": "fork/main"],
      system: "jenkins", branch: "fork/main"),
    Build(
      name: "Jenkins with the full name of a second remote's branch",
      environment: [
        "JENKINS_URL": "https://j/", "GIT_COMMIT": "c0ffee", "GIT_BRANCH": "refs/remotes/fork/main",
      ], system: "jenkins", branch: "fork/main"),
    Build(
      name: "Jenkins, multibranch, whose branches have no remote's name",
      environment: [
        "JENKINS_URL": "https://j/", "GIT_COMMIT": "c0ffee", "GIT_BRANCH": "topic/main",
        "BRANCH_NAME": "topic/main",
      ], system: "jenkins", branch: "topic/main"),
    Build(
      name: "Jenkins, multibranch pull request",
      environment: [
        "JENKINS_URL": "https://j/", "GIT_COMMIT": "c0ffee", "BRANCH_NAME": "PR-123", "CHANGE_ID": "123",
      ], system: "jenkins", pullRequest: "123"),
    Build(
      name: "Jenkins, tag",
      environment: [
        "JENKINS_URL": "https://j/", "GIT_COMMIT": "c0ffee", "BRANCH_NAME": "v1", "TAG_NAME": "v1",
      ], system: "jenkins", tag: "v1"),
    Build(
      name: "Travis, pull request",
      environment: [
        "TRAVIS": "true", "TRAVIS_COMMIT": "c0ffee", "TRAVIS_BRANCH": "main", "TRAVIS_PULL_REQUEST": "3",
      ], system: "travis", pullRequest: "3"),
    Build(
      name: "Travis, branch",
      environment: [
        "TRAVIS": "true", "TRAVIS_COMMIT": "c0ffee", "TRAVIS_BRANCH": "main",
        "TRAVIS_PULL_REQUEST": "false",
      ], system: "travis", branch: "main"),
    Build(
      name: "AppVeyor, tag",
      environment: [
        "APPVEYOR": "True", "APPVEYOR_REPO_COMMIT": "c0ffee", "APPVEYOR_REPO_BRANCH": "v1",
        "APPVEYOR_REPO_TAG_NAME": "v1",
      ], system: "appveyor", tag: "v1"),
    Build(
      name: "Semaphore, branch",
      environment: ["SEMAPHORE": "true", "SEMAPHORE_GIT_SHA": "c0ffee", "SEMAPHORE_GIT_BRANCH": "main"],
      system: "semaphore", branch: "main"),
    Build(
      name: "Semaphore, pull request by the kind of its ref alone",
      environment: [
        "SEMAPHORE": "true", "SEMAPHORE_GIT_SHA": "c0ffee", "SEMAPHORE_GIT_BRANCH": "main",
        "SEMAPHORE_GIT_REF_TYPE": "pull-request",
      ], system: "semaphore", pullRequest: "?"),
    Build(
      name: "CodeBuild, pull request that a person builds",
      environment: [
        "CODEBUILD_BUILD_ID": "1", "CODEBUILD_RESOLVED_SOURCE_VERSION": "c0ffee",
        "CODEBUILD_SOURCE_VERSION": "pr/5",
      ], system: "codebuild", pullRequest: "5"),
    Build(
      name: "Travis, pull request by its event alone",
      environment: [
        "TRAVIS": "true", "TRAVIS_COMMIT": "c0ffee", "TRAVIS_BRANCH": "main",
        "TRAVIS_EVENT_TYPE": "pull_request",
      ], system: "travis", pullRequest: "?"),
    Build(
      name: "CircleCI, pull request of a fork, by its branch",
      environment: ["CIRCLECI": "true", "CIRCLE_SHA1": "c0ffee", "CIRCLE_BRANCH": "pull/77"],
      system: "circleci", pullRequest: "77"),
    Build(
      name: "CodeBuild, pull request",
      environment: [
        "CODEBUILD_BUILD_ID": "1", "CODEBUILD_RESOLVED_SOURCE_VERSION": "c0ffee",
        "CODEBUILD_WEBHOOK_TRIGGER": "pr/11",
      ], system: "codebuild", pullRequest: "11"),
    Build(
      name: "Cirrus, pull request",
      environment: ["CIRRUS_CI": "true", "CIRRUS_CHANGE_IN_REPO": "c0ffee", "CIRRUS_PR": "4"],
      system: "cirrus", pullRequest: "4"),
    Build(name: "some CI", environment: ["CI": "1"], system: "unknown", commit: nil),
    Build(name: "some CI without CI", environment: ["BUILD_ID": "1"], system: "unknown", commit: nil),
  ]

  static let impostors = [
    Build(
      name: "Woodpecker, which has GitLab's names and exports Drone's",
      environment: [
        "CI": "woodpecker", "DRONE": "true", "DRONE_COMMIT_SHA": "other", "CI_COMMIT_SHA": "c0ffee",
        "CI_COMMIT_BRANCH": "main", "CI_PIPELINE_EVENT": "push", "CI_PIPELINE_URL": "https://w/1",
      ], system: "woodpecker", branch: "main", runURL: "https://w/1"),
    Build(
      name: "Woodpecker, pull request, whose branch is the target",
      environment: [
        "CI": "woodpecker", "CI_COMMIT_SHA": "c0ffee", "CI_COMMIT_BRANCH": "main",
        "CI_COMMIT_PULL_REQUEST": "5", "CI_PIPELINE_EVENT": "pull_request",
      ], system: "woodpecker", pullRequest: "5"),
    Build(
      name: "Woodpecker, tag",
      environment: [
        "CI": "woodpecker", "CI_COMMIT_SHA": "c0ffee", "CI_COMMIT_TAG": "v1", "CI_PIPELINE_EVENT": "tag",
      ], system: "woodpecker", tag: "v1"),
    Build(
      name: "CODING classic, which is a Jenkins",
      environment: [
        "JENKINS_URL": "https://j/", "CCI_JOB_NAME": "x", "GIT_COMMIT": "c0ffee", "BRANCH_NAME": "main",
        "PROJECT_WEB_URL": "https://a.coding.net/p/b", "JOB_ID": "1", "CI_BUILD_NUMBER": "2",
      ], system: "coding-ci", branch: "main",
      runURL: "https://a.coding.net/p/b/ci/job/1/build/2/pipeline"),
    Build(
      name: "CODING classic with the git plugin's branch",
      environment: [
        "CODING_ARTIFACTS_CREDENTIALS_ID": "x", "GIT_COMMIT": "c0ffee", "GIT_BRANCH": "origin/main",
      ], system: "coding-ci", branch: "main"),
    Build(
      name: "CODING classic, tag",
      environment: [
        "JENKINS_URL": "https://j/", "CODING_ARTIFACTS_CREDENTIALS_ID": "x", "GIT_COMMIT": "c0ffee",
        "GIT_TAG": "v1",
      ], system: "coding-ci", tag: "v1"),
  ]
}

struct `The table of CI systems` {
  @Test(arguments: Build.all)
  func `reads each kind of build`(build: Build) throws {
    let job = try #require(CISystems.detect(build.environment))
    #expect(job.system.rawValue == build.system)
    #expect(job.commit == build.commit)
    #expect(job.branch == build.branch)
    #expect(job.tag == build.tag)
    #expect(job.pullRequest == build.pullRequest)
    if let url = build.runURL { #expect(job.runURL == url) }
    #expect(!job.fullHistoryRemedy.isEmpty)
  }

  @Test(arguments: [
    ["GITHUB_ACTIONS": "true", "GITHUB_REF_TYPE": "branch", "GITHUB_REF_NAME": "refs/heads/main"],
    ["GITLAB_CI": "true", "CI_COMMIT_BRANCH": "refs/heads/main"],
    ["CIRCLECI": "true", "CIRCLE_BRANCH": "refs/heads/main"],
    ["JENKINS_URL": "https://j/", "GIT_BRANCH": "origin/refs/heads/main"],
  ])
  func `a branch that is called refs/heads/main is not taken for main`(environment: [String: String]) {
    #expect(CISystems.detect(environment)?.branch == "refs/heads/main")
  }

  @Test(arguments: [
    ("1A2B3C4D5E6F", "1a2b3c4d5e6f"), (" 1a2b3c4d\n", "1a2b3c4d"), ("xyz", "xyz"), ("HEAD", "head"),
    ("a b", "a b"),
    ("", nil), (" ", nil),
  ])
  func `what stands for a commit is never taken for "no commit", be it an id or not`(
    given: String, read: String?
  ) {
    let job = CISystems.detect(["BITBUCKET_BUILD_NUMBER": "1", "BITBUCKET_COMMIT": given])
    #expect(job?.commit == read)
  }

  @Test func `an ordinary shell is not a CI system`() {
    #expect(CISystems.detect(["HOME": "/root", "PATH": "/bin", "CI": ""]) == nil)
  }

  @Test func `a URL whose parts are missing is left out instead of half built`() throws {
    let job = try #require(CISystems.detect(["GITHUB_ACTIONS": "true", "GITHUB_RUN_ID": "1"]))
    #expect(job.runURL == nil)
  }
}
