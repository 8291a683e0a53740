import Model

extension EmulatedAlibaba.App {
  /// The app that a target publishes to, the version that it names included; nil for targets on other clouds.
  package init?(for target: Target) {
    guard target.provider == "esa", let id = target.options["appId"]?.value.string else { return nil }
    self.init(id: id, environments: [target.options["publishEnv"]?.value.string ?? "prod"])
    if let named = target.options["versionId"]?.value.string, named != version { created = [named] }
  }
}
