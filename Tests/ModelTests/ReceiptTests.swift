import Model
import Testing

@Suite struct ReceiptTests {
  private static let stamp = Stamp(commit: "cccccccccccc", tree: "777777777777", config: "ffffff")

  @Test(arguments: [
    Receipt.Kind.rollout, .traffic, .restoration, .reversal, .confirmation(step: 3), .confirmation(step: nil),
  ])
  func `a receipt that is written as JSON is read as it was`(kind: Receipt.Kind) {
    var receipt = Receipt(kind, operation: "7", baseline: "6", release: "api-007", stamp: Self.stamp)
    #expect(Receipt(json: receipt.json) == receipt)
    receipt.isRegistered = true
    (receipt.operation, receipt.release, receipt.stamp) = (nil, nil, nil)
    #expect(Receipt(json: receipt.json) == receipt)
  }

  @Test(arguments: [.null, [:], ["kind": "rollout"], ["kind": "other", "baseline": ""]] as [JSON])
  func `other JSON is no receipt`(json: JSON) {
    #expect(Receipt(json: json) == nil)
  }
}
