import Model

// Names: https://help.gitee.com/gitee-go/pipeline/parameter. No variable for a tag is documented.

extension CISystem {
  static let gitee = CISystem(
    .gitee, title: "Gitee Go",
    fullHistory: "run `git fetch --unshallow --tags` in a step before this one",
    isActive: { $0.has("GITEE_PIPELINE_BUILD_NUMBER") },
    read: { variables in
      // On a pull request `GITEE_BRANCH` is the target branch, and `GITEE_COMMIT` the commit of that branch.
      let request = variables["GITEE_PULL_ID"]
      return Facts(
        commit: request == nil
          ? variables["GITEE_COMMIT"] : variables["GITEE_SOURCE_COMMIT"] ?? variables["GITEE_COMMIT"],
        ref: request.map { .pullRequest($0) } ?? .branchOrTag(variables["GITEE_BRANCH"]),
        runID: variables["GITEE_PIPELINE_BUILD_NUMBER"])
    })
}
