import Model

/// One section of the config file, as the README and the help print it.
package struct ConfigSection: Equatable, Sendable {
  /// The key of the section, e.g. `package`; the name of a provider; `file` and `target` for the two outer levels.
  package var name: String
  /// One sentence.
  package var help: Text
  package var options: [Option]

  package struct Option: Equatable, Sendable {
    package var name: String
    /// In words, e.g. `integer from 0 to 9`.
    package var type: Text
    package var isRequired: Bool
    /// As JSON text; nil if there is no default.
    package var defaultText: String?
    package var help: Text
  }
}
