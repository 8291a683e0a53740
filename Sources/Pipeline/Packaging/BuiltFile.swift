import Digest
import Effects
import Git
import Model

extension Project {
  /// The file that a build made, relative to the top of the work tree; nil when the target sends none.
  func builtFile(of target: Target) throws(Failure) -> PackageFile? {
    guard case .file(let path, let maxBytes, let place)? = target.artifact else { return nil }
    guard let workTree = repository.workTree else {
      throw Failure(
        .repository, "\"file\" needs a work tree, and this repository is bare", place: place,
        remedies: ["deploy from a clone with a work tree"])
    }
    let found: BuiltContent?
    do throws(Failure) {
      found = try once.builtFiles.value(of: path) { () throws(Failure) in
        try builtContent(Array(path.utf8), in: workTree)
      }
    } catch {
      var failure = error
      failure.place = failure.place ?? place
      throw failure
    }
    guard let content = found else {
      throw Failure(
        .repository, "built file \"\(path)\" does not exist", place: place,
        remedies: target.before.first.map { ["run its \"before\" by hand: \($0.shown)"] }
          ?? ["build it before this step", "in CI: pass it on from the build job as an artifact"])
    }
    if let maxBytes, content.byteCount > maxBytes {
      throw Failure(
        .repository, "built file \"\(path)\" has \(content.byteCount) bytes, \"maxBytes\" allows \(maxBytes)",
        place: place)
    }
    return PackageFile(
      path: path, name: path.split(separator: "/").last.map(String.init) ?? path,
      byteCount: content.byteCount, sha256: content.sha256, isZip: false, entryCount: 1)
  }

  /// In a plan, for a file that will be built.
  func unbuiltFile(of target: Target) -> PackageFile? {
    guard case .file(let path, _, _)? = target.artifact else { return nil }
    return PackageFile(
      path: path, name: path.split(separator: "/").last.map(String.init) ?? path, byteCount: 0,
      sha256: sha256Hex([]), isZip: false, entryCount: 1)
  }

  /// Nil when there is no such file.
  private func builtContent(_ path: [UInt8], in workTree: String) throws(Failure) -> BuiltContent? {
    var hash = RunningHash(.sha256)
    var byteCount = 0
    let found = try world.files.streamInside(workTree, path) { (piece) throws(Failure) in
      hash.update(piece)
      byteCount += piece.count
    }
    return found == nil ? nil : BuiltContent(byteCount: byteCount, sha256: hex(hash.finish()))
  }

  /// A private copy of the planned file, so that it cannot be replaced before it is sent.
  func copy(_ file: PackageFile, to path: String) throws(Failure) -> PackageFile {
    var hash = RunningHash(.sha256)
    if try world.files.copyInside(root, Array(file.path.utf8), path) != nil {
      try world.files.stream(path) { (piece) throws(Failure) in hash.update(piece) }
    }
    guard hex(hash.finish()) == file.sha256 else {
      throw Failure(
        .repository, "built file \"\(file.path)\" changed after the deploy was planned",
        remedies: ["deploy again after the build has finished"])
    }
    var copy = file
    copy.path = path
    return copy
  }
}
