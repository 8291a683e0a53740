import Model

extension Checker {
  /// The position of a value in the configuration, for messages.
  struct Path {
    /// Nil at the top level.
    var target: String?
    /// The offset at which missing keys are reported: the key of the innermost object, or the start of the file.
    var start: Int
    /// Required keys that a fleet sets, so that they may be missing.
    var supplied: Set<String> = []
    /// Keys, and `[0]` for elements of lists.
    var steps: [String] = []

    /// `offset`: of the key or the element.
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
