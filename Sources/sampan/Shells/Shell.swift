/// A shell that can complete what is typed, from the same tables that the program reads.
enum Shell: String, CaseIterable, Sendable {
  case bash, zsh, fish

  var completions: [String] {
    switch self {
    case .bash: BashCompletions.lines
    case .zsh: ZshCompletions.lines
    case .fish: FishCompletions.lines
    }
  }
}

extension Flag {
  /// Every way to write it.
  var spellings: [String] { [short, "--\(name)"].compactMap { $0 } }
}

extension Command {
  /// Those that not every command has.
  static var ownFlags: [Flag] { flags.filter { !Flag.common.contains($0) } }
}
