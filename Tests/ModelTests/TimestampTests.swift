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
}
