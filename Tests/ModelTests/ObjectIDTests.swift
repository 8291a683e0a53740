import Model
import Testing

@Suite struct ObjectIDTests {
  private static let short = "0123456789abcdef0123456789abcdef01234567"
  private static let long = "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210"

  @Test(arguments: [short, long, String(repeating: "0", count: 40), String(repeating: "f", count: 64)])
  func `an id is the digits it was made of`(hex: String) throws {
    let id = try #require(ObjectID(hex))
    #expect(id.hex == hex && "\(id)" == hex && id.prefix(7) == String(hex.prefix(7)))
    #expect(id.byteCount == hex.utf8.count / 2)
    #expect(hex == id.bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
    #expect(ObjectID(hex) == id)
  }

  @Test func `an id of 20 bytes can be made of numbers, the first byte lowest`() throws {
    let id = try #require(ObjectID(Self.short))
    let numbers = try #require(id.sha1)
    #expect(numbers == (0xefcd_ab89_6745_2301, 0xefcd_ab89_6745_2301, 0x6745_2301))
    #expect(ObjectID(sha1: numbers) == id)
    #expect(try #require(ObjectID(Self.long)).sha1 == nil)
  }

  @Test(arguments: [
    "", "0123", short + "0", String(short.dropLast()), short.uppercased(), String(short.dropLast()) + "g",
  ])
  func `any other text is not an id`(text: String) { #expect(ObjectID(text) == nil) }

  @Test func `ids are ordered as their digits are`() {
    let zeros = String(repeating: "0", count: 40)
    var texts = [Self.short, zeros]
    for index in 0..<40 {
      for digit in ["1", "8", "f"] { texts.append(zeros.prefix(index) + digit + zeros.dropFirst(index + 1)) }
    }
    #expect(texts.compactMap(ObjectID.init).sorted().map(\.hex) == texts.sorted())
  }
}
