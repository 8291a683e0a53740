import Model

final class TencentCloud: Sendable {
  init(
    scenario: Scenario, credentials: [EmulatedCloud.Credentials], services: [EmulatedCloud.Service],
    pace: EmulatedCloud.Pace, now: @escaping @Sendable () -> Timestamp
  ) {}
  func screen(_ head: RequestHead) -> Interception? { nil }
  func reply(to request: RecordedRequest) -> Reply { .lose }
  func executions(of action: String) -> Int { 0 }
  func advance(by duration: Duration) {}
  var uploads: [RecordedBody] { [] }
}
