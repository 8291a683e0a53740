import Model

// Names: https://docs.github.com/en/actions/reference/workflows-and-actions/variables Gitea:
// https://docs.gitea.com/usage/actions/faq ; Forgejo: https://forgejo.org/docs/latest/user/actions/reference/

extension CISystem {
  static let github = CISystem(
    .github, title: "GitHub Actions", showsColor: true, fullHistory: checkoutRemedy,
    isActive: { $0.has("GITHUB_ACTIONS") },
    read: { actionsFacts($0) })

  /// Gitea and Forgejo Actions: the same variables, with marker variables of their own.
  static let gitea = CISystem(
    .gitea, title: "Gitea Actions", showsColor: true, fullHistory: checkoutRemedy,
    isActive: { $0.has("GITEA_ACTIONS") || $0.has("FORGEJO_ACTIONS") },
    read: { actionsFacts($0) })

  private static let checkoutRemedy: Text =
    "in the workflow, give actions/checkout the whole history: `with: { fetch-depth: 0 }`"

  private static func actionsFacts(_ variables: Variables) -> Facts {
    let repository = variables.path(variables["GITHUB_SERVER_URL"], variables["GITHUB_REPOSITORY"])
    // For `workflow_run`, comments, schedules and the like, ref and commit are those of the default branch, whatever
    // the workflow checks out. For a pull request, the commit is GitHub's test merge, which is on no branch.
    return Facts(
      commit: variables["GITHUB_SHA"], ref: actionsRef(variables), runID: variables["GITHUB_RUN_ID"],
      runURL: variables.path(repository, "actions/runs", variables["GITHUB_RUN_ID"]),
      workflow: variables.path(variables["GITHUB_SERVER_URL"], variables["GITHUB_WORKFLOW_REF"]),
      workspace: variables["GITHUB_WORKSPACE"])
  }

  private static func actionsRef(_ variables: Variables) -> CIJob.Ref {
    // `pull_request_target` runs on the base branch, with secrets, for a pull request: it counts as one.
    if variables["GITHUB_EVENT_NAME"]?.hasPrefix("pull_request") == true {
      if case .pullRequest(let number)? = CIJob.Ref(full: variables["GITHUB_REF"]) {
        return .pullRequest(number)
      }
      return .pullRequest(nil)
    }
    if case .pullRequest(let number)? = CIJob.Ref(full: variables["GITHUB_REF"]) {
      return .pullRequest(number)
    }
    switch variables["GITHUB_REF_TYPE"] {
    case "tag": if let tag = variables["GITHUB_REF_NAME"] { return .tag(tag) }
    case "branch": if let branch = variables["GITHUB_REF_NAME"] { return .branch(branch) }
    default: break
    }
    // Older servers do not set `GITHUB_REF_TYPE`.
    return CIJob.Ref(full: variables["GITHUB_REF"]) ?? .branch(nil)
  }
}
