/// A shell with completions. They are made from the same tables that the program uses.
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
