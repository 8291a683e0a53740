import Model
import Testing

@testable import Digest

@Suite struct VectorTests {
  // FIPS 180-4 examples, RFC 1321 and RFC 4231.
  @Test func `published digests reproduce`() {
    #expect(sha256Hex([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(
      sha256Hex(Array("abc".utf8)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(hex(HashFunction.sha1.digest(Array("abc".utf8))) == "a9993e364706816aba3e25717850c26c9cd0d89d")
    #expect(hex(HashFunction.md5.digest(Array("abc".utf8))) == "900150983cd24fb0d6963f7d28e17f72")
  }

  @Test func `RFC 4231 case 2 reproduces`() {
    let mac = HashFunction.sha256.authenticate("what do ya want for nothing?".utf8, key: "Jefe".utf8)
    #expect(hex(mac) == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
  }

  @Test func `a hash fed in pieces equals the whole`() {
    let bytes = (0..<10_000).map { UInt8(truncatingIfNeeded: $0) }
    var running = RunningHash(.sha256)
    running.update(Array(bytes[..<1]))
    running.update([])
    running.update(Array(bytes[1...]))
    #expect(running.finish() == HashFunction.sha256.digest(bytes))
  }

  /// Whether SHA-256 is to use the processor's instructions: both ways where it has them.
  private static let ways = ProcessorSHA256.isAvailable ? [true, false] : [false]

  // FIPS 180-4's examples and the million times "a" (NIST, "SHA-256 examples").
  @Test(arguments: ways) func `SHA-256 is right with and without the processor's instructions`(
    usesProcessor: Bool
  ) {
    func digest(_ pieces: [[UInt8]]) -> String {
      var running = RunningHash(.sha256, usesProcessor: usesProcessor)
      for piece in pieces { running.update(piece) }
      return hex(running.finish())
    }
    let twoBlocks = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"
    #expect(digest([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(
      digest([Array(twoBlocks.utf8)]) == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
    let thousand = [UInt8](repeating: UInt8(ascii: "a"), count: 1000)
    #expect(
      digest([[UInt8]](repeating: thousand, count: 1000))
        == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test func `every length and every cut hashes as mbedTLS does`() {
    let bytes = (0..<300).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    for way in Self.ways {
      for count in 0...bytes.count {
        var plain = RunningHash(.sha256, usesProcessor: false)
        plain.update(Array(bytes[..<count]))
        let whole = plain.finish()
        for cut in Set([0, 1, 63, 64, 65, count / 2]).filter({ $0 <= count }) {
          var running = RunningHash(.sha256, usesProcessor: way)
          running.update(Array(bytes[..<cut]))
          running.update(Array(bytes[cut..<count]))
          #expect(running.finish() == whole, "\(count) bytes, cut at \(cut)")
        }
      }
    }
  }

  // The catalogue of parametrised CRC algorithms, "CRC-64/XZ".
  @Test func `the published checksum reproduces, in one piece and in many`() {
    #expect(crc64(Array("123456789".utf8)) == 0x995D_C9BB_DF19_39FA)
    #expect(crc64(Array("123456789".utf8)) == 11_051_210_869_376_104_954)
    #expect(crc64([]) == 0)
    var running = CRC64()
    for byte in "123456789".utf8 { running.update([byte]) }
    #expect(running.value == 0x995D_C9BB_DF19_39FA)
    let bytes = (0..<100).map { UInt8($0 * 37 & 0xFF) }
    for cut in 0...bytes.count {
      var running = CRC64()
      running.update(Array(bytes[..<cut]))
      for byte in bytes[cut...] { running.update([byte]) }
      #expect(running.value == crc64(bytes), "cut at \(cut)")
    }
  }

  @Test(arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")])
  func `RFC 4648 base64 reproduces`(plain: String, encoded: String) {
    #expect(base64(plain.utf8) == encoded)
  }
}
