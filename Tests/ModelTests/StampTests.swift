import Model
import Testing

@Suite struct StampTests {
  let stamp = Stamp(commit: "0123456789ab", tree: "ba9876543210", config: "00ff00")

  @Test func `a stamp is read back from the end of a remark`() {
    #expect(Stamp(in: "1.2.3 fix login (0123 A) \(stamp)") == stamp)
  }

  @Test func `the last well-formed stamp counts`() {
    let older = "sampan:aaaaaaaaaaaa.bbbbbbbbbbbb.cccccc"
    #expect(Stamp(in: "\(older) \(stamp) sampan:short.x.y") == stamp)
  }

  @Test(arguments: [
    "", "1.2.3", "sampan:", "sampan:0123456789ab.ba9876543210", "sampan:0123456789AB.ba9876543210.00ff00",
  ])
  func `a remark without one has no stamp`(remark: String) {
    #expect(Stamp(in: remark) == nil)
  }
}
