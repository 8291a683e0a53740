import Model

// Names: https://circleci.com/docs/variables/

extension CISystem {
  static let circle = CISystem(
    .circleci, title: "CircleCI", showsColor: true,
    fullHistory: "in .circleci/config.yml: `- checkout: { method: full }`",
    isActive: { $0.has("CIRCLECI") },
    read: { variables in
      let fromURL = variables["CIRCLE_PULL_REQUEST"]?.split(separator: "/").last.map(String.init)
      let ref: CIJob.Ref =
        if let number = variables["CIRCLE_PR_NUMBER"] ?? fromURL
          ?? variables.suffix(of: "CIRCLE_BRANCH", after: "pull/")
        {
          .pullRequest(number)
        } else if let tag = variables["CIRCLE_TAG"] {
          .tag(tag)
        } else {
          .branch(variables["CIRCLE_BRANCH"])
        }
      // `checkout` checks out this commit; a later step may check out another one.
      return Facts(
        commit: variables["CIRCLE_SHA1"], ref: ref, runID: variables["CIRCLE_BUILD_NUM"],
        runURL: variables["CIRCLE_BUILD_URL"], workspace: variables["CIRCLE_WORKING_DIRECTORY"])
    })
}
