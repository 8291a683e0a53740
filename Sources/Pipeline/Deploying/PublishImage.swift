import Effects
import Model
import Providers
import Registry

/// How the image of a target gets its version's tag: by the registry itself, or by a docker daemon.
enum PublishImage: Sendable {
  case tag(TagImage)
  case push(PushImage)

  /// Nil when there is nothing to do: the target deploys no image, or one that has its tag already.
  init?(_ deployment: Deployment, _ world: World) throws(Failure) {
    guard case .image(let spec)? = deployment.target.artifact,
      case .image(let image, let source) = deployment.artifact, let tag = image.tag,
      source != nil || spec.via == .docker
    else { return nil }
    let repository = image.repository
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
      remedies: ["set the tag that CI pushed, e.g. \"from\": \"{commit}\", or a whole reference with a tag"])
  }

  /// Where it is tagged or pushed.
  var repository: ImageRepository {
    switch self {
    case .tag(let image): image.repository
    case .push(let image): image.repository
    }
  }

  /// Each registry that is used, and where its credentials were found: nil where none are needed. Changes nothing.
  func checkLogin() async throws(Failure) -> [(registry: String, source: String?)] {
    switch self {
    case .tag(let image): try await image.checkLogin()
    case .push(let image): try await image.checkLogin()
    }
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

  /// The digest, and what was done, for the report. `confirm` is asked directly before the tag is written; true: what
  /// the tag depends on may have changed.
  func run(
    confirm: () async throws(Failure) -> Bool
  ) async throws(Failure) -> (digest: ImageDigest, detail: Text) {
    let (source, result) =
      switch self {
      case .tag(let image): (image.source, try await image.run(confirm: confirm))
      case .push(let image): (image.source, try await image.run(confirm: confirm))
      }
    let copied = result.copiedByteCount
    let detail: Text =
      switch result.change {
      case .tagged where copied > 0:
        "tagged \(result.digest), \(Amounts.bytes(copied)) copied from \(source)"
      case .tagged: "tagged \(result.digest), from \(source)"
      case .moved(let old): "tag moved from \(old) to \(result.digest)"
      case .unchanged: "unchanged, \(result.digest)"
      }
    return (result.digest, detail)
  }
}

extension Project {
  /// The images that CI has to push before these targets can be deployed, each as `path:tag` without its registry:
  /// what the registry of a rehearsal holds from the start.
  package func imagesFromCI(of names: [String]) throws(Failure) -> [String] {
    var images: [String] = []
    for target in try targets(named: names).chosen {
      guard case .image(_, let source?) = try prepare(target).plan.deployment.artifact, let tag = source.tag
      else { continue }
      images.append("\(source.repository.path):\(tag)")
    }
    return images
  }
}
