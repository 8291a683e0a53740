import Model

extension EmulatedCloud.Application {
  /// The application that a target deploys to; nil for targets on other clouds. `region` holds where the target names
  /// none.
  package init?(for target: Target, region: String = "ap-guangzhou") {
    guard target.provider == "tem", let id = target.options["applicationId"]?.value.string,
      let environment = target.options["environmentId"]?.value.string
    else { return nil }
    var package = target.options["packageName"]?.value.string
    if case .file? = target.artifact { package = "tem/pkg/1300000001/\(id)/1641528220867/app.jar" }
    self.init(
      id: id, environment: environment,
      region: target.options["region"]?.value.string ?? region, package: package)
  }
}

extension EmulatedCloud.OneClickTask {
  /// The task that a target waits for; nil for other targets, and when a name in its id has no value.
  package init?(for target: Target, value: (Template.Name) -> String?) {
    guard target.provider == "tcbTask", let text = target.options["externalId"]?.value.string,
      let template = try? Template(text)
    else { return nil }
    let names = template.names.map { ($0, value($0)) }
    guard names.allSatisfy({ $0.1 != nil }) else { return nil }
    self.init(id: template.filled { value($0) ?? "" }, server: "api")
  }
}
