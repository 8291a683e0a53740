import Model
import Report

/// For zsh, as a file `_sampan` in a folder of `$fpath`, or evaluated.
/// https://zsh.sourceforge.io/Doc/Release/Completion-System.html
struct ZshCompletions {
  /// Of the descriptions; nil: English.
  var translation: Translation?

  var lines: [String] {
    [
      "#compdef sampan",
      "# sampan in zsh; made by: sampan completions zsh",
      "_sampan_targets() {",
      "  local -a targets place",
      "  local index",
      "  place=($sampan_place)",
      "  for ((index = 2; index < CURRENT; index++)); do",
      "    case $words[index] in",
      "      (\([Flag.directory, .config].flatMap(\.spellings).joined(separator: "|"))) place+=(${(Q)words[index,index+1]}) ;;",
      "      (\([Flag.directory, .config].map { "--\($0.name)=*" }.joined(separator: "|"))) place+=(${(Q)words[index]}) ;;",
      "    esac",
      "  done",
      "  targets=(${(f)\"$(command sampan completions targets $place 2>/dev/null)\"})",
      "  compadd -a targets",
      "}",
      "_sampan_parts() {",
      "  case $words[1]/$words[2] in",
    ]
      + Commands.all.flatMap { command in
        command.furtherChoices.sorted { $0.key < $1.key }
          .map { "    (\(command.name)/\($0.key)) compadd \($0.value.joined(separator: " ")) ;;" }
      } + [
        "  esac",
        "}",
        "_sampan() {",
        "  local curcontext=$curcontext state line flag",
        "  local -a sampan_place",
        "  local -A opt_args",
        "  local -a common commands",
        "  common=(",
      ] + Flag.common.map { "    \(specification($0))" } + [
        "  )",
        "  _arguments -C $common '(-): :->command' '(-)*:: :->argument'",
        "  case $state in",
        "    command)",
        "      commands=(",
      ] + Commands.all.map { "        \(quoted("\($0.name):\(translation.written($0.summary))"))" } + [
        "      )",
        "      _describe -t commands command commands",
        "      ;;",
        "    argument)",
        "      for flag in \([Flag.directory, .config].flatMap(\.spellings).joined(separator: " ")); do",
        "        (( ! $+opt_args[$flag] )) || sampan_place+=($flag $opt_args[$flag])",
        "      done",
        "      case $words[1] in",
      ] + Commands.all.flatMap(arguments) + [
        "      esac",
        "      ;;",
        "  esac",
        "}",
        "if [[ $funcstack[1] == _sampan ]]; then _sampan \"$@\"; else compdef _sampan sampan; fi",
      ]
  }

  private func arguments(of command: any Command.Type) -> [String] {
    // Only known arguments get a specification: with another one, zsh would no longer complete flags.
    let known = command.choices.joined(separator: " ")
    var argument = known.isEmpty ? "" : " " + quoted("1:argument:(\(known))")
    if command.takesTargets { argument += " '*:target:_sampan_targets'" }
    if !command.furtherChoices.isEmpty { argument += " '2:part:_sampan_parts'" }
    let own = command.ownFlags.map { " \(specification($0))" }.joined()
    return ["        \(command.name)) _arguments $common\(own)\(argument) ;;"]
  }

  /// One flag in the language of `_arguments`.
  private func specification(_ flag: Flag) -> String {
    var help = "[\(escaped(translation.written(flag.help)))]"
    if let value = flag.value { help += ":\(value):\(action(of: flag))" }
    let spellings = flag.spellings.map { flag.value != nil && $0.hasPrefix("--") ? "\($0)=" : $0 }
    guard spellings.count > 1 else { return quoted(spellings[0] + help) }
    return "'(\(flag.spellings.joined(separator: " ")))'{\(spellings.joined(separator: ","))}\(quoted(help))"
  }

  private func action(of flag: Flag) -> String {
    if !flag.completions.isEmpty { return "(\(flag.completions.joined(separator: " ")))" }
    guard flag.namesPath else { return "" }
    return flag.value == "DIR" ? "_files -/" : "_files"
  }

  private func escaped(_ text: String) -> String {
    text.escaped(by: ["[": "\\[", "]": "\\]", ":": "\\:", "\\": "\\\\"])
  }

  private func quoted(_ text: String) -> String {
    "'" + text.escaped(by: ["'": "'\\''"]) + "'"
  }
}
