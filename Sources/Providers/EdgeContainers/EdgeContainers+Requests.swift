import HTTP
import Model

extension EdgeContainers {
  package func requests() -> [PlannedRequest] {
    preflight + publishing + stateRequests().againBeforeUpdate()
      + [api.planned(publishVersion(versionID ?? Self.newVersion))] + watching
  }

  package func stateRequests() -> [PlannedRequest] {
    [
      api.planned(describeStatus),
      api.planned(describeVersion("<online version>"), when: "for each version online"),
    ]
  }

  private static let newVersion = "<new version>"

  private var preflight: [PlannedRequest] {
    var requests = stateRequests()
    if deployment.target.onConflict == .cancel {
      requests.append(
        api.planned(goBack(to: "<version before>"), when: "another publication is in flight"))
    }
    return requests
  }

  private var publishing: [PlannedRequest] {
    guard versionID == nil, let image = deployment.image else { return [] }
    let isMissing = "this deploy has not created it before"
    var requests: [PlannedRequest] = []
    if containers == nil {
      requests.append(api.planned(describeStatus))
      requests.append(api.planned(describeVersion("<online version>")))
    }
    requests.append(api.planned(listVersions(named: versionName)))
    let specs = containers.map { ContainerSpecs.filled($0, image: image) }
    let text = specs.flatMap { try? JSONCoding.encode($0) }.map { String(decoding: $0, as: UTF8.self) }
    requests.append(
      api.planned(
        createVersion(named: versionName, of: text ?? "<the online version's, with image \(image)>"),
        when: isMissing))
    requests.append(
      api.planned(describeVersion(Self.newVersion), when: "again and again until it is created"))
    return requests
  }

  private var watching: [PlannedRequest] {
    guard deployment.target.wait.isEnabled else { return [] }
    let isStaging = environment == "staging"
    return [api.planned(describeStatus, when: "again and again until our version is published and serves")]
      + (isStaging ? [api.planned(describeStaging, when: "until its containers are ready")] : [])
      + (isStaging ? [api.planned(describeLogs(lines: 80), when: "the rollout failed")] : [])
  }
}
