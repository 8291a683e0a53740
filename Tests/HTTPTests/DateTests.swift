import HTTP
import Model
import Testing

@Suite struct DateTests {
  @Test func `dates are read as the clouds write them`() {
    #expect(HTTPDate.parse("Sun, 06 Nov 1994 08:49:37 GMT") == Timestamp(seconds: 784_111_777))
    #expect(ISODate.parse("2026-01-02T03:04:05Z") == Timestamp(seconds: 1_767_323_045))
  }

  @Test(arguments: [
    "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Sun, 06 Nov 1994 08:49:37 GMT",
  ])
  func `dates are read in each form that a server may send`(text: String) {
    #expect(HTTPDate.parse(text) == Timestamp(seconds: 784_111_777))
  }

  @Test(arguments: [
    "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 06 Nov 1994 8:49:37 GMT",
    "Sun, 06 Nov 1994 08:49 GMT", "Sun, 06 nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT",
    "Thu, 29 Feb 2023 08:49:37 GMT", "Sun, +6 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-1994 08:49:37 GMT",
    "Sun Nov 006 08:49:37 1994", "Sun, 06 Nov 1994 08:49:37 GMT+1", "1994-11-06T08:49:37Z", "784111777",
  ])
  func `a date that is not one is not guessed`(text: String) {
    #expect(HTTPDate.parse(text) == nil)
  }

  @Test func `a year of two digits is of the last century from 69 on`() {
    #expect(HTTPDate.parse("Friday, 31-Dec-68 23:59:59 GMT")?.utc.year == 2068)
    #expect(HTTPDate.parse("Wednesday, 01-Jan-69 00:00:00 GMT")?.utc.year == 1969)
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
