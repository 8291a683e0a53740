import Effects
import Model

/// The options, and what can be wrong with their values.
extension ElasticMicroservice {
  private static let most = Int(Int32.max)

  package static let schema = ProviderSchema(
    name: "tem",
    title: "Tencent Elastic Microservice (TEM)",
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
      // The API documents no maximum for the numbers.
      OptionSpec("totalBatchCount", .integer(0...most), "in how many batches the instances are replaced"),
      OptionSpec("batchInterval", .integer(0...most), "seconds between batches"),
      OptionSpec("betaBatchNum", .integer(0...most), "instances in the first batch of BETA"),
      OptionSpec("minAvailable", .integer(0...most), "instances that stay available meanwhile"),
      OptionSpec("force", .boolean, "the API's `Force`"),
      OptionSpec("from", .string, "the calling platform, e.g. `IntelliJ` or `Coding`"),
      OptionSpec("packageName", .string, "a JAR or WAR already uploaded to TEM, by its full name"),
      OptionSpec(
        "onConfirm", .choice(["exit", "resume"]),
        "when a batch is waiting for confirmation: leave it waiting (exit code 4), or resume it",
        default: "exit"),
    ],
    serviceOptions: ["environmentId", "applicationId"],
    logs: [.run],
    imageAccess:
      "use a repository of the same account's TCR, which TEM is allowed to read in its console, or a public one",
    // The update has no field for a remark; these limits are for the outputs.
    remarkLimit: RemarkLimit(characters: 100, utf8Bytes: 255),
    versionRule: .lowercaseImageTag,
    polling: Polling(shortest: .seconds(10), usual: .seconds(10), registration: .seconds(60)))

  package static func problems(of target: Target, in world: World) -> [Failure] {
    TencentAPI.problems(ofRegion: target) + regionProblems(of: target, in: world)
      + artifactProblems(of: target)
  }

  private static func regionProblems(of target: Target, in world: World) -> [Failure] {
    do throws(Failure) {
      guard try TencentAPI.region(target.options["region"]?.value.string, in: world) == nil else { return [] }
    } catch {
      return [error]
    }
    return [
      Failure(
        .configuration, "target \"\(target.name)\" has no region, and TEM needs one",
        place: target.place(of: schema.name),
        remedies: ["set \"region\" in \"tem\", e.g. \"ap-guangzhou\"", "or set TENCENTCLOUD_REGION"])
    ]
  }

  private static func artifactProblems(of target: Target) -> [Failure] {
    let remedies: [Text] = [
      "set the file that the build made: \"package\": { \"file\": \"target/app.jar\" }", "or deploy an image",
    ]
    switch target.artifact {
    case .package(let spec)?:
      return [
        Failure(
          .configuration, "TEM runs a built JAR or WAR, not a zip of the source", place: spec.place,
          remedies: remedies)
      ]
    case .file(let path, _, let place)? where !path.hasSuffix(".jar") && !path.hasSuffix(".war"):
      return [Failure(.configuration, "\"\(path)\" is not a JAR or WAR", place: place, remedies: remedies)]
    case .image(let spec)? where spec.tag.literals.contains { $0 != $0.lowercased() }:
      return [wrongTag("\"\(spec.tag)\"", at: spec.place)]
    default: return []
    }
  }

  static func wrongTag(_ shown: String, at place: Place) -> Failure {
    Failure(
      .configuration, "TEM deploys images by a tag in lower case, not \(shown)", place: place,
      remedies: ["set \"tag\" in \"image\", e.g. \"{date}-{short}\", and push the image with it"])
  }
}
