import Model

/// The findings in one file.
struct Findings {
  /// More findings are counted but not kept: a hostile file could cause millions.
  static let limit = 500

  private var found: [Finding] = []
  private var omittedCount = 0

  /// The part of `Finding.rule` after `config/`.
  enum Rule: String {
    case encoding, syntax, tooLarge = "too-large", tooDeep = "too-deep", duplicateKey = "duplicate-key"
    case unknownKey = "unknown-key", missingKey = "missing-key", wrongType = "wrong-type", outOfRange =
      "out-of-range"
    case notAllowed = "not-allowed", empty, glob, template, duration, path, url, image, name
    case provider, artifact, fleet, secret, endpoint, freeze, command
  }

  var isEmpty: Bool { found.isEmpty }
  var count: Int { found.count + omittedCount }

  mutating func add(
    _ rule: Rule, _ message: @autoclosure () -> Text, at place: @autoclosure () -> Place,
    remedies: @autoclosure () -> [Text] = []
  ) {
    guard found.count < Self.limit else {
      omittedCount += 1
      return
    }
    found.append(
      Finding(.error, message(), rule: "config/\(rule.rawValue)", place: place(), remedies: remedies()))
  }

  /// By place; at one place, in the order in which they were found.
  var sorted: [Finding] {
    func key(_ finding: Finding) -> (Int, Int) { (finding.place?.line ?? 0, finding.place?.column ?? 0) }
    var sorted = found.enumerated()
      .sorted {
        (key($0.element).0, key($0.element).1, $0.offset) < (key($1.element).0, key($1.element).1, $1.offset)
      }
      .map(\.element)
    if omittedCount > 0 {
      sorted.append(
        Finding(
          .notice, "\(counted(omittedCount, "more finding")) not shown", rule: "config/more",
          place: sorted.last?.place))
    }
    return sorted
  }
}
