import Model

// Names: https://docs.gitlab.com/ci/variables/predefined_variables/

extension CISystem {
  static let gitlab = CISystem(
    .gitlab, title: "GitLab CI", showsColor: true,
    fullHistory: "in .gitlab-ci.yml, clone the whole history: `variables: { GIT_DEPTH: \"0\" }`",
    isActive: { $0.has("GITLAB_CI") },
    read: { variables in
      Facts(
        commit: variables["CI_COMMIT_SHA"], ref: ref(variables), runID: variables["CI_JOB_ID"],
        runURL: variables["CI_JOB_URL"], workspace: variables["CI_PROJECT_DIR"])
    })

  private static func ref(_ variables: Variables) -> CIJob.Ref {
    // The second is a pull request on GitHub, for a project that is mirrored from there. A child pipeline has the
    // numbers of its parent, but another source.
    let request = variables["CI_MERGE_REQUEST_IID"] ?? variables["CI_EXTERNAL_PULL_REQUEST_IID"]
    let sources = ["merge_request_event", "external_pull_request_event"]
    if request != nil || sources.contains(variables["CI_PIPELINE_SOURCE"] ?? "") {
      return .pullRequest(request)
    }
    if let tag = variables["CI_COMMIT_TAG"] { return .tag(tag) }
    return .branch(variables["CI_COMMIT_BRANCH"])
  }
}
