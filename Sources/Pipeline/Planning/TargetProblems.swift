import Effects
import Model
import Providers
import Registry

extension Target {
  /// Everything that makes a deploy of this target impossible for any commit, job and state of the cloud: what
  /// `check` reports and `plan` refuses. Each has the place of what is wrong, or of the block that lacks something.
  func problems(by catalog: Catalog, in world: World) -> [Failure] {
    // What a fleet varies is missing in the options: nothing else about them can be judged.
    if let fleetProblem { return [fleetProblem] }
    guard let schema = catalog.schema(provider) else {
      return [Failure(.defect, "provider \"\(provider)\" is unknown")]
    }
    return rollbackProblems(schema) + verifyProblems(schema) + nameProblems(schema) + imageProblems(world)
      + commandProblems + zoneProblems(world) + catalog.problems(of: self, in: world)
  }

  /// Keys of the config that this version does not support: an error is better than ignoring them.
  var fleetProblem: Failure? {
    guard fleet != nil else { return nil }
    return problem(
      "fleet", "\"fleet\" of target \"\(name)\" is not supported by this version of sampan", "remove the key")
  }

  private func problem(_ key: String, _ what: Text, _ remedies: Text...) -> Failure {
    Failure(.configuration, what, place: place(of: key), remedies: remedies)
  }

  private func rollbackProblems(_ schema: ProviderSchema) -> [Failure] {
    guard onFailure == .rollback, let reason = schema.cannot[.rollback] else { return [] }
    return [
      problem(
        "onFailure",
        "\"onFailure\" of target \"\(name)\" is \"rollback\", unsupported by \(schema.name): \(reason)",
        "remove it")
    ]
  }

  private func verifyProblems(_ schema: ProviderSchema) -> [Failure] {
    guard let verify else { return [] }
    var problems: [Failure] = []
    if !wait.isEnabled {
      problems.append(
        problem(
          "verify", "target \"\(name)\" has a \"verify\" but does not wait for its rollout",
          "remove \"verify\", or \"wait\": false"))
    }
    if !verify.isAbsolute, !schema.hasAddress {
      problems.append(
        problem(
          "verify", "\"verify\" in target \"\(name)\" needs an absolute URL: \(schema.name) has no address",
          "set an absolute \"url\" in \"verify\""))
    }
    return problems
  }

  /// `after` is run when the release serves.
  private var commandProblems: [Failure] {
    guard !after.isEmpty, !wait.isEnabled else { return [] }
    return [
      problem(
        "after", "target \"\(name)\" has an \"after\" but does not wait for its rollout",
        "remove \"after\", or \"wait\": false")
    ]
  }

  /// Templates that give an empty name for all values.
  private func nameProblems(_ schema: ProviderSchema) -> [Failure] {
    func isEmpty(_ template: Template) -> Bool {
      (try? VersionName.fit(template.filledAnyhow, schema.versionRule)) == nil
    }
    var problems = version.filter(isEmpty).map { template in
      problem(
        "version", "\"\(template.text)\" is not a valid version: it has no letter or digit that fits",
        "write a template such as \"{date}-{short}\"")
    }
    if case .image(let spec)? = artifact, isEmpty(spec.tag) {
      problems.append(
        Failure(
          .configuration,
          "\"\(spec.tag.text)\" is not a valid image tag: it has no letter or digit that fits",
          place: spec.place, remedies: ["write a template such as \"{version}\""]))
    }
    return problems
  }

  /// As `PublishImage` finds them, with the names of the templates filled by what fits anywhere.
  private func imageProblems(_ world: World) -> [Failure] {
    guard case .image(let spec)? = artifact else { return [] }
    guard let repository = ImageRepository(spec.repository) else {
      return [PublishImage.wrongRepository("\"\(spec.repository)\"", at: spec.place)]
    }
    guard let from = spec.from?.filledAnyhow else { return [] }
    guard ImageReference(from: from, in: repository) != nil else {
      return [PublishImage.wrongSource(spec.from?.text ?? "", of: self, at: spec.place)]
    }
    return []
  }
}

extension Template {
  /// With `0` for every name: what is wrong with this is wrong with the text around the names.
  fileprivate var filledAnyhow: String { filled { (_) throws(Never) -> String in "0" } }
}
