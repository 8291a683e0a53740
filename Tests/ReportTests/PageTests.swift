import Foundation
import Languages
import Model
import Support
import Testing

@testable import Report

struct `The page of reports` {
  /// Two targets as a deploy reports them: one serves, one failed.
  static func report() throws -> SavedReport {
    try SavedReport(json(), from: "report.json")
  }

  static func json() throws -> JSON {
    var report = RunReport(command: "deploy", traits: .writesOutputs)
    var web = Outcome(
      target: "web", provider: "tcbr", status: .deployed, version: "1.4.0",
      commit: "0123456789abcdef0123456789abcdef01234567", url: "https://www.example.com",
      elapsed: .seconds(100),
      timeline: [
        .init(name: "package", start: .seconds(1), end: .milliseconds(1_300)),
        .init(name: "BuildImage", start: .seconds(3), end: .seconds(61)),
      ])
    web.subject = "Fix <b>the</b> login"
    web.commitURL = "https://g.example/acme/web/commit/0123456789abcdef"
    web.runURL = "https://g.example/acme/web/actions/runs/7"
    let failed = Outcome(
      target: "api", provider: "tcbr", status: .failed, version: "1.4.0",
      failure: Failure(
        .rolloutFailed, "\"npm ci\" failed: dependency conflict", place: Place(file: "Dockerfile", line: 7),
        remedies: ["run npm ci"], requestID: "abc-1"),
      elapsed: .seconds(12),
      timeline: [.init(name: "BuildImage", start: .zero, end: .seconds(12), failed: true)])
    let events: [Event] = [
      .targetFinished(web),
      .targetStarted(name: "api", provider: "tcbr", service: "env-a/api", version: "1.4.0"),
      .log(
        LogExcerpt(
          title: "build log", lines: ["npm error </pre><script>alert(1)</script>", "::error::late", ""])),
      .targetFinished(failed),
    ]
    for event in events { _ = report.add(event) }
    return report.json
  }

  static func page(of reports: [SavedReport]) -> String {
    ReportPage(of: reports, language: "en").html
  }

  @Test func `has the targets, the cause with its place, the timeline and the log`() throws {
    let page = Self.page(of: [try Self.report()])
    let parts = [
      "<h1>api failed: &quot;npm ci&quot; failed: dependency conflict</h1>",
      "<a href=\"https://www.example.com\" rel=\"noopener noreferrer\">https://www.example.com</a>",
      "<a href=\"https://g.example/acme/web/commit/0123456789abcdef\" rel=\"noopener noreferrer\">0123456789ab</a>",
      "Fix &lt;b&gt;the&lt;/b&gt; login", "<code>Dockerfile:7</code>", "<li>hint: run npm ci</li>",
      "<details><summary>api: build log</summary>",
      "<rect x=\"4.92%\" y=\"55\" width=\"95.08%\" height=\"10\" rx=\"3\" class=\"bar\">",
      "class=\"bar bad\"", "npm error &lt;/pre&gt;&lt;script&gt;alert(1)&lt;/script&gt;",
    ]
    for part in parts { #expect(page.contains(part), "\(part)") }
    #expect(!page.contains("rehearsal on emulated"))
    // No CI system reads a page: nothing in it is broken for one.
    #expect(page.contains("\n::error::late\n"))
  }

  @Test func `a run of no time has one mark on its axis`() throws {
    let figure = TimelineFigure(
      name: "web", spans: [.init(name: "package", start: .zero, end: .milliseconds(30))],
      total: .milliseconds(30), sanitizer: Sanitizer(secrets: []))
    #expect(figure.html.text.components(separatedBy: "text-anchor").count == 2)
  }

  @Test func `is the same for the same reports`() throws {
    #expect(Self.page(of: [try Self.report()]) == Self.page(of: [try Self.report()]))
  }

  /// A tag outside of this list, or another attribute with an address, would be a way out.
  private func expectClosed(_ page: String) throws {
    #expect(
      page.contains("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src"))
    let known: Set = [
      "html", "head", "meta", "title", "style", "body", "main", "p", "h1", "h2", "table", "thead", "tbody",
      "tr", "th", "td", "div", "b", "small", "span", "a", "section", "article", "code", "ul", "li",
      "details", "summary", "pre", "figure", "figcaption", "svg", "text", "tspan", "rect",
    ]
    // As browsers read it: by scalars, because a combining mark after `>` makes one character of both.
    let tags = page.matches(of: /<\/?([^\s>]+)([^>]*)>/.matchingSemantics(.unicodeScalar))
    for tag in tags where tag.1 != "!doctype" {
      #expect(known.contains(String(tag.1)), "\(tag.0)")
      let attributes = tag.2.matches(of: /([a-zA-Z:-]+)="/).map { String($0.1) }
      for name in attributes { #expect(!["src", "style", "srcset", "action"].contains(name), "\(tag.0)") }
      #expect(!attributes.contains { $0.hasPrefix("on") }, "\(tag.0)")
      if attributes.contains("href") {
        #expect(tag.1 == "a" && tag.2.contains(/href="https?:\/\//), "\(tag.0)")
      }
    }
    #expect(!PageStyle.text.contains("url(") && !PageStyle.text.contains("@import"))
  }

  @Test(arguments: Hostile.texts)
  func `requests nothing and runs nothing, whatever a commit or a cloud says`(text: String) throws {
    var report = RunReport(command: text, traits: .writesOutputs)
    for event in Run.events(text) { _ = report.add(event) }
    var outcome = Run.outcome(text)
    outcome.target += "2"
    outcome.subject = text
    outcome.commitURL = text
    outcome.runURL = text
    _ = report.add(.targetFinished(outcome))
    report.end(.failure(Run.failure(text)))
    try expectClosed(Self.page(of: [try SavedReport(report.json, from: text)]))
  }

  @Test(arguments: [
    "\"><script>alert(1)</script>", "</style><img src=x onerror=alert(1)>", "javascript:alert(1)",
    "https://a.b/\" onclick=\"x", "</title></svg><iframe>", "&#60;script&#62;", "<!--", "]]>",
  ])
  func `shows HTML as text`(text: String) throws {
    try `requests nothing and runs nothing, whatever a commit or a cloud says`(text: text)
  }

  @Test func `names its style by the digest that the style has`() async throws {
    let code = """
      import base64, hashlib, sys
      print("sha256-" + base64.b64encode(hashlib.sha256(sys.stdin.buffer.read()).digest()).decode())
      """
    let digest = try await Command.succeed(["python3", "-c", code], input: Array(PageStyle.text.utf8))
    #expect(digest.split(separator: "\n").first.map(String.init) == PageStyle.digest)
  }

  @Test func `of a rehearsal says so, and links to no emulated service`() throws {
    var object = try #require(try Self.json().object)
    object["command"] = "rehearse"
    let page = Self.page(of: [try SavedReport(.object(object), from: "report.json")])
    #expect(page.contains("<p class=\"rehearsal\">A rehearsal on emulated clouds: nothing was deployed.</p>"))
    #expect(!page.contains("href=\"https://www.example.com\""))
    #expect(page.contains("simulated"))
  }

  @Test func `in Chinese has no English words of ours`() throws {
    let page = ReportPage(
      of: [try Self.report()], language: "zh-CN", in: Language.chinese.translation
    ).html
    #expect(page.contains("<html lang=\"zh-CN\">"))
    #expect(page.contains(">耗时<") && !page.contains(">时间<"))
    for word in [">target<", ">status<", "Timeline", "Findings", ">Logs<", "hint:", "deployed"] {
      #expect(!page.contains(word), "\(word)")
    }
  }

  @Test func `reads back every fact of a run that it shows`() throws {
    let saved = try Self.report()
    var again = RunReport(command: "deploy", traits: .writesOutputs)
    for event in saved.events { _ = again.add(event) }
    let (json, original) = (again.json, try Self.json())
    for name in ["targets", "findings", "excerpts"] { #expect(json[name] == original[name], "\(name)") }
  }

  @Test(arguments: [
    ("[]", "is not a report of sampan"), ("{\"schema\": 2, \"command\": \"deploy\"}", "has a form"),
    ("{\"schema\": 1, \"command\": \"deploy\", \"targets\": 3}", "has no valid \"targets\""),
    (
      "{\"schema\": 1, \"command\": \"deploy\", \"targets\": [{\"target\": \"a\", \"provider\": \"b\"}]}",
      "has no valid \"status\""
    ),
  ])
  func `is not made of a file that is no report`(text: String, what: String) throws {
    let json = try JSONDecoder().decode(JSON.self, from: Data(text.utf8))
    let failure = #expect(throws: Failure.self) { try SavedReport(json, from: "a.json") }
    #expect(failure?.what.description.hasPrefix("a.json \(what)") == true)
    #expect(failure?.kind == .usage)
  }
}
