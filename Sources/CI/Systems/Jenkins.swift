import Model

// Names: https://www.jenkins.io/doc/book/pipeline/jenkinsfile/#using-environment-variables and those of the
// git, branch-api, ghprb and gitlab plugins.

extension CISystem {
  static let jenkins = CISystem(
    .jenkins, title: "Jenkins",
    fullHistory: "in the job's git settings, switch off the shallow clone and fetch tags (CloneOption)",
    isActive: { $0.has("JENKINS_URL") },
    read: { variables in
      let request =
        variables["CHANGE_ID"] ?? variables["ghprbPullId"] ?? variables["gitlabMergeRequestIid"]
        ?? variables["gitlabMergeRequestId"]
      let ref: CIJob.Ref =
        if let request {
          .pullRequest(request)
        } else if let tag = variables["TAG_NAME"] {
          .tag(tag)
        } else {
          variables["BRANCH_NAME"].map { .branch($0) } ?? gitPluginRef(variables)
        }
      // The commit and the branch are those of the repository that the git plugin checked out; if a job has several,
      // those of the first. A scripted pipeline has neither in its environment: then those of HEAD are used.
      return Facts(
        commit: variables["GIT_COMMIT"], ref: ref, runID: variables["BUILD_NUMBER"],
        runURL: variables["BUILD_URL"], workspace: variables["WORKSPACE"])
    })

  /// The branch or tag that the git plugin built, outside multibranch jobs: `origin/main`, with the name of the
  /// remote, or a full name, depending on the branch specifier. The local branch is a setting of the job, and is used
  /// only if nothing else is set.
  /// https://plugins.jenkins.io/git/#environment-variables
  static func gitPluginRef(_ variables: Variables) -> CIJob.Ref {
    guard let name = variables["GIT_BRANCH"] else { return .branch(variables["GIT_LOCAL_BRANCH"]) }
    return CIJob.Ref(full: name) ?? CIJob.Ref(full: "refs/\(name)") ?? .branch(CIJob.Ref.local(name))
  }
}
