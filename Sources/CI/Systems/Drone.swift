import Model

// Woodpecker: https://woodpecker-ci.org/docs/usage/environment
// Drone: https://docs.drone.io/pipeline/environment/reference/

extension CISystem {
  /// Uses GitLab's names for the commit; can also set all of Drone's variables.
  static let woodpecker = CISystem(
    .woodpecker, title: "Woodpecker", showsColor: true,
    fullHistory: "in the workflow's clone step: `settings: { partial: false, depth: 0, tags: true }`",
    isActive: { $0["CI"] == "woodpecker" },
    read: { variables in
      // On a pull request, and on a deployment of one, `CI_COMMIT_BRANCH` is the target branch.
      let ref: CIJob.Ref =
        if let number = variables["CI_COMMIT_PULL_REQUEST"] {
          .pullRequest(number)
        } else if variables["CI_PIPELINE_EVENT"]?.hasPrefix("pull_request") == true {
          .pullRequest(nil)
        } else if case .pullRequest(let number)? = CIJob.Ref(full: variables["CI_COMMIT_REF"]) {
          .pullRequest(number)
        } else if let tag = variables["CI_COMMIT_TAG"] {
          .tag(tag)
        } else {
          .branch(variables["CI_COMMIT_BRANCH"])
        }
      return Facts(
        commit: variables["CI_COMMIT_SHA"], ref: ref, runID: variables["CI_PIPELINE_NUMBER"],
        runURL: variables["CI_PIPELINE_URL"], workspace: variables["CI_WORKSPACE"])
    })

  static let drone = CISystem(
    .drone, title: "Drone", showsColor: true,
    fullHistory: "in .drone.yml: `clone: { depth: 0 }`, then `git fetch --tags` in a step",
    isActive: { $0.has("DRONE") },
    read: { variables in
      let ref: CIJob.Ref =
        if variables["DRONE_PULL_REQUEST"] != nil || variables["DRONE_BUILD_EVENT"] == "pull_request" {
          .pullRequest(variables["DRONE_PULL_REQUEST"])
        } else if case .pullRequest(let number)? = CIJob.Ref(full: variables["DRONE_COMMIT_REF"]) {
          // A promotion of a pull request's build: the branch variable contains the target branch.
          .pullRequest(number)
        } else if let tag = variables["DRONE_TAG"] {
          .tag(tag)
        } else {
          .branch(variables["DRONE_BRANCH"])
        }
      return Facts(
        commit: variables["DRONE_COMMIT_SHA"], ref: ref, runID: variables["DRONE_BUILD_NUMBER"],
        runURL: variables["DRONE_BUILD_LINK"], workspace: variables["DRONE_WORKSPACE"])
    })
}
