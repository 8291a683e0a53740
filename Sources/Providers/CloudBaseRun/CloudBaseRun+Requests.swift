import Model

extension CloudBaseRun {
  /// Without a Dockerfile the build fails after minutes; whether the service was set to build without one is not known
  /// here.
  package func findings(packaging paths: [String]) -> [Finding] {
    if items["HasDockerfile"]?.boolean == false { return [] }
    let file = items["Dockerfile"]?.string ?? "Dockerfile"
    if paths.hold(dockerfile: file, buildFolder: items["BuildDir"]?.string ?? "") { return [] }
    return [
      Finding(
        .warning, "the package holds no \"\(file)\"", rule: "tcbr/no-dockerfile",
        place: deployment.target.place,
        remedies: [
          "commit it, or name it in \"items\": { \"Dockerfile\": … }",
          "set \"HasDockerfile\": false in \"items\" when the service is built without one",
        ])
    ]
  }

  package func requests() -> [PlannedRequest] {
    preflight + publishing + updating + watching
  }

  package func stateRequests() -> [PlannedRequest] {
    [
      api.planned(describeTask(0)), api.planned(describeServer),
      api.planned(describeRemark(of: "<online version>"), when: "for each version online"),
    ]
  }

  private var preflight: [PlannedRequest] {
    var requests = stateRequests()
    if deployment.target.onConflict == .cancel {
      requests.append(api.planned(operate(task: 0, "cancel"), when: "another rollout is in flight"))
    }
    return requests
  }

  private var publishing: [PlannedRequest] {
    guard case .package? = deployment.target.artifact?.form else { return [] }
    return packages.planned()
  }

  private var updating: [PlannedRequest] {
    var requests: [PlannedRequest] = []
    if keepsVPC { requests.append(api.planned(describeVersion("<online version>"), when: "keepVpc")) }
    if addsVariables {
      requests.append(api.planned(describeServer, when: "for the variables the service has"))
    }
    requests += stateRequests().againBeforeUpdate()
    let given = ["PackageName": "<given>", "PackageVersion": "<given>"]
    let source = sourceFields(of: Published(fields: given, image: deployment.image))
    let items = (try? ServiceItems.encoded(items, environment: nil)) ?? []
    requests.append(
      api.planned(
        updateServer(source, items: items),
        when: addsVariables ? "EnvParam is added to the variables the service has" : nil))
    return requests
  }

  private var watching: [PlannedRequest] {
    guard deployment.target.wait.isEnabled else { return [] }
    var requests = [api.planned(describeTask(0), when: "again and again until the task ends")]
    if releaseType == "GRAY" {
      requests.append(api.planned(describeDeployRecords, when: "until the gray release is up"))
    }
    requests.append(api.planned(describeServer, when: "until our version receives the traffic"))
    let explained = [
      describeDeployRecords, describeBuildLog(build: 0, version: "<our version>", from: 0),
      describeProcessLog(run: "<given>"),
    ]
    return requests + explained.map { api.planned($0, when: "the rollout failed") }
  }
}
