import HTTP
import Model
import Testing

@Suite struct DateTests {
  @Test func `dates are read as the clouds write them`() {
    #expect(HTTPDate.parse("Sun, 06 Nov 1994 08:49:37 GMT") == Timestamp(seconds: 784_111_777))
    #expect(ISODate.parse("2026-01-02T03:04:05Z") == Timestamp(seconds: 1_767_323_045))
  }

  /// Nil or a moment that can be computed with: never a trap.
  @Test(arguments: [
    "99999", "999999999", "99999999999999999999", "0000", "-1", "+9223372036854775807", "1e300", "NaN", "",
  ])
  func `a year of any kind is survived`(year: String) {
    for time in [
      HTTPDate.parse("Fri, 31 Dec \(year) 23:59:59 GMT"), ISODate.parse("\(year)-12-31T23:59:59Z"),
      ISODate.parse(year), HTTPDate.parse(year),
    ] {
      guard let time else { continue }
      #expect(abs(time.seconds) < 1_000_000_000_000)
    }
  }
}
