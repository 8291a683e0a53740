import Model
import Support
import Testing

@testable import Report

struct `Numbers as a person reads them` {
  @Test(arguments: [
    (0, "0 B"), (999, "999 B"), (1000, "1 kB"), (1234, "1.2 kB"), (310_400, "310 kB"), (999_499, "999 kB"),
    (999_500, "1 MB"), (1_200_000, "1.2 MB"), (5_000_000_000, "5 GB"),
  ])
  func `bytes`(count: Int, text: String) { #expect(Amounts.bytes(count) == text) }

  @Test(arguments: [
    (Duration.milliseconds(0), "0 s"), (.milliseconds(321), "0.3 s"), (.seconds(60), "60 s"),
    (.seconds(150), "2 min 30 s"), (.seconds(120), "2 min"), (.seconds(3900), "1 h 5 min"),
    (.seconds(-5), "0 s"), (.seconds(Int64.max), "277777 h 46 min"),
  ])
  func `time`(duration: Duration, text: String) { #expect(Amounts.time(duration).description == text) }

  @Test(arguments: [-1, 0, 1, .max], [-1, 0, 1, Int.max])
  func `an upload of any size and any age has a text`(sent: Int, total: Int) {
    for elapsed in [Duration.zero, .nanoseconds(1), .seconds(Int64.max), .seconds(-1)] {
      let progress = ByteProgress(done: sent, total: total, elapsed: elapsed)
      #expect(progress.text.contains(" % ") == false && progress.bar.count == 22)
    }
  }
}
