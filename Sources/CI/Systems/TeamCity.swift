import Model

// Names: https://www.jetbrains.com/help/teamcity/predefined-build-parameters.html. The branch is only in a
// property file, so HEAD has to tell it.

extension CISystem {
  static let teamcity = CISystem(
    name: "teamcity", title: "TeamCity",
    fullHistory: "in the VCS root's settings, set `teamcity.git.shallowClone` to false and fetch tags",
    isActive: { $0.has("TEAMCITY_VERSION") },
    read: { variables in
      Facts(
        commit: variables["BUILD_VCS_NUMBER"], ref: .branch(nil), runID: variables["BUILD_NUMBER"],
        runURL: variables["BUILD_URL"])
    })
}
