import Model

// Names: https://help.aliyun.com/zh/yunxiao/user-guide/environment-variables

extension CISystem {
  /// Alibaba's Flow documents no marker of its own, and has one variable for the branch or the tag.
  static let yunxiao = CISystem(
    .yunxiao, title: "Yunxiao Flow",
    fullHistory: "in the pipeline's source settings, switch the clone depth off (cloneDepth 0)",
    isActive: { variables in
      ["PIPELINE_ID", "BUILD_NUMBER", "CI_COMMIT_REF_NAME"].allSatisfy { variables[$0] != nil }
    },
    read: { variables in
      // Commit and name are those of the first of several code sources.
      Facts(
        commit: variables["CI_COMMIT_SHA"], ref: .branchOrTag(variables["CI_COMMIT_REF_NAME"]),
        runID: variables["BUILD_NUMBER"], workspace: variables["PROJECT_DIR"])
    })
}
