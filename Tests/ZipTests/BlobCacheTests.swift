import Digest
import Foundation
import Model
import Support
import Synchronization
import Testing

@testable import Zip

@Suite struct BlobCacheTests {
  /// Random samples, as git would name them.
  private func samples(seed: UInt64) -> [Sample] {
    randomSamples(seed: seed).map { sample in
      var sample = sample
      sample.blob = ObjectID(blobID(of: sample.content))
      return sample
    }
  }

  private func blobID(of content: [UInt8]) -> String {
    hex(HashFunction.sha1.digest(Array("blob \(content.count)\0".utf8) + content))
  }

  /// Packages with a cache, and tells how many blobs were read for it.
  private func package(
    _ samples: [Sample], in directory: String, level: Int = 6, proof: BlobCache.Proof? = nil,
    limits: BlobCache.Limits = BlobCache.Limits()
  ) throws -> (bytes: [UInt8], reads: Int) {
    let cache = BlobCache(directory, level: level, proof: proof, limits: limits)
    defer { cache?.finish() }
    let reads = Mutex(0)
    var bytes: [UInt8] = []
    let entries = samples.enumerated().map { index, sample in
      entry(sample.path, sample.mode, number: index, blob: sample.blob, size: sample.content.count)
    }
    _ = try ZipWriter.write(
      entries, time: noon, level: level, threads: 2, cache: cache,
      open: reading { entry in
        if entry.size > 1 { reads.withLock { $0 += 1 } }
        return samples[entry.number].content
      }, sink: { bytes += $0 })
    return (bytes, reads.withLock { $0 })
  }

  private func files(_ directory: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
  }

  private var proof: BlobCache.Proof {
    { id, size, pieces in
      hex(HashFunction.sha1.digest(Array("blob \(size)\0".utf8) + pieces.joined())) == id.hex
    }
  }

  @Test func `a second package reads only what does not compress, and has the same bytes`() throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let samples = samples(seed: 3)
    let plain = try zip(samples, level: 6)
    let incompressible = try samples.count {
      try $0.content.count > 1 && CompressedEntry($0.content, level: 6).method == .stored
    }
    let first = try package(samples, in: folder.path + "/c")
    #expect(first.bytes == plain)
    #expect(first.reads > incompressible)
    for proof in [nil, proof] {
      let again = try package(samples, in: folder.path + "/c", proof: proof)
      #expect(again.bytes == plain)
      #expect(again.reads == incompressible)
    }
    #expect(try files(folder.path + "/c").count == 1)
  }

  @Test func `another level does not find what this one kept`() throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let samples = samples(seed: 3)
    _ = try package(samples, in: folder.path + "/c", level: 1)
    #expect(try package(samples, in: folder.path + "/c", level: 9).bytes == zip(samples, level: 9))
    #expect(BlobCache(folder.path + "/c", level: 0, proof: nil) == nil)
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `a cache with any bytes changed or cut off gives the right package`(seed: UInt64) throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let samples = samples(seed: seed + 40)
    let plain = try zip(samples, level: 6)
    _ = try package(samples, in: folder.path + "/c")
    let name = try files(folder.path + "/c")[0]
    let whole = try folder.read("c/\(name)")
    var random = SeededRandom(seed: seed)
    for trial in 0..<60 {
      var bytes = whole
      switch trial % 3 {
      case 0: bytes[Int.random(in: bytes.indices, using: &random)] ^= 1 << UInt8(trial % 8)
      case 1: bytes.removeLast(Int.random(in: 1...bytes.count, using: &random))
      default:
        // The index and its end are small beside the contents: aim at them.
        let place = bytes.count - Int.random(in: 1...min(400, bytes.count), using: &random)
        bytes[place] = UInt8.random(in: 0...255, using: &random)
      }
      for file in try files(folder.path + "/c") {
        try FileManager.default.removeItem(atPath: folder.path + "/c/" + file)
      }
      try folder.write("c/\(name)", bytes)
      #expect(try package(samples, in: folder.path + "/c").bytes == plain, "trial \(trial)")
      #expect(try package(samples, in: folder.path + "/c").bytes == plain, "after trial \(trial)")
    }
  }

  @Test func `a forged cache is found out by the content's own id`() throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    var samples = samples(seed: 3)
    let plain = try zip(samples, level: 6)
    // What another writer says of the same ids: as long, well formed, and something else.
    let honest = samples
    for index in samples.indices { samples[index].content = samples[index].content.map { $0 &+ 1 } }
    let forged = try package(samples, in: folder.path + "/c").bytes
    #expect(forged != plain)
    #expect(try package(honest, in: folder.path + "/c", proof: proof).bytes == plain)
  }

  @Test func `many segments are gathered into one, and then nothing is written for what has not changed`()
    throws
  {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let limits = BlobCache.Limits(byteCount: 8 << 20, segmentCount: 4)
    var samples = (0..<20).map { number in
      Sample("\(number)", .file, [UInt8](repeating: UInt8(number), count: 5000))
    }
    func package() throws -> [String] {
      for index in samples.indices { samples[index].blob = ObjectID(blobID(of: samples[index].content)) }
      _ = try self.package(samples, in: folder.path + "/c", limits: limits)
      return try files(folder.path + "/c")
    }
    for round in 0..<20 {
      samples[round].content[0] = 200
      _ = try package()
      let unchanged = try package()
      #expect(try package() == unchanged, "round \(round)")
      #expect(unchanged.count <= 4)
    }
  }

  @Test func `the cache keeps no content twice`() throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let content = (0..<60_000).map { UInt8(truncatingIfNeeded: $0 / 3 * $0) }
    let samples = (0..<50).map { number in
      var sample = Sample("\(number)", .file, content)
      sample.blob = ObjectID(blobID(of: content))
      return sample
    }
    _ = try package(samples, in: folder.path + "/c")
    let size = try folder.read("c/\(files(folder.path + "/c")[0])").count
    #expect(size < 2 * content.count)
  }

  @Test func `a file from the far future, and one without end, are no reason to fail`() throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let samples = samples(seed: 3)
    let plain = try package(samples, in: folder.path + "/c").bytes
    let name = try files(folder.path + "/c")[0]
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 13_000_000_000)],
      ofItemAtPath: folder.path + "/c/" + name)
    #expect(try package(samples, in: folder.path + "/c").bytes == plain)

    // A segment that says it has as many records as a file of a terabyte can hold, which is not on the disk.
    let endless = folder.path + "/c/" + name.dropLast() + "0"
    let records = (1 << 40) / UInt64(BlobRecord.byteCount) - 1
    var end = LittleEndian(capacity: BlobSegment.endLength)
    end.append(records)
    end.append(UInt32(0))
    let file = unsafe open(endless, O_WRONLY | O_CREAT, 0o600)
    defer { close(file) }
    let bytes = BlobSegment.magic + end.bytes
    #expect(unsafe pwrite(file, bytes, bytes.count, 1 << 40) == bytes.count)
    #expect(BlobSegment(endless, largestIndex: 1 << 20) == nil)
    #expect(try package(samples, in: folder.path + "/c").bytes == plain)
  }

  @Test func `the cache keeps to its limits and the least recently used goes first`() throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let limits = BlobCache.Limits(byteCount: 1 << 20, segmentCount: 4)
    let often = samples(seed: 100)
    for seed in 0..<12 as Range<UInt64> {
      _ = try package(samples(seed: seed + 200), in: folder.path + "/c", limits: limits)
      _ = try package(often, in: folder.path + "/c", limits: limits)
      #expect(try files(folder.path + "/c").count <= 4)
    }
    let incompressible = try package(often, in: folder.path + "/c", limits: limits).reads
    #expect(try package(samples(seed: 200), in: folder.path + "/c", limits: limits).reads > 0)
    let all = try often.count {
      try $0.content.count > 1 && CompressedEntry($0.content, level: 6).method == .stored
    }
    #expect(incompressible == all)

    let small = BlobCache.Limits(byteCount: 2000, segmentCount: 4)
    _ = try package(often, in: folder.path + "/c", limits: small)
    let left = try files(folder.path + "/c").map { try folder.read("c/\($0)").count }
    #expect(left.reduce(0, +) <= 2000)
  }

  @Test func `a cache that cannot be written is no reason to fail`() throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let samples = samples(seed: 3)
    let plain = try zip(samples, level: 6)
    try folder.write("file", "")
    for directory in ["/proc/none/c", folder.path + "/file", "relative", "/dev/full/c"] {
      #expect(BlobCache(directory, level: 6, proof: nil) == nil)
      #expect(try package(samples, in: directory).bytes == plain)
    }
  }

  @Test func `a directory that others may write is believed only with proof`() throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let directory = try folder.makeFolder("shared")
    try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: directory)
    #expect(BlobCache(directory, level: 6, proof: nil) == nil)
    #expect(BlobCache(directory, level: 6, proof: proof) != nil)
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/link", withDestinationPath: folder.path)
    #expect(BlobCache(folder.path + "/link", level: 6, proof: nil) == nil)
    _ = try folder.makeFolder("real")
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/parent", withDestinationPath: folder.path + "/real")
    #expect(BlobCache(folder.path + "/parent/c", level: 6, proof: nil) == nil)
  }

  @Test func `what a killed run left is removed, what another run writes and what is not ours stays`() throws
  {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    _ = try folder.makeFolder("c")
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder.path + "/c")
    try folder.write("c/partial-1eff", "x")
    for name in ["notes.txt", "partial-download.bin", "level-up"] { try folder.write("c/\(name)", "x") }
    let running = unsafe open(try folder.write("c/partial-beef", "x"), O_RDWR)
    defer { close(running) }
    #expect(flock(running, LOCK_EX | LOCK_NB) == 0)
    _ = try package(samples(seed: 3), in: folder.path + "/c")
    let left = try files(folder.path + "/c")
    #expect(left.count == 5)
    #expect(
      Set(left).isSuperset(of: ["partial-beef", "notes.txt", "partial-download.bin", "level-up"]), "\(left)")
  }

  @Test func `packages made at the same time share a cache`() async throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let samples = (0..<4).map { self.samples(seed: $0 + 60) }
    let limits = BlobCache.Limits(byteCount: 1 << 20, segmentCount: 3)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for runner in 0..<4 {
        group.addTask {
          try await onThread {
            for round in 0..<10 {
              let mine = samples[(runner + round) % 4]
              let made = try self.package(mine, in: folder.path + "/c", limits: limits)
              #expect(made.bytes == (try zip(mine, level: 6)))
            }
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(try files(folder.path + "/c").allSatisfy { !$0.hasPrefix("partial-") })
  }
}
