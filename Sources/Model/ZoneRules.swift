/// How far the clocks of a time zone are ahead of UTC, at every moment.
///
/// Foundation knows zones by name only together with ICU, which has three times the size of this program, so the files of
/// the system's time zone database are read here: RFC 9636 (read 2026-11).
package struct ZoneRules: Equatable, Sendable {
  /// The moments at which the offset changes, ascending, and the offset from each on, in seconds.
  private var changes: [(moment: Int64, offset: Int)]
  /// Before the first change.
  private var first: Int
  /// After the last change; nil: as the last change has it.
  private var later: YearlyRules?

  /// The same offset always, in seconds.
  package init(offset: Int) {
    changes = []
    first = offset
    later = nil
  }

  package static func == (left: ZoneRules, right: ZoneRules) -> Bool {
    left.first == right.first && left.later == right.later
      && left.changes.elementsEqual(right.changes) { $0.moment == $1.moment && $0.offset == $1.offset }
  }

  /// Seconds to add to UTC.
  package func offset(at moment: Int64) -> Int {
    var (low, high) = (0, changes.count)
    while low < high {
      let middle = (low + high) / 2
      if changes[middle].moment <= moment { low = middle + 1 } else { high = middle }
    }
    if low == changes.count, let later { return later.offset(at: moment) }
    return low == 0 ? first : changes[low - 1].offset
  }

  /// The earliest and the latest moment at which a clock shows a time, in seconds since 1970-01-01 00:00 of the clock. They
  /// are the same, except where the clock is set back over it; for a time that the clock skips, both are the moment at
  /// which it is set forward.
  package func moments(of clock: Int64) -> ClosedRange<Int64> {
    // No offset has more than 26 hours (RFC 9636, section 3.2).
    let offsets = [offset(at: clock - 26 * 3600), offset(at: clock + 26 * 3600)].map(Int64.init)
    let shown = offsets.map { clock - $0 }.filter { $0 + Int64(offset(at: $0)) == clock }
    if let earliest = shown.min(), let latest = shown.max() { return earliest...latest }
    var (before, after) = (clock - max(offsets[0], offsets[1]), clock - min(offsets[0], offsets[1]))
    let old = offset(at: before)
    while after - before > 1 {
      let middle = before + (after - before) / 2
      if offset(at: middle) == old { before = middle } else { after = middle }
    }
    return after...after
  }
}

extension ZoneRules {
  /// `UTC`, or an offset such as `+08:00`, up to 14 hours; nil for another text.
  package init?(fixed text: String) {
    if ["UTC", "GMT", "Z"].contains(text) {
      self.init(offset: 0)
      return
    }
    let bytes = Array(text.utf8)
    guard bytes.count == 6, let sign = ["+": 1, "-": -1][text.prefix(1)], bytes[3] == UInt8(ascii: ":"),
      let hours = Int(text.dropFirst().prefix(2)), let minutes = Int(text.suffix(2)),
      (0...14).contains(hours), (0..<60).contains(minutes), hours < 14 || minutes == 0,
      bytes[1] != UInt8(ascii: "+"), bytes[4] != UInt8(ascii: "+"), bytes[1] != UInt8(ascii: "-"),
      bytes[4] != UInt8(ascii: "-")
    else { return nil }
    self.init(offset: sign * (hours * 3600 + minutes * 60))
  }

  /// The content of a file of the time zone database, of version 2 or later; nil where it is not one.
  package init?(file: [UInt8]) {
    var reader = ZoneFileReader(file)
    guard let old = reader.header(), old.version >= UInt8(ascii: "2"),
      reader.skip(old.byteCount(timeSize: 4)), let header = reader.header(), header.typeCount > 0
    else { return nil }
    var moments: [Int64] = []
    for _ in 0..<header.timeCount {
      guard let moment = reader.number(8), moment > moments.last ?? .min else { return nil }
      moments.append(moment)
    }
    guard let types = reader.take(header.timeCount) else { return nil }
    var offsets: [Int] = []
    for _ in 0..<header.typeCount {
      guard let offset = reader.number(4), abs(offset) <= 26 * 3600, reader.skip(2) else { return nil }
      offsets.append(Int(offset))
    }
    guard types.allSatisfy({ Int($0) < offsets.count }), reader.skip(header.restByteCount) else { return nil }
    first = offsets[0]
    changes = zip(moments, types).map { ($0, offsets[Int($1)]) }
    // Between two line ends; it is empty where nothing is known of later times.
    let footer = reader.rest.split(separator: UInt8(ascii: "\n")).first.map {
      String(decoding: $0, as: UTF8.self)
    }
    guard let footer else { return }
    guard let rules = YearlyRules(footer) else { return nil }
    later = rules
  }
}

/// Reads big-endian numbers, and never beyond the end.
private struct ZoneFileReader {
  private(set) var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { rest = bytes[...] }

  struct Header {
    var version: UInt8
    var utcCount, standardCount, leapCount, timeCount, typeCount, letterCount: Int

    func byteCount(timeSize: Int) -> Int {
      timeCount * (timeSize + 1) + typeCount * 6 + letterCount + leapCount * (timeSize + 4) + standardCount
        + utcCount
    }

    /// After the types, with times of 8 bytes.
    var restByteCount: Int { letterCount + leapCount * 12 + standardCount + utcCount }
  }

  mutating func header() -> Header? {
    guard let magic = take(4), magic.elementsEqual("TZif".utf8), let version = take(1)?.first, skip(15) else {
      return nil
    }
    var counts: [Int] = []
    for _ in 0..<6 {
      // The largest file has some thousands of each.
      guard let count = number(4), (0...100_000).contains(count) else { return nil }
      counts.append(Int(count))
    }
    return Header(
      version: version, utcCount: counts[0], standardCount: counts[1], leapCount: counts[2],
      timeCount: counts[3], typeCount: counts[4], letterCount: counts[5])
  }

  mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
    guard count <= rest.count else { return nil }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }

  mutating func skip(_ count: Int) -> Bool { take(count) != nil }

  /// Of 4 or 8 bytes, with a sign.
  mutating func number(_ count: Int) -> Int64? {
    guard let bytes = take(count) else { return nil }
    let bits = bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return count == 4 ? Int64(Int32(truncatingIfNeeded: bits)) : Int64(bitPattern: bits)
  }
}
