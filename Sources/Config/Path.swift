import Model

extension Checker {
  /// Where in the configuration a value stands, for messages.
  struct Path {
    /// Nil at the file's own level.
    var target: String?
    /// Offset at which keys that are missing are reported: the key of the innermost block, or the file's start.
    var start: Int
    /// Required keys that a fleet gives, so that they may be missing.
    var supplied: Set<String> = []
    /// Keys, and `[0]` for elements of lists.
    var steps: [String] = []

    /// `offset`: where the key or the element stands.
    func appending(_ step: String, at offset: Int) -> Path {
      var path = self
      path.steps.append(step)
      path.start = offset
      return path
    }

    /// `"package.level" in target "prod"`
    var description: Text { steps.isEmpty ? container : "\(quoted(dotted)) \(place)" }
    /// `in target "prod"`
    var place: Text { target.map { "in target \(quoted($0))" } ?? "at the top level" }
    /// `target "prod"`
    var container: Text { target.map { "target \(quoted($0))" } ?? "the file" }
    /// `package.exclude[0]`
    var dotted: String { steps.joined(separator: ".").replacing(".[", with: "[") }
  }
}
