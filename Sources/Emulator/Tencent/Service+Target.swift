import Model

extension EmulatedCloud.Service {
  /// The service that a target deploys to; nil for targets on other clouds.
  package init?(for target: Target) {
    guard target.provider == "tcbr", let environment = target.options["envId"]?.value.string,
      let name = target.options["serverName"]?.value.string
    else { return nil }
    self.init(
      environment: environment, name: name,
      region: target.options["region"]?.value.string ?? "ap-shanghai")
  }
}

extension EmulatedCloud.Application {
  /// The application that a target deploys to; nil for targets on other clouds.
  package init?(for target: Target) {
    guard target.provider == "tem", let id = target.options["applicationId"]?.value.string,
      let environment = target.options["environmentId"]?.value.string
    else { return nil }
    var package = target.options["packageName"]?.value.string
    if case .file? = target.artifact { package = "tem/pkg/1300000001/\(id)/1641528220867/app.jar" }
    self.init(
      id: id, environment: environment,
      region: target.options["region"]?.value.string ?? "ap-guangzhou", package: package)
  }
}
