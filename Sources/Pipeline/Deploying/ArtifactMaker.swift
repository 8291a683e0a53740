import Model

/// Turns the plan's recipe into what a provider publishes.
struct ArtifactMaker {
  var project: Project
  var prepared: PreparedTarget
  /// Empty, and removed by the caller afterwards.
  var folder: String

  func make() throws(Failure) -> Artifact {
    let deployment = prepared.plan.deployment
    let target = deployment.target
    switch target.artifact {
    case .package(let spec)?:
      guard let selection = prepared.selection else {
        throw Failure(.defect, "the plan of target \"\(target.name)\" has no selection of files")
      }
      return .package(
        try project.makeZip(selection, spec, at: "\(folder)/package.zip", named: "\(target.name).zip"))
    case .file?:
      guard let file = prepared.file else {
        throw Failure(.defect, "the plan of target \"\(target.name)\" has no built file")
      }
      return .package(try project.copy(file, to: "\(folder)/package"))
    case .image?: return .image(reference: deployment.image ?? "", digest: nil)
    case .repository(let spec)?:
      return .repository(source: spec.source, name: spec.name, branch: deployment.branch)
    case nil: return .none
    }
  }
}

extension Artifact {
  /// `repository:tag@digest` when it is an image, without the digest where nobody looked.
  var image: String? {
    guard case .image(let reference, let digest) = self else { return nil }
    return reference + (digest.map { "@\($0)" } ?? "")
  }

  /// What a person wants to know of it.
  var summary: String {
    switch self {
    case .package(let file):
      (file.isZip ? "\(file.entryCount) files, " : "\(file.name), ")
        + "\(file.byteCount) bytes, sha256 \(file.sha256)"
    case .image(let reference, _): reference
    case .repository(let source, let name, let branch):
      "\(source) \(name)" + (branch.map { " at \($0)" } ?? "")
    case .none: ""
    }
  }
}
