import Model

extension WeChatHosting {
  /// Without a Dockerfile the build fails after minutes.
  package func findings(packaging paths: [String]) -> [Finding] {
    guard case .package? = deployment.target.artifact else { return [] }
    let file = options["dockerfilePath"]?.string ?? "Dockerfile"
    if paths.hold(dockerfile: file, buildFolder: options["buildDir"]?.string ?? "") { return [] }
    return [
      Finding(
        .warning, "the package holds no \"\(file)\"", rule: "wechat/no-dockerfile",
        place: deployment.target.place, remedies: ["commit it, or name it in \"dockerfilePath\""])
    ]
  }

  package func requests() -> [PlannedRequest] {
    api.plannedToken() + stateRequests() + publishing + updating + watching
  }

  package func stateRequests() -> [PlannedRequest] {
    [
      api.planned(listVersions(from: 0)),
      api.planned(describeVersion("<online version>"), when: "for each version online"),
    ]
  }

  private var publishing: [PlannedRequest] {
    guard case .package? = deployment.target.artifact?.form else { return [] }
    return packages.planned()
  }

  private var replaced: String { versionName == Self.newest ? "<newest version>" : versionName }

  private var updating: [PlannedRequest] {
    let given = ["package_name": "<given>", "package_version": "<given>"]
    let body = updateBody(
      Published(fields: given, image: deployment.image), replacing: replaced, keeping: [:])
    let again = stateRequests().againBeforeUpdate()
    guard options["snapshotName"] == nil else { return again + [api.planned(rollUpdate(body))] }
    return [api.planned(describeVersion(replaced), when: "for the settings that are kept")] + again
      + [api.planned(rollUpdate(body), when: "the settings that the version has are added")]
  }

  private var watching: [PlannedRequest] {
    guard deployment.target.wait.isEnabled else { return [] }
    return [
      api.planned(describeVersion(replaced), when: "again and again until the rollout ends"),
      api.planned(listVersions(from: 0), when: "until our version receives the traffic"),
    ]
  }
}
