import Model

extension ElasticMicroservice {
  package static let schema = ProviderSchema(
    name: "tem",
    title: "Tencent Elastic Microservice (TEM)",
    maturity: .documented,
    accepts: [.package, .image],
    artifactOptions: ["packageName"],
    options: [
      OptionSpec(
        "region", .string, "where the environment is, e.g. `ap-guangzhou`; absent: TENCENTCLOUD_REGION"),
      OptionSpec("applicationId", .string, "the application, e.g. `app-1a2b3c4d`", required: true),
      OptionSpec("environmentId", .string, "the environment, e.g. `en-1a2b3c4d`", required: true),
      OptionSpec(
        // `0` is what the vendor's sample sends; other calls of the API number AUTO so.
        "deployStrategyType", .choice(["AUTO", "BETA", "MANUAL", "0"]),
        "batches one after the other (`0` is the same), a small first one that is confirmed, or all confirmed"
      ),
      OptionSpec("totalBatchCount", .integer(0...1000), "in how many batches the instances are replaced"),
      OptionSpec("batchInterval", .integer(0...86_400), "seconds between batches"),
      OptionSpec("betaBatchNum", .integer(0...1000), "instances in the first batch of BETA"),
      OptionSpec("minAvailable", .integer(0...1000), "instances that stay available meanwhile"),
      OptionSpec("force", .boolean, "the API's `Force`"),
      OptionSpec("from", .string, "the platform that asks, e.g. `IntelliJ` or `Coding`"),
      OptionSpec("packageName", .string, "a JAR or WAR that TEM holds already, by its full name there"),
      OptionSpec(
        "onConfirm", .choice(["exit", "resume"]),
        "when a batch waits for a person: leave it so (exit code 4), or tell it to go on", default: "exit"),
    ],
    // The update has no place for a remark; these hold for the outputs.
    remarkLimit: RemarkLimit(characters: 100, utf8Bytes: 255),
    versionRule: .lowercaseImageTag,
    polling: Polling(shortest: .seconds(10), usual: .seconds(10), registration: .seconds(60)))
}
