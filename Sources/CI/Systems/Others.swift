import Model

// Travis CI: https://docs.travis-ci.com/user/environment-variables/
// AppVeyor: https://www.appveyor.com/docs/environment-variables/
// Semaphore: https://docs.semaphoreci.com/reference/env-vars
// CodeBuild: https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-env-vars.html
// Cirrus CI: https://cirrus-ci.org/guide/writing-tasks/#environment-variables

extension CISystem {
  static let travis = CISystem(
    .travis, title: "Travis CI", fullHistory: "in .travis.yml: `git: { depth: false }`",
    isActive: { $0.has("TRAVIS") },
    read: { variables in
      Facts(
        commit: variables["TRAVIS_COMMIT"],
        ref: ref(
          request: variables.has("TRAVIS_PULL_REQUEST")
            ? variables["TRAVIS_PULL_REQUEST"]
            : variables["TRAVIS_EVENT_TYPE"] == "pull_request" ? "?" : nil,
          tag: variables["TRAVIS_TAG"], branch: variables["TRAVIS_BRANCH"]),
        runID: variables["TRAVIS_BUILD_NUMBER"], runURL: variables["TRAVIS_BUILD_WEB_URL"],
        workspace: variables["TRAVIS_BUILD_DIR"])
    })

  static let appveyor = CISystem(
    .appveyor, title: "AppVeyor", fullHistory: "in appveyor.yml, remove `clone_depth`",
    isActive: { $0.has("APPVEYOR") },
    read: { variables in
      Facts(
        commit: variables["APPVEYOR_REPO_COMMIT"],
        ref: ref(
          request: variables["APPVEYOR_PULL_REQUEST_NUMBER"], tag: variables["APPVEYOR_REPO_TAG_NAME"],
          branch: variables["APPVEYOR_REPO_BRANCH"]),
        runID: variables["APPVEYOR_BUILD_NUMBER"], workspace: variables["APPVEYOR_BUILD_FOLDER"])
    })

  static let semaphore = CISystem(
    .semaphore, title: "Semaphore", fullHistory: "run `git fetch --unshallow --tags` after `checkout`",
    isActive: { $0.has("SEMAPHORE") },
    read: { variables in
      Facts(
        commit: variables["SEMAPHORE_GIT_SHA"],
        ref: ref(
          request: variables["SEMAPHORE_GIT_PR_NUMBER"]
            ?? (variables["SEMAPHORE_GIT_REF_TYPE"] == "pull-request" ? "?" : nil),
          tag: variables["SEMAPHORE_GIT_TAG_NAME"],
          branch: variables["SEMAPHORE_GIT_BRANCH"]),
        runID: variables["SEMAPHORE_JOB_ID"], workspace: variables["SEMAPHORE_GIT_DIR"])
    })

  static let codebuild = CISystem(
    .codebuild, title: "AWS CodeBuild", fullHistory: "set the project's git clone depth to Full",
    isActive: { $0.has("CODEBUILD_BUILD_ID") },
    read: { variables in
      // There is no commit for sources other than git, and no branch for builds without a webhook.
      Facts(
        commit: variables["CODEBUILD_RESOLVED_SOURCE_VERSION"],
        ref: ref(
          request: variables.suffix(of: "CODEBUILD_WEBHOOK_TRIGGER", after: "pr/")
            ?? variables.suffix(of: "CODEBUILD_SOURCE_VERSION", after: "pr/"),
          tag: variables.suffix(of: "CODEBUILD_WEBHOOK_TRIGGER", after: "tag/"),
          branch: variables.suffix(of: "CODEBUILD_WEBHOOK_TRIGGER", after: "branch/")),
        runID: variables["CODEBUILD_BUILD_ID"], runURL: variables["CODEBUILD_PUBLIC_BUILD_URL"],
        workspace: variables["CODEBUILD_SRC_DIR"])
    })

  static let cirrus = CISystem(
    .cirrus, title: "Cirrus CI",
    fullHistory: "unset CIRRUS_CLONE_DEPTH and set CIRRUS_CLONE_TAGS=true",
    isActive: { $0.has("CIRRUS_CI") },
    read: { variables in
      Facts(
        commit: variables["CIRRUS_CHANGE_IN_REPO"],
        ref: ref(
          request: variables["CIRRUS_PR"], tag: variables["CIRRUS_TAG"], branch: variables["CIRRUS_BRANCH"]),
        runID: variables["CIRRUS_BUILD_ID"],
        runURL: variables.path("https://cirrus-ci.com/build", variables["CIRRUS_BUILD_ID"]),
        workspace: variables["CIRRUS_WORKING_DIR"])
    })

  /// An unknown CI system, by variables that many systems set.
  static let unknown = CISystem(
    .unknown, title: "CI", fullHistory: "run `git fetch --unshallow --tags` before this step",
    isActive: { variables in
      [
        "CI", "BUILD_ID", "BUILD_NUMBER", "CI_APP_ID", "CI_BUILD_ID", "CI_BUILD_NUMBER", "CI_NAME",
        "CONTINUOUS_INTEGRATION", "RUN_ID",
      ].contains { variables.has($0) }
    },
    // Neither commit nor branch is known: those of HEAD are used.
    read: { _ in Facts(commit: nil, ref: .branch(nil)) })

  private static func ref(request: String?, tag: String?, branch: String?) -> CIJob.Ref {
    if let request { return .pullRequest(request) }
    if let tag { return .tag(tag) }
    return .branch(branch)
  }
}
