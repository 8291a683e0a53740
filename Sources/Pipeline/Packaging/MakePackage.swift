import Digest
import Effects
import Git
import Model
import Packaging
import Zip

extension Project {
  /// Writes the zip of some entries to a path and returns what came out. The file appears whole or not at all.
  package func makeZip(
    _ entries: [PackageEntry], _ spec: PackageSpec, at path: String, named name: String
  ) throws(Failure) -> PackageFile {
    // No other file has this name.
    let partial = "\(path).\(hex(world.random(8)))"
    do throws(Failure) {
      var file = try writeZip(entries, spec, at: partial, named: name)
      try checkSize(byteCount: file.byteCount, of: entries, spec: spec)
      try world.files.rename(partial, path)
      file.path = path
      return file
    } catch {
      try? world.files.remove(partial)
      throw error
    }
  }

  private static let bufferSize = 1 << 20

  private func writeZip(
    _ entries: [PackageEntry], _ spec: PackageSpec, at path: String, named name: String
  ) throws(Failure) -> PackageFile {
    var hash = RunningHash(.sha256)
    var byteCount = 0
    var buffer: [UInt8] = []
    let cache = blobCache(level: spec.level)
    defer {
      cache?.finish()
      shareBlobs()
    }
    var progress = PackageProgress(of: entries, in: world)
    try ZipWriter.write(
      entries, time: try archiveTime(), level: spec.level, cache: cache,
      isCancelled: { Task.isCancelled },
      open: { () throws(Failure) -> ContentReader in
        let contents = try EntryContents(of: self)
        return { (entry, body) throws(Failure) in try contents.read(entry, body) }
      },
      written: { progress.add($0) },
      sink: { (bytes) throws(Failure) in
        byteCount += bytes.count
        buffer += bytes
        if buffer.count >= Self.bufferSize {
          hash.update(buffer)
          try self.world.files.append(path, buffer)
          buffer.removeAll(keepingCapacity: true)
        }
      })
    hash.update(buffer)
    try world.files.append(path, buffer)
    return PackageFile(
      path: path, name: name, byteCount: byteCount, sha256: hex(hash.finish()), isZip: true,
      entryCount: entries.count)
  }

  private var blobDirectory: String { "\(cache.directory)/blobs" }

  /// What is in a given cache, or one that several users write, is proved by the ids of its contents; our own is believed
  /// like the repository.
  private func blobCache(level: Int) -> BlobCache? {
    let directory = blobDirectory
    let sharing = cacheSharing
    if let sharing { try? world.files.shared(sharing.mode).makeDirectory(directory) }
    guard cache.isGiven || sharing != nil else { return BlobCache(directory, level: level, proof: nil) }
    return BlobCache(directory, level: level) { id, size, pieces in
      var hash = RunningHash(.sha1)
      hash.update(Array("blob \(size)\0".utf8))
      for piece in pieces { hash.update(piece) }
      return hex(hash.finish()) == id.hex
    }
  }

  /// A failure only costs time.
  private func shareBlobs() {
    guard let sharing = cacheSharing, let names = try? world.files.list(blobDirectory) else { return }
    for name in names { try? world.files.changeMode("\(blobDirectory)/\(name)", sharing.mode) }
  }

  /// The committer's time, or `SOURCE_DATE_EPOCH` (https://reproducible-builds.org/specs/source-date-epoch/).
  private func archiveTime() throws(Failure) -> Timestamp {
    guard let text = world.variable("SOURCE_DATE_EPOCH") else { return head.commit.committed }
    guard let seconds = Int64(text), seconds >= 0 else {
      throw Failure(
        .usage, "SOURCE_DATE_EPOCH is \"\(text)\", not a number of seconds",
        remedies: ["unset it, or set it to: git log -1 --format=%ct"])
    }
    return Timestamp(seconds: seconds)
  }
}
