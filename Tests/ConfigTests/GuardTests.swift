import Config
import Model
import Testing

/// `freeze`, `before` and `after`.
@Suite struct GuardTests {
  @Test func `commands are lines, or lists of words in a list`() throws {
    func commands(_ text: String) throws -> [RepositoryCommand.Content] {
      let text = complete("\"before\": \(text)").withoutMarkers
      return try #require(read(text).configuration?.targets.first).before.map(\.content)
    }
    #expect(try commands("\"npm ci\"") == [.line("npm ci")])
    #expect(try commands("[\"npm ci\", [\"npm\", \"run\"]]") == [.line("npm ci"), .words(["npm", "run"])])
    #expect(
      found(complete("\"before\": [1️⃣\" \", 2️⃣[], 3️⃣7, 4️⃣[\"a\", 1]], \"after\": 5️⃣[]")) == [
        "1️⃣ \"before[0]\" in target \"prod\" is an empty command",
        "2️⃣ \"before[1]\" in target \"prod\" is an empty command",
        "3️⃣ expected a line or a list of words for \"before[2]\" in target \"prod\", found 7",
        "4️⃣ expected a line or a list of words for \"before[3]\" in target \"prod\", found a list",
        "5️⃣ \"after\" in target \"prod\" is an empty command",
      ])
  }

  @Test func `a freeze is one window or a list of them`() throws {
    let one = #""freeze": { "from": "Fri 18:00", "to": "Mon 08:00", "zone": "Asia/Shanghai" }"#
    let target = try #require(read(complete(one).withoutMarkers).configuration?.targets.first)
    #expect(target.freeze.map(\.span) == [.weekly(from: 4 * 1440 + 1080, to: 480)])
    #expect(target.freeze.first?.zone == "Asia/Shanghai")
    let two =
      #""freeze": [{ "from": "2026-12-24", "to": "2027-01-02" }, { "from": "Sat 00:00", "to": "Mon 00:00" }]"#
    #expect(
      read(complete(two).withoutMarkers).configuration?.targets.first?.freeze.map(\.zone) == ["UTC", "UTC"])
  }

  @Test func `what is wrong with a freeze is found at its place`() {
    #expect(
      found(
        complete(
          """
          "freeze": [{ "from": 1️⃣"fri 18:00", "to": "Mon 08:00" }, { "from": "Fri 18:00", "to": 2️⃣"Fri 18:00" },
          { "from": "2026-12-24", "to": 3️⃣"2026-12-01" }, { "from": "Fri 18:00", "to": 4️⃣"2026-12-01" },
          { "from": "Fri 18:00", "to": "Mon 08:00", "zone": 5️⃣"UTC+8!" }, 6️⃣{ "from": "2026-12-24" },
          { "from": 7️⃣"2026-02-30", "to": "2026-03-01", 8️⃣"reason": "x" }]
          """)) == [
          "1️⃣ \"fri 18:00\" in \"freeze[0].from\" in target \"prod\" is not a valid time",
          "2️⃣ the freeze in target \"prod\" from \"Fri 18:00\" to \"Fri 18:00\" is empty: both ends are the same",
          "3️⃣ the freeze in target \"prod\" from \"2026-12-24\" to \"2026-12-01\" is empty: it ends before it starts",
          "4️⃣ the freeze in target \"prod\" from \"Fri 18:00\" to \"2026-12-01\" mixes a day of the week and a date",
          "5️⃣ \"UTC+8!\" in \"freeze[4].zone\" in target \"prod\" is not a valid time zone",
          "6️⃣ target \"prod\" needs \"to\" in \"freeze[5]\"",
          "7️⃣ \"2026-02-30\" in \"freeze[6].from\" in target \"prod\" is not a valid time",
          "8️⃣ unknown key \"reason\" in target \"prod\"",
        ])
    #expect(
      remedies(complete(#""freeze": { "from": "fri 18:00", "to": "Mon 08:00" }"#)) == ["write \"Fri 18:00\""])
  }
}
