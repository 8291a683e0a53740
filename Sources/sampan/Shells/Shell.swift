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
