import Effects
import HTTP
import Model

extension WeChatHosting {
  package static func problems(of target: Target, in world: World) -> [Failure] {
    var problems: [Failure] = []
    func refuse(_ option: String?, _ what: String, _ remedy: String) {
      problems.append(refusal(option, of: target, what, remedy))
    }
    for name in VersionFields.numerals {
      guard let text = target.options[name]?.value.string, !isNumber(text) else { continue }
      refuse(name, "\"\(text)\" is not a valid number for \(name)", "write it in quotes, e.g. \"0.5\"")
    }
    if let text = target.options["envParams"]?.value.string, !isObject(text) {
      refuse(
        "envParams", "envParams is not a JSON object in a string", #"write it as "{\"NAME\":\"value\"}""#)
    }
    if case .file(let path, _, let place)? = target.artifact, !path.hasSuffix(".zip") {
      problems.append(
        Failure(
          .configuration, "\"\(path)\" is not a zip, and WeChat takes no other package", place: place,
          remedies: ["pack it into a zip"]))
    }
    return problems + target.missingBranch + existingArtifactProblems(of: target)
      + contradictions(in: target, image: target.constantImage, branch: target.constantBranch)
  }

  /// Options that name something already at the platform.
  private static func existingArtifactProblems(of target: Target) -> [Failure] {
    var problems: [Failure] = []
    func has(_ option: String) -> Bool { target.options[option] != nil }
    func refuse(_ option: String, _ what: String, _ remedy: String) {
      problems.append(refusal(option, of: target, what, remedy))
    }
    if has("packageName"), has("snapshotName") {
      refuse("snapshotName", "packageName and snapshotName name two things to deploy", "remove one")
    }
    if has("packageName") != has("packageVersion") {
      refuse(
        has("packageName") ? "packageName" : "packageVersion", "packageName and packageVersion go together",
        "set both, or neither to upload a package")
    }
    let goesBack = target.options["rollback"]?.value.boolean
    if !has("snapshotName"), goesBack == true {
      refuse("rollback", "rollback goes to a snapshot, and none is named", "set \"snapshotName\"")
    }
    if has("snapshotName"), goesBack == false {
      refuse("rollback", "snapshotName without rollback does nothing", "remove \"rollback\": false")
    }
    return problems
  }

  /// What the artifact says already may be said again, and not differently. `image` and `branch`: nil or empty where
  /// they are not known yet.
  static func contradictions(in target: Target, image: String?, branch: String?) -> [Failure] {
    let given = VersionFields.encoded(target.options.mapValues(\.value))
    var said = sourceFields(of: target, Published(image: image), branch: branch)
    if image == nil { said["image_info"] = nil }
    if branch?.isEmpty != false { said["branch"] = nil }
    var problems: [Failure] = []
    for (name, value) in said.sorted(by: { $0.key < $1.key }) {
      if name == "image_info" {
        for part in ["image_url", "tag_name"] {
          guard let other = given[name]?[part], other != value[part] else { continue }
          problems.append(
            refusal(
              "imageInfo", of: target,
              "imageInfo names another image than the target: \"\(other.string ?? "")\"",
              "remove it: image_info is made from \"image\""))
        }
      } else if let other = given[name], other != value {
        problems.append(
          refusal(
            VersionFields.optionName(name), of: target, "\(name) is said twice, and differently",
            "remove it here"))
      }
    }
    return problems
  }

  private static func refusal(
    _ option: String?, of target: Target, _ what: String, _ remedy: String
  ) -> Failure {
    let place = option.flatMap { target.options[$0]?.place } ?? target.place(of: schema.name)
    return Failure(.configuration, what, place: place, remedies: [remedy])
  }

  /// Digits with at most one point.
  private static func isNumber(_ text: String) -> Bool {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    return parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
  }

  private static func isObject(_ text: String) -> Bool {
    (try? JSONCoding.decode([String: JSON].self, from: Array(text.utf8), answering: "envParams")) != nil
  }
}

extension Target {
  /// What a deploy would name, where no template makes it depend on the commit.
  fileprivate var constantImage: String? {
    guard case .image(let spec)? = artifact, let tag = spec.tag.constant else { return nil }
    return "\(spec.repository):\(tag)"
  }

  fileprivate var constantBranch: String? {
    guard case .repository(let spec)? = artifact else { return nil }
    return spec.branch?.constant
  }
}
