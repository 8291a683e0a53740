import Foundation
import Model
import Support
import Testing

@testable import Report

/// The timeline of the step summary, drawn by Mermaid itself.
struct `The timeline of a summary` {
  /// Prints Mermaid's version, and of each bar of a diagram its class, its left edge and its width, in pixels.
  private static let draw = """
    import json, re, sys
    import mermaidx
    from importlib.resources import files
    source = (files(mermaidx) / "assets" / "mermaid.js").read_text()
    svg = mermaidx.render(sys.stdin.read()).svg()
    bars = re.findall(r'<rect id="[^"]*task\\d+"[^>]* x="([\\d.]+)"[^>]* width="([\\d.]+)"[^>]* class="([^"]*)"', svg)
    names = re.findall(r'class="taskText[^"]*"[^>]*>\\s*([^<]*?)\\s*</text>', svg)
    print(json.dumps({
      "version": re.search(r'version:"(\\d+\\.\\d+\\.\\d+)"', source).group(1), "names": names,
      "bars": [{"x": float(x), "width": float(width), "isFailed": "crit" in style} for x, width, style in bars],
      "hasToday": 'class="today"' in svg}))
    """

  private struct Drawing: Decodable {
    struct Bar: Decodable {
      var x: Double
      var width: Double
      var isFailed: Bool
    }
    var version: String
    var names: [String]
    var bars: [Bar]
    var hasToday: Bool
  }

  /// Nil, and an issue, where Mermaid is missing: the test would prove nothing.
  private func drawn(_ spans: [Outcome.Span]) async throws -> Drawing? {
    let outcome = Outcome(target: "production", provider: "tcbr", status: .deployed, timeline: spans)
    let ending = Run.ending("github", [.targetFinished(outcome)])
    let page = try #require(ending.files.last).text
    let diagram = try #require(page.split(separator: "```mermaid\n").last?.split(separator: "```").first)
    guard (try? await Command.succeed(["python3", "-c", "import mermaidx"])) != nil else {
      Issue.record("python3 with mermaidx is missing: the timeline is NOT drawn (sh .ci/setup --tests)")
      return nil
    }
    let output = try await Command.succeed(
      ["python3", "-c", Self.draw], input: Array(diagram.utf8), seconds: 120)
    return try JSONDecoder().decode(Drawing.self, from: Data(output.utf8))
  }

  @Test func `has a bar for each step, as long as the step took, in Mermaid 11`() async throws {
    let spans = [
      Outcome.Span(name: "preflight", start: .zero, end: .milliseconds(300)),
      Outcome.Span(name: "package", start: .milliseconds(300), end: .milliseconds(6_100)),
      Outcome.Span(name: "update: sent", start: .milliseconds(6_100), end: .milliseconds(6_100)),
      Outcome.Span(name: "BuildImage", start: .milliseconds(6_100), end: .milliseconds(46_100)),
      Outcome.Span(
        name: "rollout; x", start: .milliseconds(46_100), end: .milliseconds(61_000), failed: true),
    ]
    guard let drawing = try await drawn(spans) else { return }
    #expect(drawing.version.hasPrefix("11."))
    try #require(drawing.bars.count == spans.count)
    let scale = drawing.bars.reduce(0) { max($0, $1.x + $1.width) } - drawing.bars[0].x
    for (bar, span) in zip(drawing.bars, spans) {
      let (start, took) = (span.start / .seconds(61), (span.end - span.start) / .seconds(61))
      #expect(abs((bar.x - drawing.bars[0].x) / scale - start) < 0.005, "\(span.name)")
      #expect(abs(bar.width / scale - took) < 0.005, "\(span.name)")
      #expect(bar.isFailed == span.failed)
    }
    #expect(
      drawing.names.sorted()
        == [
          "BuildImage 40 s", "package 5.8 s", "preflight 0.3 s", "rollout  x 15 s", "update  sent 0 s",
        ].sorted())
    #expect(!drawing.hasToday)
  }
}
