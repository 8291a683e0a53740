import Foundation
import Model
import Testing

@Suite struct FreezeTests {
  private func freeze(_ from: String, _ to: String) throws -> Freeze {
    let bounds = [try #require(Freeze.Bound(from)), try #require(Freeze.Bound(to))]
    return Freeze(
      place: Place(file: "f"), span: try #require(Freeze.Span(from: bounds[0], to: bounds[1])), zone: "z",
      zonePlace: Place(file: "f"))
  }

  private func moment(_ text: String) throws -> Timestamp {
    let numbers = text.split { "-: ".contains($0) }.compactMap { Int($0) }
    return try #require(
      Timestamp(
        year: numbers[0], month: numbers[1], day: numbers[2], hour: numbers[3], minute: numbers[4], second: 0)
    )
  }

  private func zone(_ name: String) throws -> ZoneRules {
    let file = try Data(contentsOf: URL(fileURLWithPath: "/usr/share/zoneinfo/\(name)"))
    return try #require(ZoneRules(file: Array(file)))
  }

  private func end(_ freeze: Freeze, at now: String, _ rules: ZoneRules) throws -> String? {
    freeze.end(at: try moment(now), rules).map { "\($0.utc.date) \($0.utc.clock)" }
  }

  @Test func `a weekend begins on Friday and ends on Monday, in its zone`() throws {
    let weekend = try freeze("Fri 18:00", "Mon 08:00")
    let rules = try #require(ZoneRules(fixed: "+08:00"))
    // 2026-11-27 is a Friday.
    #expect(try end(weekend, at: "2026-11-27 09:59", rules) == nil)
    #expect(try end(weekend, at: "2026-11-27 10:00", rules) == "2026-11-30 00:00")
    #expect(try end(weekend, at: "2026-11-29 23:59", rules) == "2026-11-30 00:00")
    #expect(try end(weekend, at: "2026-11-30 00:00", rules) == nil)
    let night = try freeze("Tue 08:00", "Tue 07:00")
    #expect(try end(night, at: "2026-12-01 06:59", ZoneRules(offset: 0)) == "2026-12-01 07:00")
    #expect(try end(night, at: "2026-12-01 07:30", ZoneRules(offset: 0)) == nil)
    #expect(try end(night, at: "1969-12-30 07:30", ZoneRules(offset: 0)) == nil)
    #expect(try end(night, at: "1969-12-30 08:30", ZoneRules(offset: 0)) == "1970-01-06 07:00")
  }

  @Test func `a date at the end includes its day, a time does not include its minute`() throws {
    let holidays = try freeze("2026-12-24", "2027-01-02")
    #expect(try end(holidays, at: "2026-12-23 23:59", ZoneRules(offset: 0)) == nil)
    #expect(try end(holidays, at: "2027-01-02 23:59", ZoneRules(offset: 0)) == "2027-01-03 00:00")
    let hour = try freeze("2026-12-24T18:00", "2026-12-24 19:00")
    #expect(try end(hour, at: "2026-12-24 19:00", ZoneRules(offset: 0)) == nil)
    #expect(try end(freeze("2026-12-24", "2026-12-24"), at: "2026-12-24 12:00", ZoneRules(offset: 0)) != nil)
  }

  @Test func `ends that do not fit together are no window`() throws {
    func span(_ from: String, _ to: String) throws -> Freeze.Span? {
      Freeze.Span(from: try #require(Freeze.Bound(from)), to: try #require(Freeze.Bound(to)))
    }
    #expect(try span("Fri 18:00", "Fri 18:00") == nil)
    #expect(try span("2026-12-24", "2026-12-23") == nil)
    #expect(try span("2026-12-24 18:00", "2026-12-24 18:00") == nil)
    #expect(try span("Fri 18:00", "2026-12-24") == nil)
    for text in [
      "", "Fri", "fri 18:00", "Fri 24:00", "Fri 18:60", "2026-02-29", "2026-13-01", "2026-12-24 1:00",
      "2026-12-24x18:00", "Fri  18:00", "0000-01-01", "２０２６-12-24",
    ] {
      #expect(Freeze.Bound(text) == nil, "\(text)")
    }
  }

  @Test func `a window is longest where the clock is set back, and a skipped end is when it is set forward`()
    throws
  {
    let berlin = try zone("Europe/Berlin")
    // Set forward from 02:00 to 03:00 on 2027-03-28, 01:00 UTC.
    let spring = try freeze("Sun 02:30", "Sun 05:00")
    #expect(try end(spring, at: "2027-03-28 00:59", berlin) == nil)
    #expect(try end(spring, at: "2027-03-28 01:00", berlin) == "2027-03-28 03:00")
    // Set back from 03:00 to 02:00 on 2026-10-25, 01:00 UTC: 02:30 is 00:30 and 01:30 UTC.
    let autumn = try freeze("Sat 12:00", "Sun 02:30")
    #expect(try end(autumn, at: "2026-10-25 00:45", berlin) == "2026-10-25 01:30")
    #expect(try end(freeze("Sun 02:30", "Sun 06:00"), at: "2026-10-25 00:30", berlin) == "2026-10-25 05:00")
  }

  @Test func `windows that touch are one freeze`() throws {
    let windows = [try freeze("Fri 18:00", "Mon 00:00"), try freeze("Mon 00:00", "Mon 08:00")]
    let hold = try windows.hold(at: try moment("2026-11-28 00:00")) { _ in ZoneRules(offset: 0) }
    #expect(hold?.shownEnd == "2026-11-30 08:00 z")
    let always = [try freeze("Mon 00:00", "Fri 00:00"), try freeze("Thu 00:00", "Tue 00:00")]
    #expect(try always.hold(at: try moment("2026-11-28 00:00")) { _ in ZoneRules(offset: 0) } != nil)
  }

  @Test func `offsets are written with a sign, hours and minutes`() {
    #expect(ZoneRules(fixed: "-03:30")?.offset(at: 0) == -12_600)
    #expect(ZoneRules(fixed: "UTC")?.offset(at: 0) == 0)
    for text in ["+8", "08:00", "+15:00", "+14:30", "+08:60", "+0800", "++8:00", "+08:+1"] {
      #expect(ZoneRules(fixed: text) == nil, "\(text)")
    }
  }

  /// The judge is Python's reader of the same files.
  @Test func `offsets of zones are those that Python has, from 1900 to 2100`() async throws {
    let names = [
      "Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Santiago",
      "Africa/Casablanca", "Europe/Dublin", "Asia/Tehran", "Pacific/Apia", "America/Godthab", "Etc/GMT+5",
    ]
    let script = """
      import sys, zoneinfo, datetime as d
      for name in sys.argv[1:]:
        zone = zoneinfo.ZoneInfo(name)
        for t in range(-2208988800, 4102444800, 1234567):
          print(name, t, int(d.datetime.fromtimestamp(t, zone).utcoffset().total_seconds()))
      """
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", script] + names
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    var rules: [String: ZoneRules] = [:]
    var count = 0
    for line in String(decoding: output, as: UTF8.self).split(separator: "\n") {
      let parts = line.split(separator: " ").map(String.init)
      let known = try rules[parts[0]] ?? zone(parts[0])
      rules[parts[0]] = known
      let moment = try #require(Int64(parts[1]))
      #expect(known.offset(at: moment) == Int(parts[2]), "\(line)")
      count += 1
    }
    #expect(count > 50_000)
  }

  @Test func `a damaged file of the time zone database is not a zone`() throws {
    let file = Array(try Data(contentsOf: URL(fileURLWithPath: "/usr/share/zoneinfo/Europe/Berlin")))
    for length in stride(from: 0, to: file.count - 1, by: 7) {
      _ = ZoneRules(file: Array(file.prefix(length)))
    }
    #expect(ZoneRules(file: Array(file.prefix(100))) == nil)
    #expect(ZoneRules(file: Array("TZif".utf8)) == nil)
    for index in file.indices.prefix(200) {
      var damaged = file
      damaged[index] = 0xFF
      _ = ZoneRules(file: damaged)?.offset(at: 1_800_000_000)
    }
  }
}
