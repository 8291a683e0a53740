import Model
import Testing

@testable import Chat

/// The vectors were computed with Python's hmac, as the vendors' documents do.
@Suite struct SignatureTests {
  @Test func `DingTalk's signature is that of its document`() {
    #expect(
      DingTalk.signature(at: "1766483290000", secret: Secret("SECthis-is-a-secret"))
        == "zwr9cdcr2sw1YfXfojbBsF3Rm9FGhPH6ZBpeXeGuAng=")
  }

  @Test func `Feishu's signature has the time in the key, and no message`() {
    #expect(
      Feishu.signature(at: "1766483290", secret: Secret("feishu-secret"))
        == "hxcPrTZKYJ7qH65KiIVADxLppKWlAnp/MwCb+NzzwiU=")
  }
}
