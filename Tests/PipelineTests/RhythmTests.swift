import Model
import Support
import Testing

@testable import Pipeline

@Suite struct RhythmTests {
  let polling = Polling(shortest: .seconds(5), usual: .seconds(10), registration: .zero)

  @Test func `without a past it looks often for a minute`() {
    let rhythm = Rhythm(polling, interval: nil, past: [])
    #expect(rhythm.pause(after: .zero) == .seconds(5))
    #expect(rhythm.pause(after: .seconds(59)) == .seconds(5))
    #expect(rhythm.pause(after: .seconds(60)) == .seconds(10))
  }

  @Test func `it looks often about the time when rollouts of the target ended, and does not sleep into it`() {
    let rhythm = Rhythm(polling, interval: nil, past: [.seconds(200), .seconds(180)])
    let pauses = [100, 163, 167, 170, 210, 211].map { rhythm.pause(after: .seconds($0)) }
    #expect(pauses == [.seconds(10), .seconds(7), .seconds(5), .seconds(5), .seconds(5), .seconds(10)])
  }

  @Test func `it never looks more often than the limits allow, or more rarely than usual`() {
    for past in [[], [1], [70], [61, 3000]] {
      let rhythm = Rhythm(polling, interval: nil, past: past.map { .seconds($0) })
      for second in 0...4000 {
        #expect((polling.shortest...polling.usual).contains(rhythm.pause(after: .seconds(second))))
      }
    }
  }

  @Test func `what the config says holds at every time`() {
    let rhythm = Rhythm(polling, interval: .seconds(2), past: [.seconds(100)])
    for second in [0, 70, 100, 500] { #expect(rhythm.pause(after: .seconds(second)) == .seconds(2)) }
  }
}
