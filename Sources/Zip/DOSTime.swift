import Model

/// A moment as zip records it: UTC, two-second steps, 1980 to 2107. Layout: .ZIP File Format Specification
/// (APPNOTE.TXT) §4.4.6.
struct DOSTime: Equatable {
  /// Year from 1980, month and day from the highest bit down.
  var date: UInt16
  /// Hour, minute and half the second from the highest bit down.
  var time: UInt16
}

/// The nearest moment that zip can record, not later than the given one where there is a choice.
func dosTime(_ moment: Timestamp) -> DOSTime {
  let first: Int64 = 315_532_800  // 1980-01-01T00:00:00Z
  let last: Int64 = 4_354_819_198  // 2107-12-31T23:59:58Z
  let utc = Timestamp(seconds: min(max(moment.seconds, first), last)).utc
  return DOSTime(
    date: UInt16(utc.year - 1980) << 9 | UInt16(utc.month) << 5 | UInt16(utc.day),
    time: UInt16(utc.hour) << 11 | UInt16(utc.minute) << 5 | UInt16(utc.second / 2))
}
