import Model
import Pipeline
import Report

enum CompletionsCommand: Command {
  static let name = "completions"
  static let summary: Text = "print the completion script for a shell"
  static let usage = "SHELL"
  static let choices = Shell.allCases.map(\.rawValue)
  static let flags = Flag.common
  static let notes: [Text] = [
    "bash: add to ~/.bashrc: eval \"$(sampan completions bash)\"",
    "zsh: write the output of sampan completions zsh to a file _sampan in a folder of $fpath",
    "fish: sampan completions fish > ~/.config/fish/completions/sampan.fish",
    "sampan completions bash",
  ]

  static func run(_ context: Context) async throws(Failure) -> Product {
    try context.refuseArguments(after: 1)
    let word = context.arguments.positional.first
    // For the scripts: the names in the config, offline; none where it cannot be read.
    if word == "targets" {
      let targets = Project.declaredTargets(
        context.directory, configFile: context.configFile, trust: context.trust, in: context.world)
      return .text((targets ?? []).map { "\($0.name)" })
    }
    guard let shell = word.flatMap(Shell.init) else {
      let supported: Text =
        "run one of: \(choices.map { "sampan completions \($0)" }.list)"
      guard let word else {
        throw Failure(.usage, "completions needs the name of a shell", remedies: [supported])
      }
      let isWindows = ["powershell", "pwsh", "cmd"].contains(word.lowercased())
      throw Failure(
        .usage, "no completions for shell \"\(word)\"",
        remedies: [supported]
          + (isWindows ? ["on Windows, run sampan in WSL, and give the name of the shell there"] : []))
    }
    return .text(shell.completions(in: context.translation).map { "\($0)" })
  }
}
