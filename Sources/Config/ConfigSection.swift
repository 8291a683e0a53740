import Model

/// One table of the config file as people read it: the README and the help print these.
package struct ConfigSection: Equatable, Sendable {
  /// The key that opens it, e.g. `package`; a provider's name; `file` and `target` for the two outer levels.
  package var name: String
  /// One sentence for people.
  package var help: Text
  package var options: [Option]

  package struct Option: Equatable, Sendable {
    package var name: String
    /// As a person would say it, e.g. `integer from 0 to 9`.
    package var type: Text
    package var isRequired: Bool
    /// As JSON text; nil when there is none.
    package var defaultText: String?
    package var help: Text
  }
}
