import Model
import Testing

@Suite struct TimestampTests {
  // Expected values are GNU date's: date -u -d @N +%FT%TZ
  @Test(arguments: [
    (0, "1970-01-01T00:00:00Z"), (1_700_000_000, "2023-11-14T22:13:20Z"),
    (951_782_400, "2000-02-29T00:00:00Z"), (1_704_067_199, "2023-12-31T23:59:59Z"),
    (1_704_067_200, "2024-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"),
    (4_354_819_198, "2107-12-31T23:59:58Z"), (-2_208_988_800, "1900-01-01T00:00:00Z"),
    (4_107_542_400, "2100-03-01T00:00:00Z"), (253_402_300_799, "9999-12-31T23:59:59Z"),
  ])
  func `a moment is put on the UTC calendar as GNU date does`(seconds: Int64, expected: String) {
    #expect(Timestamp(seconds: seconds).utc.iso8601 == expected)
  }

  @Test(arguments: [Int64.min, -1_000_000_000_000_000_000, .max])
  func `a moment of any number has a date`(seconds: Int64) {
    let time = Timestamp(seconds: seconds).utc
    #expect((1...12).contains(time.month) && (1...31).contains(time.day) && (0..<24).contains(time.hour))
  }

  @Test(arguments: [
    -62_135_596_800, -2_208_988_800, -1, 0, 951_782_400, 951_868_800, 1_704_067_199, 1_704_067_200,
    4_107_542_399, 4_107_542_400, 253_402_300_799,
  ])
  func `a moment is made of its date and time`(seconds: Int64) {
    let time = Timestamp(seconds: seconds).utc
    let again = Timestamp(
      year: time.year, month: time.month, day: time.day, hour: time.hour, minute: time.minute,
      second: time.second)
    #expect(again == Timestamp(seconds: seconds))
  }

  @Test func `there are dates of the calendar only`() {
    func date(_ year: Int, _ month: Int, _ day: Int) -> Timestamp? {
      Timestamp(year: year, month: month, day: day, hour: 0, minute: 0, second: 0)
    }
    #expect(date(2024, 2, 29) != nil && date(2023, 2, 29) == nil && date(2100, 2, 29) == nil)
    #expect(date(2024, 4, 31) == nil && date(2024, 0, 1) == nil && date(2024, 13, 1) == nil)
    #expect(date(2024, 1, 0) == nil && date(2024, 1, 32) == nil && date(0, 1, 1) == nil)
    #expect(date(10_000, 1, 1) == nil)
    #expect(
      Timestamp(year: 2016, month: 12, day: 31, hour: 23, minute: 59, second: 60)
        == Timestamp(seconds: 1_483_228_800))
  }
}
