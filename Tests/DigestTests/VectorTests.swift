import Digest
import Testing

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

  @Test(arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")])
  func `RFC 4648 base64 reproduces`(plain: String, encoded: String) {
    #expect(base64(plain.utf8) == encoded)
  }
}
