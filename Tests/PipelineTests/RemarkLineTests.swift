import Model
import Pipeline
import Support
import Testing

@Suite struct RemarkLineTests {
  let stamp = Stamp(commit: "0123456789ab", tree: "ba9876543210", config: "00ff00")
  let limit = RemarkLimit(characters: 100, utf8Bytes: 255)

  @Test func `a remark ends in the stamp`() {
    #expect(
      RemarkLine.make("1.2.3 fix login", stamp: stamp, within: limit)
        == "1.2.3 fix login sampan:0123456789ab.ba9876543210.00ff00")
  }

  @Test func `a remark is one line without controls or turned writing`() {
    let hostile = "a\r\nb\u{1B}[31mc\u{202E}d\u{2028}e\u{0}f\tg"
    #expect(RemarkLine.make(hostile, stamp: stamp, within: limit) == "a b [31mc d e f g \(stamp)")
  }

  @Test(arguments: [
    String(repeating: "x", count: 5000), String(repeating: "修", count: 5000),
    String(repeating: "👨‍👩‍👧‍👦", count: 500), String(repeating: "e\u{301}", count: 500),
  ])
  func `a long remark is cut between graphemes and keeps its stamp`(text: String) {
    let remark = RemarkLine.make(text, stamp: stamp, within: limit)
    // The most of graphemes, code points and UTF-16 units: clouds differ in what they count.
    #expect(remark.utf16.count <= 100)
    #expect(remark.utf8.count <= 255)
    #expect(Stamp(in: remark) == stamp)
    let kept = remark.prefix { $0 != "…" }
    #expect(text.hasPrefix(kept))
    #expect(!kept.isEmpty)
  }

  @Test(arguments: ["x", "\u{301}", "\u{0}", " ", "👩‍👧"])
  func `a remark of 10 MB costs nothing`(text: String) {
    let long = String(repeating: text, count: 10_000_000 / text.utf8.count)
    let start = ContinuousClock.now
    let remark = RemarkLine.make(long, stamp: stamp, within: limit)
    #expect(ContinuousClock.now - start < .seconds(3))
    #expect(Stamp(in: remark) == stamp)
    #expect(remark.utf16.count <= 100)
  }

  @Test func `a remark that was forged in a commit message does not pass for the stamp`() {
    let remark = RemarkLine.make(
      "sampan:ffffffffffff.ffffffffffff.ffffff", stamp: stamp, within: limit)
    #expect(Stamp(in: remark) == stamp)
  }

  @Test func `a limit with no room for text leaves the stamp alone`() {
    let remark = RemarkLine.make("text", stamp: stamp, within: RemarkLimit(characters: 40, utf8Bytes: 40))
    #expect(remark == stamp.description)
  }
}
