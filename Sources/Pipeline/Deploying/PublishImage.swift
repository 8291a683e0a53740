import Effects
import Model
import Providers
import Registry

/// How the image of a target gets its version's tag: by the registry itself, or by a docker daemon.
enum PublishImage {
  case tag(TagImage)
  case push(PushImage)

  /// Nil when there is nothing to do: the target deploys no image, or one that has its tag already.
  ///
  /// Everything that can be wrong with the words of the config is found here, before anything is asked.
  init?(_ plan: PlannedArtifact, of target: Target, _ world: World) throws(Failure) {
    guard case .image(let spec)? = target.artifact, case .image(let from, let text) = plan else { return nil }
    guard from != nil || spec.via == .docker else { return nil }
    guard let reference = ImageReference(text), case .tag(let tag) = reference.selector else {
      throw Self.wrongRepository("\"\(text)\"", at: spec.place)
    }
    let repository = reference.repository
    var source: ImageReference?
    if let from {
      source = ImageReference(from: from, in: repository)
      guard source != nil else { throw Self.wrongSource(from, of: target, at: spec.place) }
    }
    do throws(Failure) {
      switch (spec.via, source) {
      case (.registry, let source?):
        self = .tag(try TagImage(source, in: repository, as: tag, replaces: spec.replace, world))
      default:
        self = .push(try PushImage(source, in: repository, as: tag, replaces: spec.replace, world))
      }
    } catch {
      var failure = error
      failure.place = failure.place ?? spec.place
      throw failure
    }
  }

  static func wrongRepository(_ shown: String, at place: Place) -> Failure {
    Failure(
      .configuration, "\(shown) is not a valid image name", place: place,
      remedies: ["write \"repository\" in lower case, with its registry: registry.example.com/acme/api"])
  }

  static func wrongSource(_ from: String, of target: Target, at place: Place) -> Failure {
    Failure(
      .configuration, "\"from\" of target \"\(target.name)\" is neither a tag nor a digest: \"\(from)\"",
      place: place,
      remedies: ["name the tag that CI pushed, e.g. \"from\": \"{commit}\", or a whole reference with a tag"])
  }

  /// Where a deploy would tag or push the image; nil when it asks no registry.
  static func repository(of plan: PlannedArtifact, in target: Target) -> ImageRepository? {
    guard case .image(let spec)? = target.artifact, case .image(let from, let reference) = plan,
      from != nil || spec.via == .docker
    else { return nil }
    return ImageReference(reference)?.repository
  }

  /// In order; `guards` are asked directly before the tag is written.
  func requests(_ guards: [PlannedRequest]) -> [PlannedRequest] {
    let (requests, first) =
      switch self {
      case .tag(let image): (image.requests(), image.requests().lastIndex { $0.isWrite })
      case .push(let image): (image.requests(), image.requests().firstIndex { $0.isWrite })
      }
    let place = first ?? requests.endIndex
    return requests[..<place] + guards.again("directly before the tag is written") + requests[place...]
  }

  /// The digest, and a person's words for what was done. `confirm` is asked directly before the tag is written; true:
  /// what the tag depends on may have changed.
  func run(
    confirm: () async throws(Failure) -> Bool
  ) async throws(Failure) -> (digest: String, detail: String) {
    let (source, result) =
      switch self {
      case .tag(let image): ("\(image.source)", try await image.run(confirm: confirm))
      case .push(let image): ("\(image.source)", try await image.run(confirm: confirm))
      }
    let detail =
      switch result.change {
      case .tagged: "tagged \(result.digest), from \(source)"
      case .moved(let old): "tag moved from \(old) to \(result.digest)"
      case .unchanged: "unchanged, \(result.digest)"
      }
    return (result.digest.description, detail)
  }
}

extension Project {
  /// The images that CI has to push before these targets can be deployed, each as `path:tag` without its registry:
  /// what the registry of a rehearsal holds from the start.
  package func imagesFromCI(of names: [String]) throws(Failure) -> [String] {
    var images: [String] = []
    for target in try targets(named: names).chosen {
      guard case .image(let from?, let reference) = try prepare(target).plan.artifact,
        let repository = ImageReference(reference)?.repository,
        let source = ImageReference(from: from, in: repository), case .tag(let tag) = source.selector
      else { continue }
      images.append("\(source.repository.path):\(tag)")
    }
    return images
  }
}
