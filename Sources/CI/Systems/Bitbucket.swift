import Model

// Names: https://support.atlassian.com/bitbucket-cloud/docs/variables-and-secrets/

extension CISystem {
  static let bitbucket = CISystem(
    .bitbucket, title: "Bitbucket Pipelines",
    fullHistory: "in bitbucket-pipelines.yml: `clone: { depth: full }`",
    isActive: { $0.has("BITBUCKET_BUILD_NUMBER") || $0.has("BITBUCKET_COMMIT") },
    read: { variables in
      let ref: CIJob.Ref =
        if let number = variables["BITBUCKET_PR_ID"] {
          .pullRequest(number)
        } else if let tag = variables["BITBUCKET_TAG"] {
          .tag(tag)
        } else {
          .branch(variables["BITBUCKET_BRANCH"])
        }
      // The commit has 12 digits in a pull request's build.
      return Facts(
        commit: variables["BITBUCKET_COMMIT"], ref: ref, runID: variables["BITBUCKET_BUILD_NUMBER"],
        runURL: variables.path(
          variables["BITBUCKET_GIT_HTTP_ORIGIN"], "addon/pipelines/home#!/results",
          variables["BITBUCKET_BUILD_NUMBER"]),
        workspace: variables["BITBUCKET_CLONE_DIR"])
    })
}
