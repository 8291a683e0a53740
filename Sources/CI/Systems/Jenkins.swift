import Model

// Names: https://www.jenkins.io/doc/book/pipeline/jenkinsfile/#using-environment-variables and those of the
// git, branch-api, ghprb and gitlab plugins.

extension CISystem {
  static let jenkins = CISystem(
    name: "jenkins", title: "Jenkins",
    fullHistory: "in the job's git settings, switch off the shallow clone and fetch tags (CloneOption)",
    isActive: { $0.has("JENKINS_URL") },
    read: { variables in
      let request =
        variables["CHANGE_ID"] ?? variables["ghprbPullId"] ?? variables["gitlabMergeRequestIid"]
        ?? variables["gitlabMergeRequestId"]
      let ref: Ref =
        if let request {
          .pullRequest(request)
        } else if let tag = variables["TAG_NAME"] {
          .tag(tag)
        } else {
          // The git plugin puts the remote's name before the branch, multibranch jobs do not.
          .branch(
            variables["BRANCH_NAME"] ?? variables.suffix(of: "GIT_BRANCH", after: "origin/")
              ?? variables["GIT_BRANCH"])
        }
      return Facts(
        commit: variables["GIT_COMMIT"], ref: ref, runID: variables["BUILD_NUMBER"],
        runURL: variables["BUILD_URL"], workspace: variables["WORKSPACE"])
    })
}
