import Model

// Names: https://help.aliyun.com/zh/yunxiao/user-guide/environment-variables

extension CISystem {
  /// No marker variable is documented, and branch and tag are in the same variable.
  static let yunxiao = CISystem(
    .yunxiao, title: "Yunxiao Flow",
    fullHistory: "in the pipeline's source settings, switch the clone depth off (cloneDepth 0)",
    isActive: { variables in
      ["PIPELINE_ID", "BUILD_NUMBER", "CI_COMMIT_REF_NAME"].allSatisfy { variables[$0] != nil }
    },
    read: { variables in
      // If there are several code sources, commit and name are those of the first.
      Facts(
        commit: variables["CI_COMMIT_SHA"], ref: .branchOrTag(variables["CI_COMMIT_REF_NAME"]),
        runID: variables["BUILD_NUMBER"], workspace: variables["PROJECT_DIR"])
    })
}
