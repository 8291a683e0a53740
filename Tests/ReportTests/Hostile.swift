/// Texts that could be in a commit, a branch, a file name or the response of a cloud.
enum Hostile {
  static let texts: [String] = [
    "::error::x", "  ::error file=a::x", "\u{3000}::add-mask::e", "\u{200B}::set-env name=A::b", "::group::",
    "a\n::error::x", "a\r::error::x", "a\r\n::error::x\r\n", "a\u{2028}::error::x\u{2029}::warning::y",
    "a\u{85}::error::x", "a\u{0B}::error::x", "x ##[add-mask]e", "##[error]x", "#\u{200D}#[error]x",
    "#####[set-output name=a]b", "##[\u{301}error]x", "##VSO[task.setvariable variable=a]b",
    "##vso[task.complete result=Succeeded;]ok", "##teamcity[buildProblem description='x']",
    "##[set-output status=deployed]", "section_start:1:x\r\u{1B}[0K", "\u{1B}[0Ksection_end:1:x\r\u{1B}[0K",
    "SECTION_START:1:x[collapsed=true]\r\u{1B}[0Kh", "\u{1B}[31mred\u{1B}[0m", "\u{1B}]0;title\u{07}",
    "\u{9B}2J", "deployed\rFAILED", "a\u{8}\u{8}b", "\u{202E}drowssap\u{202C}", "\u{2066}x\u{2069}",
    "\u{200E}\u{200F}\u{61C}", "%0A::error::x", "%250A", "%AZP25%0D%0A", "ghadelimiter_1", "a=b",
    "a<<EOF\nEOF",
    "sampan_\(Run.token)", "x\nsampan_\(Run.token)\nstatus<<y\nz\ny", "subject\n\nbody\nmore", "\n", "\n\n\n",
    "",
    " ", "\t", "--- group", "+++ open", "~~~ dim", "^^^ +++", "$HOME ${CI_JOB_TOKEN} $(id) `id`", "%PATH%",
    "|a|b|", "</td><script>alert(1)</script>", "```\n# h", "[x](javascript:alert(1))", "![x](http://e/)",
    "\"quoted\" \\ 'x'", "|n|'|]", ";variable=x;]y", "\u{0}", "\u{7F}", "\u{FEFF}x", "e\u{301}\u{301}",
    "👨‍👩‍👧 中文 ✓",
    String(repeating: "A", count: 5000), String(repeating: "\u{301}", count: 5000),
    String(repeating: "::error::x\n", count: 100), String(repeating: "##[", count: 300),
    String(repeating: "b", count: 4095) + "\u{1B}[31m::",
  ]

  /// Built from the pieces that matter, so that chance finds the bad neighbors.
  static func random(using generator: inout some RandomNumberGenerator) -> String {
    let pieces = [
      "::", ":", "#", "##", "[", "]", "error", "add-mask", "vso", "teamcity", "set-output", "section_start",
      "section_end", ":1:x", "\r", "\n", "\u{1B}", "[0K", "\u{2028}", "\u{202E}", "\u{200B}", "\u{301}", " ",
      "\t",
      "%", "%0A", "%25", "=", "<<", "sampan_", "$", "'", "|", ";", ",", "\\", "\"", "`", "--- ", "a", "中",
      "\u{0}",
      "\u{85}", "\u{AD}", "K\u{212A}", "hunter2", "-s3cret",
    ]
    return (0..<Int.random(in: 0...12, using: &generator)).map { _ in
      pieces.randomElement(using: &generator) ?? ""
    }.joined()
  }
}
