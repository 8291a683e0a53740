import Effects
import Model
import Packaging
import Synchronization

/// What the targets of one run send, as files in a private folder. Those that package the same share one zip, which is
/// kept as long as a target that is still to come needs it.
final class MadePackages: Sendable {
  private struct Made {
    var artifact: Artifact
    var file: PackageFile

    /// Whether the file is what this artifact becomes.
    func isZip(of other: Artifact) -> Bool {
      guard case (.zip(let ours, let spec), .zip(let theirs, let wanted)) = (artifact, other) else {
        return false
      }
      return spec.level == wanted.level && ours == theirs
    }
  }

  private let project: Project
  private let folder: String
  private let files = Mutex<[Made]>([])
  /// Of files made so far, for their names.
  private let count = Mutex(0)

  /// The caller ends with `removeAll`.
  init(of project: Project) throws(Failure) {
    self.project = project
    folder = try project.world.files.makeTemporaryDirectory()
  }

  func removeAll() { try? project.world.files.remove(folder) }

  /// The deployment with its artifact as a file, where it is one.
  func made(_ deployment: Deployment) throws(Failure) -> Deployment {
    var file: PackageFile
    switch deployment.artifact {
    case .zip(let entries, let spec): file = try zip(entries, spec, of: deployment)
    case .file(let built):
      file = try project.copy(built, to: newPath())
      files.withLock { [file] in $0.append(Made(artifact: deployment.artifact, file: file)) }
    case .image, .repository, .held: return deployment
    }
    var made = deployment
    made.artifact = .file(file)
    return made
  }

  private func zip(
    _ entries: [PackageEntry], _ spec: PackageSpec, of deployment: Deployment
  ) throws(Failure) -> PackageFile {
    let name = "\(deployment.target.name).zip"
    if var known = files.withLock({ $0.first { $0.isZip(of: deployment.artifact) }?.file }) {
      // Each target has a limit of its own.
      try checkSize(byteCount: known.byteCount, of: entries, spec: spec)
      known.name = name
      return known
    }
    let file = try project.makeZip(entries, spec, at: newPath(), named: name)
    files.withLock { $0.append(Made(artifact: deployment.artifact, file: file)) }
    return file
  }

  private func newPath() -> String {
    let number = count.withLock { count in
      count += 1
      return count
    }
    return "\(folder)/\(number)"
  }

  /// Removes the files that these deployments, which are still to come, do not need.
  func keep(for later: [Deployment]) {
    files.withLock { files in
      files.removeAll { made in
        if later.contains(where: { made.isZip(of: $0.artifact) }) { return false }
        try? project.world.files.remove(made.file.path)
        return true
      }
    }
  }
}
