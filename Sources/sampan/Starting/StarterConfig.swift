import Model

/// The config that `init` writes, and the recipe of a provider in its help: the same targets, with and without comments.
struct StarterConfig {
  /// The name of a provider.
  var provider: String
  var survey = Survey()
  /// Two targets, as the files of CI systems name them. `local` has one otherwise.
  var isForCI = false
  /// Comments are in the language of the user.
  var translation: Translation?

  private func comment(_ text: Text) -> String { "// \(translation.written(text))" }

  private struct Target {
    var name: String
    /// Of `when`.
    var key: String
    var value: String
    /// The number in the made-up ids.
    var isProduction: Bool
  }

  private var targets: [Target] {
    let branch = survey.branch.flatMap { Self.canMatch($0) ? $0 : nil } ?? "main"
    if provider == "local", !isForCI {
      return [Target(name: "here", key: "branch", value: branch, isProduction: true)]
    }
    return [
      Target(name: "staging", key: "branch", value: branch, isProduction: false),
      Target(name: "production", key: "tag", value: "v*", isProduction: true),
    ]
  }

  /// The names of the targets, the one for a branch first.
  var names: [String] { targets.map(\.name) }

  /// Whether a glob with the name of the branch matches this branch and no other: git allows `!` and braces in names.
  static func canMatch(_ branch: String) -> Bool {
    !branch.hasPrefix("!") && !branch.contains { "{}[]*?\\".contains($0) || $0.isWhitespace }
  }

  /// The keys whose values are made up; empty for `local`.
  var madeUp: [String] {
    switch provider {
    case "tcbr", "wechat": survey.foundName == nil ? ["envId", "serverName"] : ["envId"]
    case "tem":
      ["region", "applicationId", "environmentId"]
        + (needsImage ? imageKeys : survey.jar == nil ? ["file"] : [])
    case "esa": ["appId"] + imageKeys
    case "tcbTask": ["externalId"]
    default: []
    }
  }

  /// Registry and repository of the image that is deployed; nil without one.
  var image: String? {
    guard needsImage else { return nil }
    let registry = provider == "esa" ? "registry.cn-hangzhou.aliyuncs.com" : "ccr.ccs.tencentyun.com"
    return survey.image?.repository ?? "\(registry)/acme/\(survey.serviceName)"
  }

  /// Whether the cloud is to build what has nothing to build it with.
  var needsDockerfile: Bool {
    ["tcbr", "wechat"].contains(provider) && !needsImage && survey.dockerfile == nil
  }

  private var imageKeys: [String] { needsImage && survey.image == nil ? ["repository"] : [] }

  private var needsImage: Bool {
    switch provider {
    case "local", "tcbTask": false
    case "esa": true
    // It builds nothing: a Dockerfile is for a job that pushes the image.
    case "tem": survey.image != nil || survey.dockerfile != nil && survey.jar == nil
    default: survey.image != nil
    }
  }

  /// What makes the file that is deployed, as a command in the service's folder; nil where that is not known.
  var buildCommand: String? {
    provider == "local" || provider == "tem" && !needsImage ? survey.buildCommand : nil
  }

  /// A complete `sampan.json`.
  var text: String {
    let blocks = targets.map { block(of: $0).map { "    \($0)\n" }.joined() }
    return """
      {
        \(comment("For editors (OWNER/sampan stands for the repository that Sampan is released from: replace it with its name)."))
        "$schema": "https://raw.githubusercontent.com/OWNER/sampan/main/ci-templates/sampan.schema.json",

        "targets": {
      \(blocks.joined())  },
      }

      """
  }

  /// The first target alone, without comments: a complete `sampan.json`, one line an element.
  var recipe: [String] {
    let lines = targets.prefix(1).flatMap(block).filter { !$0.hasPrefix("  //") }
    return ["{", "  \"targets\": {"] + lines.map { "    \($0)" } + ["  },", "}"]
  }

  private func block(of target: Target) -> [String] {
    var lines = ["\"\(target.name)\": {"]
    if !target.isProduction || provider == "local" {
      lines.append(
        "  "
          + comment("Commits on this branch are deployed automatically; pull and merge requests never are."))
    }
    lines.append("  \"when\": \(Self.object([(target.key, .string(target.value))])),")
    if let comment = providerComment(of: target) { lines += comment.map { "  " + self.comment($0) } }
    lines.append("  \"\(provider)\": \(Self.object(options(of: target))),")
    lines += artifact(of: target)
    if target.isProduction, provider != "tcbTask", provider != "local" {
      lines += [
        "  " + comment("Go back to the previous release if the new one fails."),
        "  \"onFailure\": \"rollback\",",
      ]
    }
    return lines + ["},"]
  }

  private func providerComment(of target: Target) -> [Text]? {
    switch (provider, target.isProduction) {
    case ("local", _) where target.name != "production":
      [
        "Releases are in this folder, and \"current\" links to the live one. Relative to the repository's root."
      ]
    case ("tcbTask", false):
      ["The id that the one-click task is started with. It is only waited for: Sampan does not start it."]
    case ("tcbr", true):
      ["With GRAY, a new release gets all traffic only after: sampan promote production"]
    case (_, false):
      [
        "The service, which must exist: replace the made-up ids with yours. Credentials are read from the",
        "environment, never from this file.",
      ]
    default: nil
    }
  }

  private func options(of target: Target) -> [(String, JSON)] {
    let service = JSON.string(survey.serviceName)
    let isProduction = target.isProduction
    switch provider {
    case "tcbr":
      return [
        ("envId", .string(isProduction ? "prod-4d5e6f" : "staging-1a2b3c")), ("serverName", service),
      ] + (isProduction ? [("releaseType", "FULL")] : [])
        + (container(port: "Port", file: "Dockerfile").map { [("items", .object($0))] } ?? [])
    case "wechat":
      let settings = container(port: "containerPort", file: "dockerfilePath") ?? [:]
      return [("envId", .string(isProduction ? "prod-4d5e6f" : "staging-1a2b3c")), ("serverName", service)]
        + settings.sorted { $0.key < $1.key }
    case "tem":
      let end = isProduction ? "4d5e6f7a" : "1a2b3c4d"
      return [
        ("region", "ap-guangzhou"), ("applicationId", .string("app-\(end)")),
        ("environmentId", .string("en-\(end)")),
      ]
    case "esa":
      return [
        ("appId", "app-880688675783794688"), ("publishEnv", .string(isProduction ? "prod" : "staging")),
      ]
    case "tcbTask": return [("externalId", .string("\(target.name)-{short}"))]
    default:
      let site = survey.siteName
      return [("directory", .string(target.name == "staging" ? "../\(site)-staging" : "../\(site)-live"))]
    }
  }

  /// The settings of a container that differ from what the cloud has by default; nil if there are none.
  private func container(port: String, file: String) -> [String: JSON]? {
    var settings: [String: JSON] = [:]
    settings[port] = survey.port.map(JSON.integer)
    if !needsImage, let dockerfile = survey.dockerfile, dockerfile != "Dockerfile" {
      settings[file] = .string(dockerfile)
    }
    return settings.isEmpty ? nil : settings
  }

  private func artifact(of target: Target) -> [String] {
    func commented(_ text: Text, _ line: String) -> [String] {
      target.isProduction && provider != "local" ? ["  \(line),"] : ["  " + comment(text), "  \(line),"]
    }
    if provider == "tcbTask" { return [] }
    if let image {
      let value = Self.object([
        ("repository", .string(image)), ("from", .string(survey.image?.tag ?? "{commit}")),
      ])
      return commented(
        "The image that CI pushed, by the tag that it was pushed with.", "\"image\": \(value)")
    }
    if provider == "tem" {
      let file = Self.object([("file", .string(survey.jar ?? "target/app.jar"))])
      return commented("The file that the build makes.", "\"package\": \(file)")
    }
    var options: [(String, JSON)] = []
    if provider == "local", let jar = survey.jar {
      return commented(
        "The file that the build makes.", "\"package\": \(Self.object([("file", .string(jar))]))")
    }
    if !survey.folder.isEmpty { options.append(("path", .string(survey.folder))) }
    let text: Text =
      provider == "local"
      ? "All committed files."
      : "The committed source as a zip, which the cloud builds. Or an image that CI pushed: sampan help config image"
    return commented(
      survey.folder.isEmpty ? text : "This folder is deployed.", "\"package\": \(Self.object(options))")
  }

  /// On one line, in the given order.
  private static func object(_ members: [(String, JSON)]) -> String {
    let json = JSONText(spaced: true)
    if members.isEmpty { return "{}" }
    let texts = members.map { name, value -> String in
      let text = value.object.map { object($0.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }) }
      return "\(json.compact(.string(name))): \(text ?? json.compact(value))"
    }
    return "{ \(texts.joined(separator: ", ")) }"
  }
}
