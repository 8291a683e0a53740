import Config
import Providers

/// The config file's keys as text: `sampan help config`, and the reference in ci-templates/README.md.
enum ConfigReference {
  static var lines: [String] {
    Array(ConfigurationSchema.sections(providers: Catalog.schemas).map(lines).joined(separator: [""]))
  }

  /// The table that a key opens, e.g. `package` or a provider's name; none of that name: nothing.
  static func lines(of name: String) -> [String] {
    ConfigurationSchema.sections(providers: Catalog.schemas).filter { $0.name == name }.flatMap(lines)
  }

  private static func lines(of section: ConfigSection) -> [String] {
    ["\(section.name): \(section.help)"]
      + section.options.flatMap { option in
        var facts = [option.type]
        if option.isRequired { facts.append("required") }
        if let text = option.defaultText { facts.append("default \(text)") }
        return ["  \(option.name) (\(facts.joined(separator: "; ")))", "      \(option.help)"]
      }
  }
}
