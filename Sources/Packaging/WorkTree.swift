import Model

/// The work tree below `package.path`, read when it is first asked for.
final class WorkTree {
  private let sources: PackageSources
  private var read: (files: [WorkTreeFile], positions: [[UInt8]: Int])?

  init(_ sources: PackageSources) { self.sources = sources }

  func files() throws(Failure) -> [WorkTreeFile] { try load().files }

  func file(at path: [UInt8]) throws(Failure) -> WorkTreeFile? {
    let read = try load()
    return read.positions[path].map { read.files[$0] }
  }

  private func load() throws(Failure) -> (files: [WorkTreeFile], positions: [[UInt8]: Int]) {
    if let read { return read }
    let files = try sources.workTree()
    let positions = Dictionary(
      zip(files.map(\.path), files.indices), uniquingKeysWith: { first, _ in first })
    read = (files, positions)
    return (files, positions)
  }
}
