import Model

extension ElasticMicroservice {
  package func requests() -> [PlannedRequest] {
    preflight + publishing + stateRequests().againBeforeUpdate()
      + [api.planned(rollingUpdate(to: version, package: plannedPackage))] + watching
  }

  package func stateRequests() -> [PlannedRequest] {
    [api.planned(describeApplication), api.planned(describeRollout(nil), when: "a rollout is in flight")]
  }

  private var preflight: [PlannedRequest] {
    var requests = stateRequests()
    if deployment.target.onConflict == .cancel {
      requests.append(api.planned(revert, when: "another rollout is in flight"))
    }
    return requests
  }

  private var builtFile: String? {
    guard case .file(let path, _, _)? = deployment.target.artifact else { return nil }
    return path.split(separator: "/").last.map(String.init) ?? path
  }

  private var plannedPackage: String? {
    builtFile.map { _ in "<given>" } ?? deployment.target.options["packageName"]?.value.string
  }

  private var publishing: [PlannedRequest] {
    guard let builtFile else { return [] }
    return [
      api.planned(createUploadToken(for: builtFile)),
      PlannedRequest(
        method: "PUT", url: "https://<bucket>.cos.<region>.myqcloud.com/<path>",
        action: "upload the package", isWrite: true),
    ]
  }

  private var watching: [PlannedRequest] {
    guard deployment.target.wait.isEnabled else { return [] }
    var requests = [
      api.planned(describeApplication, when: "again and again until our version serves"),
      api.planned(describeRollout("<given>"), when: "again and again until our version serves"),
    ]
    if deployment.target.options["onConfirm"]?.value.string == "resume" {
      requests.append(api.planned(resume, when: "once for each batch that waits to be confirmed"))
    }
    return requests + [api.planned(describePods, when: "the rollout failed")]
  }
}
