import Config
import Model
import Testing

@Suite struct SyntaxTests {
  @Test func `comments and trailing commas are read`() {
    let text = "\u{FEFF}" + complete("/* a */ // b \" {\n \"tags\": [\"v*\",],")
    #expect(read(text.withoutMarkers).findings.isEmpty)
  }

  @Test func `an empty file is reported`() {
    #expect(found("") == ["1:1 the file is empty"])
    #expect(found(" // later\n/* */") == ["1:1 the file contains no configuration"])
    #expect(found("1️⃣[1]") == ["1️⃣ expected an object at the top level, found a list"])
    #expect(found("1️⃣null") == ["1️⃣ expected an object at the top level, found null"])
  }

  @Test func `a missing comma is reported where it belongs, and parsing continues`() {
    #expect(
      found(complete("\"order\": \"any\"1️⃣\n \"onFailure\": 2️⃣1"))
        == [
          "1️⃣ expected \",\" or \"}\", found '\"'",
          "2️⃣ expected \"stop\" or \"rollback\" for \"onFailure\" in target \"prod\", found 1",
        ])
  }

  @Test func `syntax of other languages is reported`() {
    #expect(found(complete("1️⃣order: \"any\"")) == ["1️⃣ key \"order\" is not in quotes"])
    #expect(found(complete("\"order\": 1️⃣'any'")) == ["1️⃣ string in single quotes"])
    #expect(found(complete("\"order\" 1️⃣= \"any\"")) == ["1️⃣ expected \":\" after key \"order\", found \"=\""])
    #expect(found(complete("\"order\"1️⃣ \"any\"")) == ["1️⃣ expected \":\" after key \"order\", found '\"'"])
    #expect(found(complete("\"wait\": 1️⃣False")) == ["1️⃣ expected a value, found \"False\" without quotes"])
    #expect(remedies(complete("\"wait\": False")) == ["write false"])
    #expect(found(complete("1️⃣# note\n")) == ["1️⃣ expected a value or a comment, found \"#\""])
    #expect(found(complete("1️⃣, \"tags\": \"v*\"")) == ["1️⃣ unexpected comma"])
  }

  @Test func `what is not closed is reported at its start`() {
    #expect(
      found("{\"targets\": {1️⃣")
        == ["1️⃣ expected \"}\" to close the object that starts at sampan.json:1:13, found the end of the file"]
    )
    #expect(
      found("{\"version\": [1️⃣")
        == ["1️⃣ expected \"]\" to close the list that starts at sampan.json:1:13, found the end of the file"])
    #expect(found("{\"version\": [1️⃣}") == ["1️⃣ expected a value, found '}'"])
    #expect(found("{\"remark\": 1️⃣\"a\n}") == ["1️⃣ unterminated string"])
    #expect(found("{\"remark\": 1️⃣\"a") == ["1️⃣ unterminated string"])
    #expect(found("{1️⃣/* a }") == ["1️⃣ unterminated comment"])
    #expect(found("{} 1️⃣x") == ["1️⃣ expected the end of the file, found \"x\""])
    #expect(found("{\"remark\":\u{A0}1}") == ["1:11 expected a value, found the character U+00A0"])
  }

  @Test(arguments: [
    "01", "-01", "+1", ".5", "1.", "1e", "0x10", "NaN", "-Infinity", "1e400", "9223372036854775808", "-",
  ])
  func `a number that JSON does not have is refused`(number: String) {
    let rules = read("{\"x\": \(number)}").findings.filter { $0.rule == "config/syntax" }
    #expect(rules.map(\.place?.column) == [7])
  }

  @Test(arguments: [#"\x"#, #"\u12"#, #"\ud83d"#, #"\ude00"#, #"\ud83d\ud83d"#, "\t", "\u{1}"])
  func `invalid text in a string is reported at its place`(part: String) {
    let rules = read("{\"remark\": \"é\(part)\"}").findings.filter { $0.rule == "config/syntax" }
    #expect(rules.first?.place?.column == 14)
  }

  @Test func `escapes are read`() {
    let text = target(#""local": {"directory": "\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00"}, "package": {}"#)
    let configuration = read(text.withoutMarkers).configuration
    #expect(
      configuration?.targets.first?.options["directory"]?.value.string == "\"\\/\u{8}\u{C}\n\r\té😀")
  }

  @Test func `a duplicate key shows both places`() {
    #expect(
      found("{\"remark\": \"a\",\n 1️⃣\"remark\": \"b\", \"targets\": \(two)}")
        == ["1️⃣ duplicate key \"remark\", first at sampan.json:1:2"])
  }
  private let two = "{\"a\": {\"local\": {\"directory\": \"d\"}, \"package\": {}}}"

  @Test func `a column counts characters and not bytes`() {
    #expect(
      found("{\"remark\": \"日本語 👍\", 1️⃣\"x\": 1, \"targets\": \(two)}") == [
        "1️⃣ unknown key \"x\" at the top level"
      ])
  }

  @Test(arguments: ["\n", "\r\n", "\r"]) func `every kind of line end counts`(end: String) {
    let place = read("{\(end)\(end) 5}").findings.first?.place
    #expect(place?.line == 3)
    #expect(place?.column == 2)
  }

  @Test func `bytes that are not UTF-8 are found`() {
    let reading = read(bytes: Array("{\n \"é".utf8) + [0xFF] + Array("\"}".utf8))
    #expect(reading.findings.map(\.rule) == ["config/encoding"])
    #expect(reading.findings.first?.place?.description == "sampan.json:2:4")
  }
}
