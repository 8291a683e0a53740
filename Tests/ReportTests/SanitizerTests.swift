import Testing

@testable import Report

struct `Foreign text` {
  let sanitizer = Sanitizer(secrets: [])

  @Test(arguments: [
    ("a\u{1B}[31mb", "a\\x1B[31mb"), ("a\rb", "a\\x0Db"), ("a\tb", "a\tb"), ("\u{202E}x", "\\u{202E}x"),
    ("a\u{2028}b", "a\\u{2028}b"), ("::error::x", "\\::error::x"), ("  ::x", "  \\::x"), ("a ::x", "a ::x"),
    ("x ##[add-mask]e", "x ##\\[add-mask]e"), ("##VSO[a]", "##\\VSO[a]"),
    ("##teamcity[x]", "##\\teamcity[x]"), ("## heading", "## heading"), ("issue #12", "issue #12"),
    ("--- a", " --- a"), ("---a", "---a"), ("section_start:1:x", "section\\_start:1:x"),
    ("修复 👨‍👩‍👧 é", "修复 👨‍👩‍👧 é"), ("a\nb", "a\\x0Ab"),
  ])
  func `is shown, and does nothing`(text: String, shown: String) { #expect(sanitizer.clean(text) == shown) }

  @Test func `of 64 kB is cut`() {
    let shown = sanitizer.clean(String(repeating: "A", count: 65_536))
    #expect(shown.unicodeScalars.count == Sanitizer.longest + 1)
    #expect(shown.hasSuffix("…"))
  }

  @Test func `of one character with 64 kB of accents is cut too`() {
    let shown = sanitizer.clean("e" + String(repeating: "\u{301}", count: 32_768))
    #expect(shown.unicodeScalars.count == Sanitizer.longest + 1)
  }

  @Test func `with several lines is indented below the first`() {
    let lines = sanitizer.printed("  subject: \("one\r\n::two::\nthree")")
    #expect(lines == ["  subject: one", "    \\::two::", "    three"])
  }

  @Test func `cannot complete a command that our own text starts`() {
    #expect(sanitizer.printed("##\("[error]x")") == ["##\\[error]x"])
    #expect(sanitizer.printed(":\(":error::x")") == ["\\::error::x"])
  }

  @Test func `carries a colour only around it, line by line`() {
    #expect(
      sanitizer.printed("\("a\nb", .red)", color: true) == [
        "\u{1B}[1;31ma\u{1B}[0m", "  \u{1B}[1;31mb\u{1B}[0m",
      ])
    #expect(sanitizer.printed("\("a", .red)") == ["a"])
  }
}
