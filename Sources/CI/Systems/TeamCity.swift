import Model

// Names: https://www.jetbrains.com/help/teamcity/predefined-build-parameters.html. The branch is only in a
// property file, so that of HEAD is used.

extension CISystem {
  static let teamcity = CISystem(
    .teamcity, title: "TeamCity",
    fullHistory: "in the VCS root's settings, set `teamcity.git.shallowClone` to false and fetch tags",
    isActive: { $0.has("TEAMCITY_VERSION") },
    read: { variables in
      // A build of several repositories has a BUILD_VCS_NUMBER_<root> for each, without the folder of the clone: it
      // is not known which is the commit of this clone, so commit and branch of HEAD are used.
      let commits = variables.all(withPrefix: "BUILD_VCS_NUMBER")
      return Facts(
        commit: commits.count == 1 ? commits.first : nil, ref: .branch(nil), runID: variables["BUILD_NUMBER"],
        runURL: variables["BUILD_URL"])
    })
}
