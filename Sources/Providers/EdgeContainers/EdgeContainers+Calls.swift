import HTTP
import Model

/// The calls as values. Each parameter goes where the API's own metadata puts it: into the query or the form.
extension EdgeContainers {
  var describeStatus: AlibabaAPI.Call {
    AlibabaAPI.Call("GetEdgeContainerAppStatus", query: ["AppId": appID, "PublishEnv": environment])
  }

  /// Of the pods in staging; it does not tell of which version they are.
  var describeStaging: AlibabaAPI.Call {
    AlibabaAPI.Call("GetEdgeContainerStagingDeployStatus", "GET", query: ["AppId": appID])
  }

  func describeVersion(_ id: String) -> AlibabaAPI.Call {
    AlibabaAPI.Call("GetEdgeContainerAppVersion", "GET", query: ["AppId": appID, "VersionId": id])
  }

  func listVersions(named name: String) -> AlibabaAPI.Call {
    AlibabaAPI.Call(
      "ListEdgeContainerAppVersions", "GET",
      query: [
        "AppId": appID, "SearchKey": name, "SearchType": "Name", "OrderKey": "CreateTime",
        "OrderType": "Desc", "PageNumber": "1", "PageSize": "100",
      ])
  }

  func describeLogs(lines: Int) -> AlibabaAPI.Call {
    AlibabaAPI.Call("GetEdgeContainerLogs", "GET", query: ["AppId": appID, "Lines": String(lines)])
  }

  func createVersion(named name: String, of containers: String) -> AlibabaAPI.Call {
    AlibabaAPI.Call(
      "CreateEdgeContainerAppVersion",
      form: remarked(["AppId": appID, "Name": name, "Containers": containers]), kind: .write)
  }

  /// The update itself (interface PublishEdgeContainerAppVersion). What the config does not name is not sent.
  func publishVersion(_ id: String) -> AlibabaAPI.Call {
    publication(
      of: id, type: publishType, regions: regions, fullRelease: fullRelease,
      percentage: percentage, startTime: startTime, .update)
  }

  /// The same version to everybody, in the way in which it was published.
  func completeRelease(of id: String, _ status: AppStatus) -> AlibabaAPI.Call {
    status.publishType == "region"
      ? publication(of: id, type: "region", regions: status.regions, fullRelease: true)
      : publication(of: id, type: "percentage", percentage: 100)
  }

  private func publication(
    of id: String, type: String?, regions: [String] = [], fullRelease: Bool? = nil, percentage: Int? = nil,
    startTime: String? = nil, _ kind: CallKind = .write
  ) -> AlibabaAPI.Call {
    var query = ["VersionId": id]
    query["PublishType"] = type
    query["Regions"] = regions.isEmpty ? nil : Self.list(regions)
    query["FullRelease"] = fullRelease.map { $0 ? "true" : "false" }
    var form = remarked(["AppId": appID, "PublishEnv": environment])
    form["Percentage"] = percentage.map(String.init)
    form["StartTime"] = startTime
    return AlibabaAPI.Call("PublishEdgeContainerAppVersion", query: query, form: form, kind: kind)
  }

  /// The API's rollback knows no environment: in staging, the version is published anew.
  func goBack(to id: String) -> AlibabaAPI.Call {
    guard environment == "prod" else { return publication(of: id, type: nil) }
    return AlibabaAPI.Call(
      "RollbackEdgeContainerAppVersion", query: ["VersionId": id], form: ["AppId": appID], kind: .write)
  }

  private func remarked(_ form: [String: String]) -> [String: String] {
    deployment.remark.isEmpty ? form : form.merging(["Remarks": deployment.remark]) { $1 }
  }

  /// A list goes over the wire as one JSON string.
  private static func list(_ values: [String]) -> String {
    // Strings always encode.
    (try? JSONCoding.encode(values)).map { String(decoding: $0, as: UTF8.self) } ?? "[]"
  }
}
