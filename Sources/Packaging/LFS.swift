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
  /// Of a pointer without extensions: the first line, 76 bytes with the digest, and a size of 1 to 19 digits.
  static let usualSizes = 126...144

  /// Whether a blob of this size may be a pointer. Only where Git LFS is in use, pointers with extensions or with an error
  /// in them are expected as well: reading every small file would take longer than compressing it.
  static func isPossible(_ byteCount: Int, usesLFS: Bool) -> Bool {
    usesLFS ? (start.count..<sizeLimit).contains(byteCount) : usualSizes.contains(byteCount)
  }

  /// Nil when the blob is not a pointer. One that we cannot read further has an empty digest, which no file has.
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
/// points to. `usesLFS`: of the repository itself; of submodules it is not known, and assumed.
func resolvePointers(
  _ candidates: [Candidate], usesLFS: Bool, spec: PackageSpec, from sources: PackageSources,
  workTree: WorkTree
) throws(Failure) -> [Candidate] {
  var resolved = candidates
  var problems: [String] = []
  for (index, candidate) in candidates.enumerated() {
    guard case .object(let object, let submodule) = candidate.source,
      candidate.kind == .file || candidate.kind == .executable,
      LFSPointer.isPossible(candidate.size, usesLFS: usesLFS || submodule != nil),
      let pointer = LFSPointer(try sources.blob(object, submodule))
    else { continue }
    if spec.lfs == .worktree, let file = try workTree.file(at: candidate.origin), file.isRegular,
      file.version.byteCount == pointer.size, sha256Hex(try sources.read(file)) == pointer.digest
    {
      resolved[index].source = .workTree(file)
      resolved[index].size = pointer.size
    } else {
      problems.append(quoted(candidate.path))
    }
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
  let what: Text =
    paths.count == 1 ? "1 file is a Git LFS pointer" : "\(paths.count) files are Git LFS pointers"
  return Failure(
    .repository, "\(what): \(listed(paths))", place: spec.place,
    remedies: [
      #"set "lfs": "worktree" in "package" and run: \#(pull)"#,
      #"exclude them with "exclude" in "package""#,
    ])
}
