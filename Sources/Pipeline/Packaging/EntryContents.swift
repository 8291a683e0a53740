import Effects
import Git
import Model
import Zip

/// Reads what a package is made of, on one thread: the objects of the repository and of its submodules are opened
/// once.
final class EntryContents {
  private let project: Project
  private let objects: ObjectReader
  private var submodules: [String: ObjectReader] = [:]

  init(of project: Project) throws(Failure) {
    self.project = project
    objects = try project.repository.objects()
  }

  /// Gives the body the bytes of an entry, of a link its target.
  func read(_ entry: PackageEntry, _ body: (RawSpan) throws(Failure) -> Void) throws(Failure) {
    switch entry.content {
    case .blob(let id, _, nil): try objects.withBlob(id, body)
    case .blob(let id, _, let module?): try submodule(module).withBlob(id, body)
    case .link(let target): try target.withContent(body)
    case .file(let path, let version): try project.content(of: path, version).withContent(body)
    }
  }

  private func submodule(_ path: String) throws(Failure) -> ObjectReader {
    if let open = submodules[path] { return open }
    let opened = try project.submodule(path).objects()
    submodules[path] = opened
    return opened
  }
}
