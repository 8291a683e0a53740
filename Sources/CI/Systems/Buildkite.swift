import Model

// Names: https://buildkite.com/docs/pipelines/configure/environment-variables

extension CISystem {
  static let buildkite = CISystem(
    .buildkite, title: "Buildkite", showsColor: true,
    fullHistory: "unset BUILDKITE_GIT_CLONE_FLAGS's `--depth`, or run `git fetch --unshallow --tags` first",
    isActive: { $0.has("BUILDKITE") },
    read: { variables in
      // On a tag, the branch variable contains the tag as well. The commit of a build that was started by hand or by
      // the API may be `HEAD`: then the branch is that of the commit that was checked out.
      let ref: CIJob.Ref =
        if variables.has("BUILDKITE_PULL_REQUEST") {
          .pullRequest(variables["BUILDKITE_PULL_REQUEST"])
        } else if let tag = variables["BUILDKITE_TAG"] {
          .tag(tag)
        } else {
          .branch(variables["BUILDKITE_BRANCH"])
        }
      return Facts(
        commit: variables["BUILDKITE_COMMIT"].flatMap { $0 == "HEAD" ? nil : $0 }, ref: ref,
        runID: variables["BUILDKITE_BUILD_NUMBER"],
        runURL: variables["BUILDKITE_BUILD_URL"], workspace: variables["BUILDKITE_BUILD_CHECKOUT_PATH"])
    })
}
