import Emulator
import Model
import Report

/// For fish. https://fishshell.com/docs/current/cmds/complete.html
struct FishCompletions {
  /// Of the descriptions; nil: English.
  var translation: Translation?

  var lines: [String] {
    [
      "# sampan in fish; made by: sampan completions fish",
      "function __sampan_targets",
      "  set -l words (commandline -opc)",
      "  set -l place",
      "  for index in (seq (count $words))",
      "    if contains -- $words[$index] \([Flag.directory, .config].flatMap(\.spellings).joined(separator: " "))",
      "      set -a place $words[$index] $words[(math $index + 1)]",
      "    end",
      "  end",
      "  sampan completions targets $place 2>/dev/null",
      "end",
      "complete -c sampan -f",
    ]
      + Flag.common.map { line($0, when: nil) }
      + Commands.all.map {
        "complete -c sampan -n __fish_use_subcommand -a \($0.name) -d \(quoted(translation.written($0.summary)))"
      }
      + Commands.all.flatMap { command in
        let condition = "__fish_seen_subcommand_from \(command.name)"
        let choices =
          command.choices.isEmpty
          ? []
          : [
            "complete -c sampan -n \(quoted(condition)) -a \(quoted(command.choices.joined(separator: " ")))"
          ]
        let targets =
          command.takesTargets ? ["complete -c sampan -n \(quoted(condition)) -a '(__sampan_targets)'"] : []
        let further = command.furtherChoices.sorted { $0.key < $1.key }.map { word, choices in
          let both = "\(condition); and __fish_seen_subcommand_from \(word)"
          return "complete -c sampan -n \(quoted(both)) -a \(quoted(choices.joined(separator: " ")))"
        }
        return choices + targets + further + command.ownFlags.map { line($0, when: condition) }
      }
  }

  private func line(_ flag: Flag, when condition: String?) -> String {
    var words = ["complete -c sampan"]
    if let condition { words.append("-n \(quoted(condition))") }
    words.append("-l \(flag.name)")
    if let short = flag.short { words.append("-s \(short.dropFirst())") }
    if flag.namesPath {
      words.append("-r -F")
    } else if flag == .scenario {
      let values = Scenario.all.map { "\($0.name)\\t\(quoted(translation.written($0.help)))" }
      words.append("-x -a \(quoted(values.joined(separator: " ")))")
    } else if !flag.completions.isEmpty {
      words.append("-x -a \(quoted(flag.completions.joined(separator: " ")))")
    } else if flag.value != nil {
      words.append("-x")
    }
    return (words + ["-d \(quoted(translation.written(flag.help)))"]).joined(separator: " ")
  }

  private func quoted(_ text: String) -> String {
    "'" + text.escaped(by: ["'": "\\'", "\\": "\\\\"]) + "'"
  }
}
