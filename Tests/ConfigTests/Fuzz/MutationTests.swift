import Config
import Model
import Support
import Testing

@Suite struct MutationTests {
  /// What tends to break readers.
  private static let tokens: [[UInt8]] =
    [
      "{", "}", "[", "]", "\"", ",", ":", "/*", "*/", "//", "\\", "\\u", "\\ud83d", "'", "#", "\n", "\r",
      "\t", " ",
      "{env:", "}}", "{{", "null", "true", "-", "1e999", "0", "\u{FEFF}", "\u{301}", "👩‍👩‍👧", "\u{0}", "AKID",
      "[a-", "!",
      "targets", "tcbr", "package",
    ].map { Array($0.utf8) } + [[0xFF], [0xC3], [0xED, 0xA0, 0x80]]

  @Test(arguments: 0..<10) func `a damaged file never crashes the reader, and every finding has a place`(
    seed: Int
  ) {
    var random = SeededRandom(seed: UInt64(seed))
    let samples = [Array(Samples.file.utf8), Array(Samples.everything.utf8)]
    for _ in 0..<500 {
      var bytes = samples[Int.random(in: 0...1, using: &random)]
      for _ in 0..<Int.random(in: 1...4, using: &random) { Self.damage(&bytes, &random) }
      let reading = read(bytes: bytes)
      let lines = Self.lineLengths(of: bytes)
      #expect((reading.configuration == nil) == !reading.findings.isEmpty)
      for finding in reading.findings {
        let line = finding.place?.line ?? 0
        let column = finding.place?.column ?? 0
        let isInside = lines.indices.contains(line - 1) && (1...lines[line - 1] + 1).contains(column)
        #expect(isInside, "\(finding) in \(String(decoding: bytes, as: UTF8.self))")
      }
    }
  }

  private static func damage(_ bytes: inout [UInt8], _ random: inout SeededRandom) {
    let start = Int.random(in: 0...bytes.count, using: &random)
    let end = min(bytes.count, start + Int.random(in: 0...12, using: &random))
    switch Int.random(in: 0...4, using: &random) {
    case 0: bytes.removeSubrange(start..<end)
    case 1: bytes.insert(contentsOf: tokens[Int.random(in: tokens.indices, using: &random)], at: start)
    case 2: bytes.replaceSubrange(start..<end, with: tokens[Int.random(in: tokens.indices, using: &random)])
    case 3: bytes.insert(contentsOf: bytes[start..<end], at: Int.random(in: 0...bytes.count, using: &random))
    default: bytes.removeSubrange(start...)
    }
  }

  /// In scalars, up to the first byte that is not UTF-8 and a little beyond: enough to hold a place against.
  private static func lineLengths(of bytes: [UInt8]) -> [Int] {
    String(decoding: bytes, as: UTF8.self).replacing("\r\n", with: "\n").replacing("\r", with: "\n")
      .split(separator: "\n" as Character, omittingEmptySubsequences: false).map(\.unicodeScalars.count)
  }
}

@Suite struct SizeTests {
  /// What a hostile file repeats.
  static let units = [
    "[", "{\"a\":", "\"", " ", "{", "]", ",", "\\", "\"\\u0041\",", "\"a\":1,", "{{", "/*", "/**/", "//\n",
    "#\n", "'", "\n",
    "1", "-", ".", "a", "é", "\u{301}", "\"abcdefghij\":1,", "{\"targets\":{\"a\":{", "AKID", "[[],",
    "\"AKID",
    "AKID" + String(repeating: "a1", count: 16) + " ",
  ]
  static let openings = [
    "", "{", "{\"targets\": {", "{\"remark\": \"", "{\"version\": [", "{\"targets\": {\"a\": {",
  ]

  @Test(arguments: ["[", "{\"a\":", "\"", " "]) func `ten megabytes get one finding at once`(unit: String) {
    let bytes = Array(String(repeating: unit, count: 10_000_000 / unit.utf8.count).utf8)
    var findings: [Finding] = []
    let time = ContinuousClock().measure { findings = read(bytes: bytes).findings }
    #expect(findings.map(\.rule) == ["config/too-large"])
    #expect(time < .seconds(1))
  }

  @Test(arguments: units) func `a large file of repeated text is read in bounded time`(unit: String) {
    for opening in Self.openings {
      let count = ((1 << 17) - opening.utf8.count) / unit.utf8.count
      let bytes = Array((opening + String(repeating: unit, count: count)).utf8)
      var reading = Reading(configuration: nil, findings: [])
      let time = ContinuousClock().measure { reading = read(bytes: bytes) }
      #expect(reading.configuration == nil)
      #expect(reading.findings.count <= 501)
      // Generous: an unoptimised build beside other tests. What this catches is quadratic, and takes minutes.
      #expect(time < .seconds(10), "\(opening) \(unit): \(time)")
      #expect(reading.findings.allSatisfy { $0.message.description.utf8.count < 2000 })
    }
  }

  @Test func `the largest file there may be is read`() {
    let blanks = String(repeating: " ", count: (1 << 20) - Samples.file.utf8.count)
    #expect(read(Samples.file + blanks).findings.isEmpty)
    #expect(read(Samples.file + blanks + " ").findings.map(\.rule) == ["config/too-large"])
  }

  @Test func `too many levels are refused where they start`() {
    let text = String(repeating: "[", count: 64) + "1️⃣" + String(repeating: "[", count: 1000)
    #expect(found(text) == ["1️⃣ lists and objects are nested more than 64 deep"])
  }
}
