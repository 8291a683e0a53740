import Model

/// The timeline of one target, in SVG. It is as wide as the page: bars are measured in percent, and text keeps its size.
struct TimelineFigure {
  /// Clean.
  let name: String
  let spans: [Outcome.Span]
  /// The right edge.
  let total: Duration
  let sanitizer: Sanitizer

  /// In pixels: a row has its text, and the bar below.
  private static let (row, baseline, barTop, barHeight) = (36, 14, 19, 10)

  /// The columns of text that fit beside a time into the narrowest page.
  private static let longestName = 30

  var html: HTML {
    let height = spans.count * Self.row + Self.row
    let rows = spans.enumerated().map { bar($1, top: $0 * Self.row) }
    let svg = HTML.element(
      "svg",
      [
        "role": "img", "width": "100%", "height": String(height),
        "aria-label": sanitizer.clean("timeline of \(name)" as Text),
      ], HTML(own: "\n") + (rows + [scale(top: spans.count * Self.row)]).inLines())
    return .element("figure", .element("figcaption", HTML(foreign: name)) + HTML(own: "\n") + svg)
  }

  private func bar(_ span: Outcome.Span, top: Int) -> HTML {
    let took = sanitizer.clean(Amounts.time(span.end - span.start))
    let name = sanitizer.clean(.ofStep(span.name))
    let end = percent(span.end)
    // A bar that is too short to be seen is drawn with half a percent.
    let start = min(percent(span.start), 99.5)
    let width = max(end - start, 0.5)
    let text = HTML.element(
      "text", ["x": "0", "y": String(top + Self.baseline)],
      HTML(foreign: cut(name)) + HTML(own: " ") + .element("tspan", ["class": "time"], HTML(foreign: took)))
    let track = HTML.element("rect", place(0, 100, top).adding(["class": "track"]), .nothing)
    let title = HTML.element("title", HTML(foreign: "\(name) \(took)"))
    return text + track
      + .element("rect", place(start, width, top).adding(["class": span.failed ? "bar bad" : "bar"]), title)
  }

  private func place(_ start: Double, _ width: Double, _ top: Int) -> HTML.Attributes {
    [
      "x": "\(digits(start))%", "y": String(top + Self.barTop), "width": "\(digits(width))%",
      "height": String(Self.barHeight), "rx": "3",
    ]
  }

  private func scale(top: Int) -> HTML {
    func mark(_ time: String, _ x: String, _ anchor: String) -> HTML {
      .element(
        "text", ["class": "time", "x": x, "y": String(top + Self.baseline), "text-anchor": anchor],
        HTML(foreign: time))
    }
    let times = [.zero, total / 2, total].map { sanitizer.clean(Amounts.time($0)) }
    // Of a run that took less than a tenth of a second, all are the same.
    return mark(times[0], "0", "start")
      + (times[1] == times[0] || times[1] == times[2] ? .nothing : mark(times[1], "50%", "middle"))
      + (times[2] == times[0] ? .nothing : mark(times[2], "100%", "end"))
  }

  private func percent(_ time: Duration) -> Double {
    total > .zero ? min(max(time / total, 0), 1) * 100 : 0
  }

  /// With two digits behind the point.
  private func digits(_ number: Double) -> String {
    let hundredths = Int((number * 100).rounded())
    let rest = String(hundredths % 100)
    return "\(hundredths / 100).\(rest.count < 2 ? "0" : "")\(rest)"
  }

  private func cut(_ name: String) -> String {
    guard name.columns > Self.longestName else { return name }
    var room = Self.longestName - 1
    return String(
      name.prefix {
        room -= String($0).columns; return room >= 0
      }) + "…"
  }
}
