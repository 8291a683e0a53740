import Model
import Report

/// For zsh, as a file `_sampan` in a folder of `$fpath`, or evaluated.
/// https://zsh.sourceforge.io/Doc/Release/Completion-System.html
enum ZshCompletions {
  static var lines: [String] {
    [
      "#compdef sampan",
      "# sampan in zsh; made by: sampan completions zsh",
      "_sampan() {",
      "  local curcontext=$curcontext state line",
      "  local -a common commands",
      "  common=(",
    ] + Flag.common.map { "    \(specification($0))" } + [
      "  )",
      "  _arguments -C $common '(-): :->command' '(-)*:: :->argument'",
      "  case $state in",
      "    command)",
      "      commands=(",
    ] + Commands.all.map { "        \(quoted("\($0.name):\($0.summary)"))" } + [
      "      )",
      "      _describe -t commands command commands",
      "      ;;",
      "    argument)",
      "      case $words[1] in",
    ] + Commands.all.flatMap(arguments) + [
      "      esac",
      "      ;;",
      "  esac",
      "}",
      "if [[ $funcstack[1] == _sampan ]]; then _sampan \"$@\"; else compdef _sampan sampan; fi",
    ]
  }

  private static func arguments(of command: any Command.Type) -> [String] {
    // Only known arguments get a specification: with another one, zsh would no longer complete flags.
    let known = command.choices.joined(separator: " ")
    let argument = known.isEmpty ? "" : " " + quoted("1:argument:(\(known))")
    let own = command.ownFlags.map { " \(specification($0))" }.joined()
    return ["        \(command.name)) _arguments $common\(own)\(argument) ;;"]
  }

  /// One flag in the language of `_arguments`.
  private static func specification(_ flag: Flag) -> String {
    var help = "[\(escaped(flag.help.description))]"
    if let value = flag.value { help += ":\(value):\(action(of: flag))" }
    let spellings = flag.spellings.map { flag.value != nil && $0.hasPrefix("--") ? "\($0)=" : $0 }
    guard spellings.count > 1 else { return quoted(spellings[0] + help) }
    return "'(\(flag.spellings.joined(separator: " ")))'{\(spellings.joined(separator: ","))}\(quoted(help))"
  }

  private static func action(of flag: Flag) -> String {
    if !flag.choices.isEmpty { return "(\(flag.choices.joined(separator: " ")))" }
    guard flag.namesPath else { return "" }
    return flag.value == "DIR" ? "_files -/" : "_files"
  }

  private static func escaped(_ text: String) -> String {
    text.escaped(by: ["[": "\\[", "]": "\\]", ":": "\\:", "\\": "\\\\"])
  }

  private static func quoted(_ text: String) -> String {
    "'" + text.escaped(by: ["'": "'\\''"]) + "'"
  }
}
