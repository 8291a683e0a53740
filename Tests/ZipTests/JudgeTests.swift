import Digest
import Model
import Support
import Testing
import Zip

/// Runs another program over a zip of ours: it has to be content. A program that is not installed is an
/// issue.
func judged(by command: [String]) async throws {
  guard Command.find(command[0]) != nil else {
    Issue.record("\(command[0]) is not installed, so it did not judge our zip")
    return
  }
  try await Command.succeed(command, environment: ["LC_ALL": "C.UTF-8"])
}

@Suite struct JudgeTests {
  private let levels = [0, 1, 6, 9]

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `unzip, 7z and bsdtar find nothing wrong`(seed: UInt64) async throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    for level in levels {
      let file = try folder.write("\(level).zip", zip(randomSamples(seed: seed, links: true), level: level))
      for judge in [["unzip", "-tqq", file], ["7z", "t", file], ["bsdtar", "-tvf", file]] {
        try await judged(by: judge)
      }
    }
  }

  @Test(arguments: [4, 5, 6] as [UInt64])
  func `Python reads back every name, mode, date and content`(seed: UInt64) async throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let script = """
      import hashlib, sys, zipfile
      z = zipfile.ZipFile(sys.argv[1])
      assert z.testzip() is None
      for i in z.infolist():
          assert i.date_time == (2023, 11, 14, 22, 13, 20) and not i.extra and i.flag_bits == 0x800
          print('%o %s %s' % (i.external_attr >> 16, hashlib.sha256(z.read(i)).hexdigest(), i.filename))
      """
    let samples = randomSamples(seed: seed, links: true)
    let expected = samples.map {
      "\(String($0.mode.rawValue, radix: 8)) \(sha256Hex($0.content)) \($0.path)\n"
    }.joined()
    for level in levels {
      let file = try folder.write("\(level).zip", zip(samples, level: level))
      let read = try await Command.succeed(["python3", "-c", script, file], environment: ["PYTHONUTF8": "1"])
      #expect(Array(read.utf8) == Array(expected.utf8))
    }
  }

  @Test(arguments: [
    ["unzip", "-qq", "{zip}", "-d", "{out}"], ["bsdtar", "-xpf", "{zip}", "-C", "{out}"],
    ["7z", "x", "-y", "-o{out}", "{zip}"], ["sampan"],
  ])
  func `what is unpacked is what was packed`(command: [String]) async throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let samples = randomSamples(seed: 11, links: command[0] != "7z")
    let file = try folder.write("a.zip", zip(samples, level: 6))
    try folder.write("out/.keep", "")
    let out = folder.path + "/out"
    if command == ["sampan"] {
      try Unzip.unpack(file, into: out)
    } else {
      try await judged(
        by: command.map {
          $0 == "{zip}" ? file : $0 == "{out}" ? out : $0 == "-o{out}" ? "-o" + out : $0
        })
    }
    #expect(try await contents(of: out) == samples)
  }

  /// Everything below a directory, as Python sees it, sorted by the bytes of the path.
  private func contents(of directory: String) async throws -> [Sample] {
    let script = """
      import os, sys
      root = sys.argv[1].encode()
      for folder, folders, names in os.walk(root):
          for name in names + [f for f in folders if os.path.islink(os.path.join(folder, f))]:
              path = os.path.join(folder, name)
              link = os.path.islink(path)
              mode = 'l' if link else 'x' if os.stat(path).st_mode & 0o100 else 'f'
              content = os.readlink(path) if link else open(path, 'rb').read()
              print(os.path.relpath(path, root).hex(), mode, content.hex(), sep=',')
      """
    return try await Command.succeed(["python3", "-c", script, directory]).split(separator: "\n")
      .map { line in
        let fields = line.split(separator: ",", omittingEmptySubsequences: false)
        let mode: PackageEntry.Mode =
          fields[1] == "l" ? .symlink : fields[1] == "x" ? .executable : .file
        return Sample(String(decoding: bytes(fields[0]), as: UTF8.self), mode, bytes(fields[2]))
      }
      .filter { $0.path != ".keep" }
      .sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }

  private func bytes(_ hex: Substring) -> [UInt8] {
    var nibbles = hex.utf8.map { $0 > 0x40 ? $0 - 0x57 : $0 - 0x30 }[...]
    var bytes: [UInt8] = []
    bytes.reserveCapacity(nibbles.count / 2)
    while let high = nibbles.popFirst(), let low = nibbles.popFirst() { bytes.append(high << 4 | low) }
    return bytes
  }
}
