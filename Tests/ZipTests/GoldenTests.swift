import Digest
import Model
import Support
import Testing

@testable import Zip

/// The vectors were made by a writer in Python that follows the same rules.
@Suite struct GoldenTests {
  @Test func `no entries give the bare end record`() throws {
    #expect(hex(try zip([])) == "504b0506000000000000000000000000000000000000")
  }

  @Test func `one stored file gives the golden bytes`() throws {
    #expect(
      hex(try zip([Sample("a.txt", .file, "hello\n")])) == """
        504b0304140000080000aab16e5720303a36060000000600000005000000612e74787468656c6c6f0a\
        504b01021403140000080000aab16e5720303a36060000000600000005000000\
        0000000000000000a48100000000612e747874\
        504b0506000000000100010033000000290000000000
        """)
  }

  @Test func `an empty file, an executable and a Chinese name give the golden bytes`() throws {
    let bytes = try zip([
      Sample("a.txt", .file, ""), Sample("bin/run.sh", .executable, "#!/bin/sh\necho hi\n"),
      Sample("说明.txt", .file, "你好\n"),
    ])
    #expect(bytes.count == 325)
    #expect(sha256Hex(bytes) == "0df030a00c8cb63120a35acd83d87602f2c1f4eaf607d1a4aa9d941686719e71")
  }

  @Test func `compressing or storing, the same entries give the same bytes`() throws {
    for level in [0, 1, 6, 9] {
      let samples = randomSamples(seed: 7)
      #expect(try zip(samples, level: level) == zip(samples, level: level))
    }
  }

  @Test func `content that deflate does not make smaller is stored`() throws {
    var random = SeededRandom(seed: 1)
    let noise = (0..<1000).map { _ in UInt8.random(in: 0...255, using: &random) }
    #expect(try CompressedEntry(noise, level: 9).method == .stored)
    #expect(try CompressedEntry([7], level: 9).method == .stored)
    let calm = try CompressedEntry([UInt8](repeating: 7, count: 1000), level: 6)
    #expect(calm.method == .deflated)
    #expect(calm.bytes.count < 20)
    #expect(try CompressedEntry([UInt8](repeating: 7, count: 1000), level: 0).method == .stored)
  }

  @Test func `the published check value of CRC-32 reproduces`() {
    #expect(crc32(of: Array("123456789".utf8)) == 0xCBF4_3926)
    #expect(crc32(of: [], continuing: 7) == 7)
    #expect(crc32(of: Array("6789".utf8), continuing: crc32(of: Array("12345".utf8))) == 0xCBF4_3926)
  }

  @Test(arguments: [
    (315_532_800, 0x0021, 0), (0, 0x0021, 0), (Int64.min, 0x0021, 0),
    (4_354_819_198, 0xFF9F, 0xBF7D), (Int64.max, 0xFF9F, 0xBF7D),
    (1_700_000_000, 0x576E, 0xB1AA), (1_700_000_001, 0x576E, 0xB1AA),
  ])
  func `times are cut to even seconds and clamped to what zip can record`(
    seconds: Int64, date: Int, time: Int
  ) {
    #expect(dosTime(Timestamp(seconds: seconds)) == DOSTime(date: UInt16(date), time: UInt16(time)))
  }

  @Test func `a file that changed after it was listed stops the packaging`() throws {
    let failure = #expect(throws: Failure.self) {
      try ZipWriter.write(
        [entry("a.txt", size: 3)], time: noon, level: 6, open: reading { _ in [1, 2] }, sink: { _ in })
    }
    #expect(failure?.kind == .repository)
    #expect(failure?.what.contains("\"a.txt\" changed") == true)
  }

  @Test func `failures of the reader and of the disk come through as they are`() throws {
    let full = Failure(.repository, "no space left")
    let one = [entry("a", size: 1)]
    #expect(throws: full) {
      try ZipWriter.write(
        one, time: noon, level: 6, open: reading { _ throws(Failure) in throw full }, sink: { _ in })
    }
    #expect(throws: full) {
      try ZipWriter.write(
        one, time: noon, level: 6, open: reading { _ in [1] }, sink: { _ throws(Failure) in throw full })
    }
    #expect(throws: full) {
      try ZipWriter.write(
        one, time: noon, level: 6, open: { () throws(Failure) in throw full }, sink: { _ in })
    }
  }

  @Test func `a path longer than a zip can hold is refused`() throws {
    let failure = #expect(throws: Failure.self) {
      try zip([Sample(String(repeating: "a", count: 65_536), .file, "")])
    }
    #expect(failure?.kind == .repository)
  }
}
