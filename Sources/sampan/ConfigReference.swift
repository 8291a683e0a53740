import Config
import Providers

/// The config file's keys as text: `sampan help config`, and the reference part of the README.
enum ConfigReference {
  static var lines: [String] {
    var lines: [String] = []
    for section in ConfigurationSchema.sections(providers: Catalog.schemas) {
      if !lines.isEmpty { lines.append("") }
      lines.append("\(section.name): \(section.help)")
      for option in section.options {
        var facts = [option.type]
        if option.isRequired { facts.append("required") }
        if let text = option.defaultText { facts.append("default \(text)") }
        lines.append("  \(option.name) (\(facts.joined(separator: "; ")))")
        lines.append("      \(option.help)")
      }
    }
    return lines
  }
}
