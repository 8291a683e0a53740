import Model

// Names: https://docs.gitlab.com/ci/variables/predefined_variables/

extension CISystem {
  static let gitlab = CISystem(
    name: "gitlab", title: "GitLab CI", showsColor: true,
    fullHistory: "in .gitlab-ci.yml, clone the whole history: `variables: { GIT_DEPTH: \"0\" }`",
    isActive: { $0.has("GITLAB_CI") },
    read: { variables in
      Facts(
        commit: variables["CI_COMMIT_SHA"], ref: ref(variables), runID: variables["CI_JOB_ID"],
        runURL: variables["CI_JOB_URL"], workspace: variables["CI_PROJECT_DIR"])
    })

  private static func ref(_ variables: Variables) -> Ref {
    if variables["CI_MERGE_REQUEST_IID"] != nil
      || variables["CI_PIPELINE_SOURCE"] == "merge_request_event"
    {
      return .pullRequest(variables["CI_MERGE_REQUEST_IID"])
    }
    if let tag = variables["CI_COMMIT_TAG"] { return .tag(tag) }
    return .branch(variables["CI_COMMIT_BRANCH"])
  }
}
