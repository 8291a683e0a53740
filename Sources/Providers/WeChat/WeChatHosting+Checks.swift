import HTTP
import Model

extension WeChatHosting {
  /// What the option table cannot say.
  func check() throws(Failure) {
    let target = deployment.target
    for name in VersionFields.numerals {
      guard let text = options[name]?.string, !Self.isNumber(text) else { continue }
      throw refusal(name, "\"\(text)\" is no number for \(name)", "write it in quotes, e.g. \"0.5\"")
    }
    if let text = options["envParams"]?.string, !Self.isObject(text) {
      throw refusal(
        "envParams", "envParams is no JSON object in a string", #"write it as "{\"NAME\":\"value\"}""#)
    }
    guard target.onConflict != .cancel else {
      throw refusal(
        nil, "\"onConflict\" is \"cancel\", but WeChat has no call that stops a rollout",
        "use \"wait\" or \"fail\"")
    }
    if case .file(let path, _, _)? = target.artifact, !path.hasSuffix(".zip") {
      throw refusal(nil, "\"\(path)\" is no zip, and WeChat takes no other package", "pack it into a zip")
    }
    if case .repository(let repository)? = target.artifact, repository.branch == nil {
      throw refusal(
        "branch", "repository \"\(repository.name)\" has no branch",
        "name the branch that the cloud builds: \"branch\": \"{branch}\", or \"main\"")
    }
    try checkWhatIsThere()
    try checkAgreement()
  }

  /// Options that name something already at the platform.
  private func checkWhatIsThere() throws(Failure) {
    if options["packageName"] != nil, options["snapshotName"] != nil {
      throw refusal("snapshotName", "packageName and snapshotName name two things to deploy", "remove one")
    }
    if (options["packageName"] == nil) != (options["packageVersion"] == nil) {
      throw refusal(
        "packageName", "packageName and packageVersion go together",
        "set both, or neither to upload a package")
    }
    let goesBack = options["rollback"]?.boolean
    if options["snapshotName"] == nil, goesBack == true {
      throw refusal("rollback", "rollback goes to a snapshot, and none is named", "set \"snapshotName\"")
    }
    if options["snapshotName"] != nil, goesBack == false {
      throw refusal("rollback", "snapshotName without rollback does nothing", "remove \"rollback\": false")
    }
  }

  /// What the artifact says already may be said again, and not differently.
  private func checkAgreement() throws(Failure) {
    let given = VersionFields.encoded(options)
    var said = sourceFields(of: Published(image: deployment.image))
    // While a service is only looked at, nobody knows which image or branch would be deployed.
    if deployment.image == nil { said["image_info"] = nil }
    if deployment.branch == nil { said["branch"] = nil }
    for (name, value) in said.sorted(by: { $0.key < $1.key }) {
      if name == "image_info" {
        for part in ["image_url", "tag_name"] {
          guard let other = given[name]?[part], other != value[part] else { continue }
          throw refusal(
            "imageInfo", "imageInfo names another image than the target: \"\(other.string ?? "")\"",
            "remove it: image_info is made from \"image\"")
        }
      } else if let other = given[name], other != value {
        throw refusal(
          VersionFields.optionName(name), "\(name) is said twice, and differently", "remove it here")
      }
    }
  }

  private func refusal(_ option: String?, _ what: String, _ remedy: String) -> Failure {
    let place = option.flatMap { deployment.target.options[$0]?.place } ?? deployment.target.place
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
