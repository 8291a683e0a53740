import Model

/// A shell with completions. They are made from the same tables that the program uses.
enum Shell: String, CaseIterable, Sendable {
  case bash, zsh, fish

  /// bash shows no descriptions.
  func completions(in translation: Translation?) -> [String] {
    switch self {
    case .bash: BashCompletions.lines
    case .zsh: ZshCompletions(translation: translation).lines
    case .fish: FishCompletions(translation: translation).lines
    }
  }
}
