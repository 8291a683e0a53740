import Digest
import Model

/// What Git LFS commits in place of a file (git-lfs `docs/spec.md`).
struct LFSPointer: Equatable {
  /// SHA-256 of the file in hexadecimal.
  var digest: String
  var size: Int

  static let start = Array("version https://git-lfs.github.com/spec/v1\n".utf8)
  /// A pointer has fewer bytes than this.
  static let sizeLimit = 1024

  /// Nil when the blob is no pointer. One that we cannot read further has an empty digest, which no file has.
  init?(_ blob: [UInt8]) {
    guard blob.count < Self.sizeLimit, blob.starts(with: Self.start) else { return nil }
    digest = ""
    size = 0
    for line in String(decoding: blob, as: UTF8.self).split(separator: "\n") {
      if line.hasPrefix("oid sha256:") { digest = String(line.dropFirst(11)) }
      if line.hasPrefix("size ") { size = Int(line.dropFirst(5)) ?? 0 }
    }
  }
}

/// Applies `lfs`: a pointer is refused, or replaced by the work tree's file when that is exactly what it
/// points to.
func resolvePointers(
  _ candidates: [Candidate], spec: PackageSpec, from sources: PackageSources,
  workTree: WorkTree
) throws(Failure) -> [Candidate] {
  var resolved: [Candidate] = []
  var problems: [String] = []
  for var candidate in candidates {
    if case .object(let object, let submodule) = candidate.source,
      candidate.kind == .file || candidate.kind == .executable,
      (LFSPointer.start.count..<LFSPointer.sizeLimit).contains(candidate.size),
      let pointer = LFSPointer(try sources.blob(object, submodule))
    {
      if spec.lfs == .error {
        problems.append(quoted(candidate.path))
      } else if let file = try workTree.file(at: candidate.origin), file.isRegular,
        file.version.byteCount == pointer.size, sha256Hex(try sources.read(file)) == pointer.digest
      {
        candidate.source = .workTree(file)
        candidate.size = pointer.size
      } else {
        problems.append(quoted(candidate.path))
      }
    }
    resolved.append(candidate)
  }
  guard problems.isEmpty else { throw refused(problems, spec: spec) }
  return resolved
}

private func refused(_ paths: [String], spec: PackageSpec) -> Failure {
  let pull: Text = "git lfs pull"
  if spec.lfs == .worktree {
    return Failure(
      .repository,
      "\(counted(paths.count, "Git LFS file")) not in the work tree as committed: \(listed(paths))",
      place: spec.place, remedies: [pull])
  }
  return Failure(
    .repository, "\(counted(paths.count, "Git LFS pointer")) where files should be: \(listed(paths))",
    place: spec.place,
    remedies: [
      #"set "lfs": "worktree" in "package" and run: \#(pull)"#,
      #"leave them out with "exclude" in "package""#,
    ])
}
