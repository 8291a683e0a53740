import Model
import Testing

@Suite struct PercentEncodingTests {
  @Test(arguments: ["", "a b", "ä/ö?&=%+", "\u{1F6A3}", "\n\u{0}", "-._~"])
  func `what was percent-encoded is decoded to itself`(text: String) {
    #expect(percentDecoded(percentEncoded(text)) == text)
  }

  @Test func `digits are read in either case, and a plus sign is itself`() {
    #expect(percentDecoded("%c3%A4+b") == "ä+b")
  }

  @Test(arguments: ["%", "%4", "a%g0", "%4g", "%%41", "%c3", "%ff%fe"])
  func `text that is not percent-encoded has no meaning`(text: String) {
    #expect(percentDecoded(text) == nil)
  }
}
