import Config
import Model

/// Providers as the catalog describes them, small enough to read.
enum Samples {
  static let tcbr = schema(
    "tcbr", accepts: [.package, .image, .repository],
    [
      OptionSpec("envId", .string, "Environment.", required: true),
      OptionSpec("serverName", .string, "Service.", required: true),
      OptionSpec("region", .string, "Region."),
      OptionSpec("releaseType", .choice(["FULL", "GRAY"]), "How traffic moves.", default: "FULL"),
      OptionSpec(
        "items",
        .object([
          OptionSpec("Cpu", .number(0.25...16), "Cores."),
          OptionSpec("MinNum", .integer(0...50), "Instances."),
          OptionSpec("EnvParams", .map(.string), "Variables."),
          OptionSpec("Ports", .list(.integer(1...65535)), "Ports."),
        ]), "Service settings."),
      OptionSpec("envMerge", .choice(["merge", "replace"]), "Variables."),
      OptionSpec("keepVpc", .boolean, "Network."),
    ])
  static let tem = schema(
    "tem", accepts: [.package, .image], artifactOptions: ["packageName"],
    [
      OptionSpec("applicationId", .string, "Application.", required: true),
      OptionSpec("packageName", .string, "A package that is already there."),
    ])
  static let tcbTask = schema(
    "tcbTask", accepts: [], [OptionSpec("externalId", .template, "Task.", required: true)])
  static let local = schema(
    "local", accepts: [.package],
    [
      OptionSpec("directory", .directory, "Folder.", required: true),
      OptionSpec("keep", .integer(1...100), "Releases."),
    ], cannot: [.cancel: "a local release is switched in one step"])

  static let providers = [tcbr, tem, tcbTask, local]

  private static func schema(
    _ name: String, accepts: Set<ArtifactForm>, artifactOptions: Set<String> = [], _ options: [OptionSpec],
    cannot: [ProviderSchema.Verb: Text] = [:]
  ) -> ProviderSchema {
    ProviderSchema(
      name: name, title: "Cloud \(name)", accepts: accepts,
      artifactOptions: artifactOptions,
      options: options, cannot: cannot, remarkLimit: RemarkLimit(characters: 100, utf8Bytes: 300),
      versionRule: .imageTag,
      polling: Polling(shortest: .seconds(5), usual: .seconds(10), registration: .seconds(60)))
  }

  /// The contract's own.
  static let file = """
    {
      "$schema": "https://raw.githubusercontent.com/OWNER/sampan/main/ci-templates/sampan.schema.json",
      "version": ["{tag}", "{date}-{short}"],
      "remark": "{version} {subject} ({short} {author})",
      "targets": {
        "staging": {
          "when": { "branch": ["main", "release/*"] },
          "tcbr": { "envId": "staging-1a2b3c", "serverName": "api" },
          "package": { "path": ".", "exclude": ["docs/**"] }
        },
        "production": {
          "when": { "tag": "v*" },
          "tcbr": { "envId": "prod-4d5e6f", "serverName": "api", "releaseType": "GRAY" },
          "image": { "repository": "ccr.ccs.tencentyun.com/acme/api", "from": "{commit}" }
        }
      }
    }
    """

  /// Every key once.
  static let everything = """
    {
      "version": "{describe}", "remark": "{version} by {author}", "allowEnv": ["BUILD"],
      "targets": {
        "a": {
          "when": { "branch": "main", "tag": ["v*", "!v0.*"] }, "tags": ["api/v*"],
          "version": ["{tag}", "{short}"],
          "remark": "{version} 🚢", "wait": { "timeout": "1h30m", "interval": "5s" },
          "verify": { "url": "/health", "expectStatus": 204, "expectBody": "ok", "within": "5m" },
          "onConflict": "cancel", "onFailure": "rollback", "order": "any",
          "before": ["npm ci", ["npm", "run", "build"]], "after": "make smoke",
          "freeze": [{ "from": "Fri 18:00", "to": "Mon 08:00", "zone": "Asia/Shanghai" }],
          "fleet": { "over": { "envId": ["x", "y"] }, "waves": [1, "10%", "100%"],
            "maxFailures": 2, "parallel": 3 },
          "tcbr": {
            "serverName": "api", "keepVpc": true,
            "items": { "Cpu": 0.5, "MinNum": 0, "EnvParams": { "A": "=b=" }, "Ports": [80, 443] }
          },
          "package": {
            "path": "services/api/", "include": ["**"], "exclude": ["*.md", "!README.md"],
            "shared": ["./lib/"],
            "symlinks": "keep", "submodules": "skip", "lfs": "worktree", "add": ["dist/**"], "level": 0,
            "maxBytes": 1000
          }
        },
        "b": { "tem": { "applicationId": "app" }, "package": { "file": "target/app.jar", "maxBytes": 9 },
          "wait": false },
        "c": { "tem": { "applicationId": "app", "packageName": "p" } },
        "d": { "tcbTask": { "externalId": "{env:BUILD}" } },
        "e": {
          "tcbr": { "envId": "e", "serverName": "s" },
          "repository": { "source": "github", "name": "acme/api", "branch": "{branch}" }
        },
        "f": {
          "tcbr": { "envId": "e", "serverName": "s" },
          "image": {
            "repository": "localhost:5000/acme/api", "from": "{commit}", "tag": "{version}", "via": "docker",
            "replace": true
          }
        }
      }
    }
    """
}

func read(_ text: String) -> Reading { read(bytes: Array(text.utf8)) }

func read(bytes: [UInt8]) -> Reading {
  ConfigurationReader.read(bytes, file: "sampan.json", providers: Samples.providers)
}

/// What is found in a text with markers (1️⃣ to 9️⃣), which are taken out before it is read: each finding as its
/// marker, or its line and column without a marker, and its message.
func found(_ marked: String) -> [String] {
  let (text, places) = unmarked(marked)
  return read(text).findings.map { finding in
    let place = finding.place.map { "\($0.line ?? 0):\($0.column ?? 0)" } ?? "nowhere"
    return "\(places[place] ?? place) \(finding.message)"
  }
}

/// The first remedy of each finding.
func remedies(_ marked: String) -> [Text?] { read(unmarked(marked).text).findings.map(\.remedies.first) }

/// A file whose one target `prod` has these keys.
func target(_ body: String) -> String { "{\"targets\": {9️⃣\"prod\": {\(body)}}}" }

/// A file whose one target `prod` is complete and has these keys besides.
func complete(_ body: String) -> String {
  target("\"local\": {\"directory\": \"/srv\"}, \"package\": {}, \(body)")
}

private func unmarked(_ marked: String) -> (text: String, places: [String: String]) {
  var text = ""
  var places: [String: String] = [:]
  var line = 1
  var column = 1
  for character in marked {
    if character.unicodeScalars.contains("\u{20E3}") {
      places["\(line):\(column)"] = String(character)
      continue
    }
    text.append(character)
    (line, column) = character == "\n" ? (line + 1, 1) : (line, column + character.unicodeScalars.count)
  }
  return (text, places)
}
