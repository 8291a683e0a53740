import Foundation
import Model
import Testing

@Suite struct JSONTextTests {
  private let value: JSON = [
    "b": [1, .number(0.5), .number(2.0), .number(.infinity), true, .null, [], [:]], "a10": "x/y",
    "a2": "\"\\\n\u{1}é",
  ]

  @Test func `the same value gives the same text, with sorted names and plain slashes`() {
    #expect(
      value.text == #"{"a10":"x/y","a2":"\"\\\n\u0001é","b":[1,0.5,2,null,true,null,[],{}]}"#)
  }

  @Test func `a document has blanks after commas and colons`() {
    #expect(JSONText(spaced: true).compact(["a": [1, 2]]) == #"{"a": [1, 2]}"#)
  }

  @Test func `a page has one line an element`() {
    #expect(
      JSONText().pretty(["a": [1, 2], "b": [:]]) == [
        "{", #"  "a": ["#, "    1,", "    2", "  ],", #"  "b": {}"#, "}",
      ])
  }

  @Test func `whatever is escaped is read as what it was, beyond the basic plane too`() throws {
    let text = JSON.string("a中🚢\u{10FFFF}")
    let escaped = JSONText { !$0.isASCII }.compact(text)
    #expect(escaped == #""a\u4e2d\ud83d\udea2\udbff\udfff""#)
    #expect(try JSONDecoder().decode(JSON.self, from: Data(escaped.utf8)) == text)
  }

  @Test func `what Foundation reads is what was written`() throws {
    let finite: JSON = [
      "n": [-1, .number(0.1), .number(1e300)], "s": "\u{8}\u{C}\r\t\u{7F}\u{2028}🚢",
    ]
    #expect(try JSONDecoder().decode(JSON.self, from: Data(finite.text.utf8)) == finite)
  }

  @Test func `fingerprints made by Foundation's encoder stay what they were`() throws {
    let sent: JSON = [
      "options": ["B": 1, "a": .number(0.5), "_x": .number(1e20), "é": "\u{8}\u{1F}/"], "z": [.null, false],
    ]
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    #expect(Data(sent.text.utf8) == (try encoder.encode(sent)))
  }
}
