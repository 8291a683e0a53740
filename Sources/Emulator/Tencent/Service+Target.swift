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
