import Model

extension WeChatHosting {
  /// The fields of the rolling update in camelCase, with the types that the interface has for them. `access_token`
  /// comes from the environment, `version_remark` is the target's `remark`.
  package static let schema = ProviderSchema(
    name: "wechat",
    title: "WeChat cloud hosting, through a third-party platform",
    maturity: .documented,
    accepts: [.package, .image, .repository],
    artifactOptions: ["packageName", "snapshotName"],
    options: VersionFields.specs + [
      OptionSpec(
        "mintToken", .boolean,
        "make a new component_access_token when none is given; the server's own dies within minutes",
        default: false)
    ],
    serviceOptions: ["envId", "serverName"],
    // Nothing stops a rollout: the interface has no call for it.
    cannot: [.cancel: "WeChat has no call that stops an update; go back when it has ended"],
    hasAddress: false,
    // The API names no limit; these are safe in the console's tables.
    remarkLimit: RemarkLimit(characters: 100, utf8Bytes: 255),
    versionRule: .imageTag,
    polling: Polling(shortest: .seconds(5), usual: .seconds(5), registration: .seconds(60)))

  static let newest = "latest"
}
