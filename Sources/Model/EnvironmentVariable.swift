extension [String: String] {
  /// The value of a variable of the environment. One that is set to nothing counts as not set: CI systems pass such
  /// variables on.
  package func variable(_ name: String) -> String? {
    self[name].flatMap { $0.isEmpty ? nil : $0 }
  }
}
