import Model

// CNB: https://docs.cnb.cool/zh/build/build-in-env.html
// CODING cloud-native build: https://coding.net/docs/cnb/pipelines/env.html
// CODING CI: https://coding.net/docs/qci/visual/env-variable.html

extension CISystem {
  static let cnb = CISystem(
    .cnb, title: "CNB", showsColor: true,
    fullHistory: "run `git fetch --unshallow --tags` in a stage before this one",
    isActive: { $0.has("CNB") },
    read: { variables in
      cloudNative(variables, prefix: "CNB_", request: "CNB_PULL_REQUEST")
    })

  /// CODING's newer pipelines: the variables of CNB with another prefix.
  static let coding = CISystem(
    .coding, title: "CODING cloud-native build",
    fullHistory: "run `git fetch --unshallow --tags` in a stage before this one",
    isActive: { $0.has("CODING") },
    read: { variables in
      cloudNative(variables, prefix: "CODING_", request: "CODING_MERGE_REQUEST")
    })

  /// CODING's older pipelines: Jenkins with more variables. No marker variable is documented; these two are always set.
  static let codingClassic = CISystem(
    .codingCI, title: "CODING CI",
    fullHistory:
      "in the Jenkinsfile's checkout step, set `[$class: 'CloneOption', shallow: false, noTags: false]`",
    isActive: { $0.has("CODING_ARTIFACTS_CREDENTIALS_ID") || $0.has("CCI_JOB_NAME") },
    read: { variables in
      // The commit is the one that started the plan; the Jenkinsfile must check it out.
      let tag = variables["GIT_TAG"] ?? variables["TAG_NAME"]
      let request = variables["MR_RESOURCE_ID"] ?? variables["CHANGE_ID"]
      return Facts(
        commit: variables["GIT_COMMIT"],
        ref: request.map { .pullRequest($0) } ?? tag.map { .tag($0) }
          ?? variables["BRANCH_NAME"].map { .branch($0) } ?? gitPluginRef(variables),
        runID: variables["CI_BUILD_NUMBER"],
        runURL: variables.path(
          variables["PROJECT_WEB_URL"], "ci/job", variables["JOB_ID"], "build", variables["CI_BUILD_NUMBER"],
          "pipeline"),
        workspace: variables["WORKSPACE"])
    })

  private static func cloudNative(_ variables: Variables, prefix: String, request: String) -> Facts {
    let branch = variables[prefix + "BRANCH"]
    let isTag = variables.has(prefix + "IS_TAG") || variables[prefix + "EVENT"] == "tag_push"
    let ref: CIJob.Ref =
      // On a pull request, the branch variable is the target branch. Its events are `pull_request`,
      // `pull_request.merged`…
      if variables.has(request) || variables[request + "_IID"] != nil
        || ["pull_request", "merge_request"].contains(where: {
          variables[prefix + "EVENT"]?.hasPrefix($0) == true
        })
      {
        .pullRequest(variables[request + "_IID"])
      } else if isTag, let branch {
        .tag(branch)
      } else {
        .branch(branch)
      }
    // If nothing was pushed (a schedule, a web trigger), the commit is the newest of the branch.
    return Facts(
      commit: variables[prefix + "COMMIT"], ref: ref, runID: variables[prefix + "BUILD_ID"],
      runURL: variables[prefix + "BUILD_WEB_URL"], workspace: variables[prefix + "BUILD_WORKSPACE"])
  }
}
