import Model

/// A piece of HTML in which everything foreign is escaped already.
struct HTML: Equatable, Sendable {
  private(set) var text: String

  /// Our own.
  init(own text: String) { self.text = text }

  /// Foreign text, shown as it is: in an element or in an attribute with quotes.
  init(foreign text: String) {
    self.text = text.escaped(by: ["&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;", "'": "&#39;"])
  }

  static func + (left: HTML, right: HTML) -> HTML { HTML(own: left.text + right.text) }
  static func += (left: inout HTML, right: HTML) { left.text += right.text }

  static let nothing = HTML(own: "")

  /// `<name attributes>content</name>`. The values of attributes are foreign, and are escaped.
  static func element(_ name: String, _ attributes: Attributes, _ content: HTML) -> HTML {
    HTML(own: "<\(name)\(list(attributes))>\(content.text)</\(name)>")
  }

  static func element(_ name: String, _ content: HTML) -> HTML { element(name, [:], content) }

  private static func list(_ attributes: Attributes) -> String {
    attributes.pairs.map { " \($0.name)=\"\(HTML(foreign: $0.value).text)\"" }.joined()
  }

  /// In the order in which they are written.
  struct Attributes: ExpressibleByDictionaryLiteral {
    var pairs: [(name: String, value: String)]

    init(dictionaryLiteral elements: (String, String)...) {
      pairs = elements.map { (name: $0, value: $1) }
    }

    func adding(_ others: Attributes) -> Attributes {
      var all = self
      all.pairs += others.pairs
      return all
    }
  }
}

extension Sequence<HTML> {
  /// One after the other, each on a line of its own.
  func inLines() -> HTML { HTML(own: map { $0.text + "\n" }.joined()) }
}
