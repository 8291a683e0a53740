import Model

// Names: https://learn.microsoft.com/azure/devops/pipelines/build/variables

extension CISystem {
  static let azure = CISystem(
    .azure, title: "Azure Pipelines", showsColor: true,
    fullHistory: "in azure-pipelines.yml: `- checkout: self` with `fetchDepth: 0` and `fetchTags: true`",
    isActive: { $0.has("TF_BUILD") || $0.has("BUILD_BUILDURI") },
    read: { variables in
      // The commit is that of the repository `self`, even if the step runs in another repository of the job.
      let project = variables.path(variables["SYSTEM_COLLECTIONURI"], variables["SYSTEM_TEAMPROJECT"])
      return Facts(
        commit: variables["BUILD_SOURCEVERSION"], ref: ref(variables), runID: variables["BUILD_BUILDID"],
        runURL: variables.path(project, variables["BUILD_BUILDID"].map { "_build/results?buildId=\($0)" }),
        workspace: variables["BUILD_SOURCESDIRECTORY"])
    })

  private static func ref(_ variables: Variables) -> CIJob.Ref {
    if variables["BUILD_REASON"] == "PullRequest" || variables["SYSTEM_PULLREQUEST_PULLREQUESTID"] != nil {
      // The number is set for repositories on GitHub, the id for those on Azure.
      return .pullRequest(
        variables["SYSTEM_PULLREQUEST_PULLREQUESTNUMBER"] ?? variables["SYSTEM_PULLREQUEST_PULLREQUESTID"])
    }
    // A build of `refs/pull/5/merge` can be queued by hand.
    return CIJob.Ref(full: variables["BUILD_SOURCEBRANCH"]) ?? .branch(nil)
  }
}
