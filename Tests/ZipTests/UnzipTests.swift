import Foundation
import Model
import Support
import Testing

@testable import Zip

@Suite struct UnzipTests {
  /// Unpacks bytes into a new directory `out` beside which nothing else is. Returns the failure, and every
  /// file, link and folder there is afterwards, relative to the directory around `out`.
  private func unpack(_ bytes: [UInt8]) throws -> (failure: Failure?, left: [String]) {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let file = try folder.write("a.zip", bytes)
    try FileManager.default.createDirectory(atPath: folder.path + "/out", withIntermediateDirectories: false)
    var failure: Failure?
    do throws(Failure) { try Unzip.unpack(file, into: folder.path + "/out") } catch { failure = error }
    let left = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    return (failure, left.filter { $0 != "a.zip" && $0 != "out" }.sorted())
  }

  @Test func `a listing shows mode, size and path in the order of the zip`() throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let samples = [Sample("a", .file, "1"), Sample("b", .executable, "22"), Sample("l", .symlink, "a")]
    let listing = try Unzip.list(try folder.write("a.zip", zip(samples)))
    #expect(
      listing == [
        ZipListing(mode: .file, size: 1, path: "a"), ZipListing(mode: .executable, size: 2, path: "b"),
        ZipListing(mode: .symlink, size: 1, path: "l"),
      ])
  }

  @Test(arguments: [0, 6]) func `an entry longer than a piece unpacks whole`(level: Int) throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    var content = (0..<400_000).map { UInt8(truncatingIfNeeded: $0 * $0 >> 7) }
    content += [UInt8](repeating: 0, count: 1_200_000)
    let file = try folder.write("a.zip", zip([Sample("a", .file, content)], level: level))
    try folder.write("out/.keep", "")
    try Unzip.unpack(file, into: folder.path + "/out")
    #expect(try folder.read("out/a") == content)
  }

  @Test(arguments: ["../evil", "a/../../evil", "/tmp/evil", "..", ".", "", "a//b", "a/", "./a", "a\u{0}b"])
  func `a path that does not stay inside is refused and nothing is written`(path: String) throws {
    let (failure, left) = try unpack(zip([Sample(path, .file, "evil")]))
    #expect(failure?.kind == .repository)
    #expect(failure?.what.hasSuffix("not a path inside a package") == true)
    #expect(left == [])
  }

  @Test(arguments: [
    "/etc/passwd", "..", "../..", "../x", "x/../..", "x/..", "./../x", "", "a\u{0}b",
  ])
  func `a link that may lead outside is refused`(target: String) throws {
    let (failure, left) = try unpack(zip([Sample("l", .symlink, target)]))
    #expect(failure?.what.contains("points outside of the package") == true)
    #expect(left == [])
  }

  @Test func `links that stay inside are made, also through folders and other links`() throws {
    let (failure, left) = try unpack(
      zip([
        Sample("d/e/f", .file, "x"), Sample("d/e/l", .symlink, "../../d/e/f"), Sample("m", .symlink, "./d/e"),
        Sample("n", .symlink, "m/f"),
      ]))
    #expect(failure == nil)
    #expect(left == ["out/d", "out/d/e", "out/d/e/f", "out/d/e/l", "out/m", "out/n"])
  }

  @Test func `nothing is written through a link of the zip`() throws {
    let (below, left) = try unpack(
      zip([Sample("l", .symlink, "d"), Sample("d/x", .file, ""), Sample("l/y", .file, "")]))
    #expect(below?.what.contains("l/y") == true)
    #expect(left == ["out/d", "out/d/x", "out/l"])
  }

  @Test func `nothing is written through or over what is in the directory already`() throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    try folder.write("outside/keep", "kept")
    try folder.write("out/file", "kept")
    for (link, target) in [("out/folder", "outside"), ("out/leaf", "outside/keep")] {
      try FileManager.default.createSymbolicLink(
        atPath: folder.path + "/" + link, withDestinationPath: folder.path + "/" + target)
    }
    for path in ["folder/evil", "leaf", "file"] {
      let file = try folder.write("a.zip", zip([Sample(path, .file, "evil")]))
      #expect(throws: Failure.self) { try Unzip.unpack(file, into: folder.path + "/out") }
    }
    #expect(try folder.read("outside/keep") == Array("kept".utf8))
    #expect(try folder.read("out/file") == Array("kept".utf8))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/outside") == ["keep"])
  }

  @Test func `a folder that cannot be written is this machine's fault, not the package's`() throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let file = try folder.write("a.zip", zip([Sample("a", .file, "1")]))
    let failure = #expect(throws: Failure.self) { try Unzip.unpack(file, into: folder.path + "/missing") }
    #expect(failure?.kind == .configuration)
  }

  @Test func `two entries of one name and a file in the place of a folder are refused`() throws {
    let twice = try unpack(zip([Sample("a", .file, "1"), Sample("a", .file, "2")]))
    #expect(twice.failure?.what.hasSuffix(#"two entries are called "a""#) == true)
    #expect(twice.left == [])
    let clash = try unpack(zip([Sample("a", .file, "1"), Sample("a/b", .file, "2")]))
    #expect(clash.failure?.kind == .repository)
    #expect(clash.left == ["out/a"])
  }

  @Test(arguments: [0, 6]) func `a zip that was cut anywhere is refused`(level: Int) throws {
    let whole = try zip(
      [Sample("a", .file, String(repeating: "a", count: 50)), Sample("d/b", .executable, "b")], level: level)
    #expect(try unpack(whole).failure == nil)
    for length in whole.indices {
      let (failure, left) = try unpack(Array(whole.prefix(length)))
      #expect(failure?.kind == .repository, "cut to \(length) bytes")
      #expect(left == [], "cut to \(length) bytes")
    }
  }

  @Test(arguments: [0, 6]) func `a zip with any byte changed is refused`(level: Int) throws {
    let text = String(repeating: "a", count: 50)
    let whole = try zip([Sample("a", .file, text), Sample("d/b", .executable, "b")], level: level)
    for position in whole.indices {
      var bytes = whole
      bytes[position] ^= 1
      let (failure, left) = try unpack(bytes)
      // A changed deflate stream may still be one; then its checksum tells.
      #expect(failure?.kind == .repository, "byte \(position) changed")
      #expect(left.allSatisfy { $0.hasPrefix("out/") }, "byte \(position) changed")
    }
  }

  @Test func `zips with a comment, a prefix, or by another hand are refused`() async throws {
    let ours = try zip([Sample("a", .file, "1")])
    #expect(try unpack(ours + [0]).failure != nil)
    #expect(try unpack([0] + ours).failure != nil)
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let script = "import sys,zipfile; zipfile.ZipFile(sys.argv[1],'w').writestr('../evil','evil')"
    try await Command.succeed(["python3", "-c", script, folder.path + "/b.zip"])
    #expect(try unpack(folder.read("b.zip")).failure?.what.contains("was not written by sampan") == true)
  }

  @Test func `an end that claims anything is refused without asking for that much memory`() throws {
    for count in [0, 1, 65_535, 1 << 62] as [UInt64] {
      for size in [0, 46, 0xFFFF_FFFF, 1 << 62, .max] as [UInt64] {
        for offset in [0, 1, 1 << 32, .max] as [UInt64] where count | size | offset != 0 {
          let end = ZipEnd(entryCount: count, directorySize: size, directoryOffset: offset)
          let (failure, left) = try unpack(end.bytes)
          #expect(failure?.kind == .repository)
          #expect(left == [])
        }
      }
    }
  }

  @Test func `sizes that do not fit the content are refused`() throws {
    let content = [UInt8](repeating: 7, count: 5000)
    let compressed = try CompressedEntry(content, level: 6)
    for (method, contentSize, compressedSize) in [
      (.deflated, 4999, compressed.bytes.count), (.deflated, 5001, compressed.bytes.count),
      (.deflated, 0, compressed.bytes.count), (.deflated, 5000, compressed.bytes.count - 1),
      (.stored, 5000, compressed.bytes.count), (.deflated, 5000, 1 << 62),
      (.deflated, 1 << 62, compressed.bytes.count),
    ] as [(ZipMethod, UInt64, Int)] {
      let record = ZipRecord(
        name: Array("a".utf8), mode: 0o100644, method: method, checksum: compressed.checksum,
        compressedSize: UInt64(compressedSize), contentSize: contentSize, time: dosTime(noon), offset: 0)
      let local = record.localHeader + compressed.bytes.prefix(compressedSize)
      let end = ZipEnd(
        entryCount: 1, directorySize: UInt64(record.centralHeader.count), directoryOffset: UInt64(local.count)
      )
      #expect(try unpack(local + record.centralHeader + end.bytes).failure?.kind == .repository)
    }
  }

  @Test(arguments: [0o040755, 0o100600, 0o104755, 0o020644, 0, 0o120755])
  func `a mode that we do not write is refused`(mode: UInt32) throws {
    let record = ZipRecord(
      name: Array("a".utf8), mode: mode, method: .stored, checksum: 0, compressedSize: 0, contentSize: 0,
      time: dosTime(noon), offset: 0)
    let local = record.localHeader
    let end = ZipEnd(
      entryCount: 1, directorySize: UInt64(record.centralHeader.count), directoryOffset: UInt64(local.count))
    let (failure, left) = try unpack(local + record.centralHeader + end.bytes)
    #expect(failure?.what.hasSuffix("mode \(String(mode, radix: 8))") == true)
    #expect(left == [])
  }

  @Test func `a file that is not there, a folder and a device are refused at once`() async throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    try await Command.succeed(["mkfifo", folder.path + "/pipe"])
    for path in [folder.path + "/none", folder.path, folder.path + "/pipe", "/dev/zero"] {
      let failure = #expect(throws: Failure.self) { try Unzip.list(path) }
      #expect(failure?.what.contains("\"\(path)\"") == true)
    }
    let file = try folder.write("a.zip", zip([Sample("a", .file, "1")]))
    #expect(throws: Failure.self) { try Unzip.unpack(file, into: folder.path + "/none") }
  }
}
