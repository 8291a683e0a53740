import Model
import Support

@testable import Zip

/// An entry with its content, as tests write them.
struct Sample: Equatable {
  var path: String
  var mode: PackageEntry.Mode = .file
  var content: [UInt8]
  /// Where git would keep it.
  var blob: ObjectID?

  init(_ path: String, _ mode: PackageEntry.Mode = .file, _ content: [UInt8]) {
    self.path = path
    self.mode = mode
    self.content = content
  }

  init(_ path: String, _ mode: PackageEntry.Mode = .file, _ text: String) {
    self.init(path, mode, Array(text.utf8))
  }
}

/// 2023-11-14T22:13:20Z, as in the golden vectors.
let noon = Timestamp(seconds: 1_700_000_000)

/// The zip of some samples, in the order given, unchecked.
func zip(
  _ samples: [Sample], level: Int = 0, time: Timestamp = noon, threads: Int = 2, memory: Int = 1 << 20,
  cache: BlobCache? = nil
) throws(Failure) -> [UInt8] {
  var bytes: [UInt8] = []
  // One name may stand for several entries, in zips that are to be refused.
  let entries = samples.enumerated().map { index, sample in
    entry(sample.path, sample.mode, number: index, blob: sample.blob, size: sample.content.count)
  }
  try ZipWriter.write(
    entries, time: time, level: level, threads: threads, memory: memory, cache: cache,
    open: reading { entry in samples[entry.number].content }, sink: { bytes += $0 })
  return bytes
}

/// `number` is for the reader, to know it again.
func entry(
  _ path: String, _ mode: PackageEntry.Mode = .file, number: Int = 0, blob: ObjectID? = nil, size: Int
) -> PackageEntry {
  PackageEntry(
    path: path, mode: mode,
    content: blob.map { .blob($0, size: size, submodule: "\(number)") }
      ?? .file(Array("\(number)".utf8), FileVersion(byteCount: size)))
}

extension PackageEntry {
  var number: Int {
    switch content {
    case .file(let number, _): Int(String(decoding: number, as: UTF8.self)) ?? 0
    case .blob(_, _, let number?): Int(number) ?? 0
    case .blob, .link: 0
    }
  }
}

/// What opens a reader on each thread.
func reading(
  _ content: @escaping @Sendable (PackageEntry) throws(Failure) -> [UInt8]
) -> @Sendable () throws(Failure) -> ContentReader {
  { () throws(Failure) -> ContentReader in
    { (entry, body) throws(Failure) in try content(entry).withContent(body) }
  }
}

extension CompressedEntry {
  init(_ content: [UInt8], level: Int) throws(Failure) {
    self = try content.withContent { (content) throws(Failure) in
      try CompressedEntry(content, by: level > 0 ? Deflater(level: level) : nil, reserve: { _ in })
    }
  }

  var bytes: [UInt8] { Array(pieces.joined()) }
}

/// Files of all kinds of content and length, some deep, some with names beyond ASCII, sorted by the bytes of
/// the path.
func randomSamples(seed: UInt64, links: Bool = false) -> [Sample] {
  var random = SeededRandom(seed: seed)
  let names = ["a", "B", "main.swift", "说明", "naïve", "with space", "-dash", "🚀", "%41", "a'b"]
  var samples: [Sample] = []
  for number in 0..<Int.random(in: 1...40, using: &random) {
    let depth = Int.random(in: 0...3, using: &random)
    let folders = (0..<depth).map { _ in "d" + (names.randomElement(using: &random) ?? "") }
    let path = (folders + ["\(number)" + (names.randomElement(using: &random) ?? "")]).joined(separator: "/")
    if links, Int.random(in: 0..<5, using: &random) == 0 {
      samples.append(Sample(path, .symlink, "target-\(number)"))
      continue
    }
    let length = [0, 1, 2, 100, 5_000, 100_000].randomElement(using: &random) ?? 0
    let alphabet = [1, 3, 256].randomElement(using: &random) ?? 1
    let content = (0..<length).map { _ in
      UInt8(truncatingIfNeeded: Int.random(in: 0..<alphabet, using: &random))
    }
    samples.append(Sample(path, Bool.random(using: &random) ? .file : .executable, content))
  }
  return samples.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
}
