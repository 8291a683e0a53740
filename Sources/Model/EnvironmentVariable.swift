extension [String: String] {
  /// The value of a variable of the environment. An empty value counts as not set: CI systems pass on
  /// empty variables.
  package func variable(_ name: String) -> String? {
    self[name].flatMap { $0.isEmpty ? nil : $0 }
  }
}
