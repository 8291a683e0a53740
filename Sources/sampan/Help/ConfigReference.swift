import Config
import Model
import Providers

/// The config reference as text.
enum ConfigReference {
  private static let sections = ConfigurationSchema.sections(providers: Catalog.all.schemas)

  static var names: [String] { sections.map(\.name) }
  static var lines: [Text] { Array(sections.map(lines).joined(separator: [""])) }

  /// The table that a key opens, e.g. `package` or a provider's name, and those of its options; none of that name:
  /// nothing.
  static func lines(of name: String) -> [Text] {
    Array(
      sections.filter { $0.name == name || $0.name.hasPrefix("\(name).") }.map(lines).joined(separator: [""]))
  }

  /// The sections with a key of this name.
  static func sections(with key: String) -> [String] {
    sections.filter { $0.options.contains { $0.name == key } }.map(\.name)
  }

  private static func lines(of section: ConfigSection) -> [Text] {
    ["\(section.name): \(section.help)"]
      + section.options.flatMap { option -> [Text] in
        var facts: [Text] = [option.type]
        if option.isRequired { facts.append("required") }
        if let text = option.defaultText { facts.append("default \(text)") }
        return ["  \(option.name) (\(facts.joined(separator: "; ")))", "      \(option.help)"]
      }
  }
}
