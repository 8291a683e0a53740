import Digest
import Model
import Support
import Testing

@testable import Zip

/// The borders at which the long records appear, without files of that length.
@Suite struct Zip64Tests {
  private func record(size: UInt64 = 1, compressed: UInt64 = 1, offset: UInt64 = 0) -> ZipRecord {
    ZipRecord(
      name: Array("a".utf8), mode: 0o100644, method: .deflated, checksum: 0x0403_0201,
      compressedSize: compressed, contentSize: size, time: dosTime(noon), offset: offset)
  }

  @Test func `just below 4 GiB the headers are short`() {
    let record = record(size: 0xFFFF_FFFE, compressed: 0xFFFF_FFFE, offset: 0xFFFF_FFFE)
    #expect(
      hex(record.localHeader)
        == "504b03041400000808 00aab16e57 01020304 feffffff feffffff 0100 0000 61".packed)
    #expect(
      hex(record.centralHeader)
        == """
        504b0102 1403 1400 0008 0800 aab16e57 01020304 feffffff feffffff 0100 0000 0000 0000 0000 0000a481
        feffffff 61
        """.packed)
  }

  @Test func `from 4 GiB on both sizes move to the extra field`() {
    let record = record(size: 0xFFFF_FFFF, compressed: 5)
    #expect(
      hex(record.localHeader)
        == """
        504b0304 2d00 0008 0800 aab16e57 01020304 ffffffff ffffffff 0100 1400 61
        0100 1000 ffffffff00000000 0500000000000000
        """.packed)
    #expect(
      hex(record.centralHeader)
        == """
        504b0102 2d03 2d00 0008 0800 aab16e57 01020304 ffffffff ffffffff 0100 1400 0000 0000 0000 0000a481
        00000000 61 0100 1000 ffffffff00000000 0500000000000000
        """.packed)
  }

  @Test func `an entry that begins beyond 4 GiB has its offset in the extra field`() {
    let record = record(offset: 0x1_2345_6789)
    #expect(hex(record.localHeader).hasPrefix("504b03041400"))
    #expect(
      hex(record.centralHeader)
        == """
        504b0102 2d03 2d00 0008 0800 aab16e57 01020304 01000000 01000000 0100 0c00 0000 0000 0000 0000a481
        ffffffff 61 0100 0800 8967452301000000
        """.packed)
  }

  @Test func `long records read back as they were written`() throws {
    for size in [1, 0xFFFF_FFFE, 0xFFFF_FFFF, 0x1_0000_0000] as [UInt64] {
      for offset in [0, 0xFFFF_FFFE, 0xFFFF_FFFF, 1 << 40] as [UInt64] {
        let record = record(size: size, offset: offset)
        var reader = LittleEndianReader(record.centralHeader + [9])
        #expect(ZipRecord(takingCentralHeaderFrom: &reader) == record)
        #expect(reader.rest == [9])
      }
    }
    for end in [
      ZipEnd(entryCount: 3, directorySize: 200, directoryOffset: 1 << 33),
      ZipEnd(entryCount: 70_000, directorySize: 1 << 32, directoryOffset: 1),
      ZipEnd(entryCount: 65_535, directorySize: 7, directoryOffset: 0xFFFF_FFFF),
    ] {
      #expect(ZipEnd(endOf: end.bytes) == end)
    }
  }

  @Test func `a directory beyond 4 GiB has a long end record and its locator`() {
    let end = ZipEnd(entryCount: 2, directorySize: 0x60, directoryOffset: 0x1_0000_0000)
    #expect(
      hex(end.bytes)
        == """
        504b0606 2c00000000000000 2d03 2d00 00000000 00000000 0200000000000000 0200000000000000
        6000000000000000 0000000001000000
        504b0607 00000000 6000000001000000 01000000
        504b0506 0000 0000 0200 0200 60000000 ffffffff 0000
        """.packed)
  }

  @Test(arguments: [65_534, 65_535, 65_536])
  func `archives around 65,535 entries read the same everywhere`(count: Int) async throws {
    let samples = (0..<count).map { Sample("f\($0 + 100_000)", .file, "\($0 % 7)") }
    let bytes = try zip(samples, level: 6)
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let file = try folder.write("many.zip", bytes)
    #expect(bytes.suffix(98).starts(with: [0x50, 0x4b, 6, 6]) == (count >= 65_535))
    #expect(try Unzip.list(file).count == count)
    let counted = try await Command.succeed([
      "python3", "-c",
      """
      import sys, zipfile
      z = zipfile.ZipFile(sys.argv[1])
      print(len(z.namelist()), z.testzip(), z.read('f165533'))
      """, file,
    ])
    #expect(counted.trimmingNewline == "\(count) None b'\(65_533 % 7)'")
    for judge in [["unzip", "-tqq", file], ["7z", "t", file], ["bsdtar", "-tf", file]] {
      try await judged(by: judge)
    }
  }
}

extension String {
  /// Hexadecimal without the spaces it was written with.
  fileprivate var packed: String { filter { !$0.isWhitespace } }
}
