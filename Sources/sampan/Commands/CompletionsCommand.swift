import Model
import Report

enum CompletionsCommand: Command {
  static let name = "completions"
  static let summary = "print what makes a shell complete commands and flags"
  static let operands = "SHELL"
  static let choices = Shell.allCases.map(\.rawValue)
  static let flags = Flag.common
  static let notes = [
    "bash: add to ~/.bashrc: eval \"$(sampan completions bash)\"",
    "zsh: sampan completions zsh > a file named _sampan in a folder of $fpath",
    "fish: sampan completions fish > ~/.config/fish/completions/sampan.fish",
    "sampan completions bash",
  ]

  static func run(_ context: Context) async throws(Failure) -> RunReport {
    try context.refuseOperands(after: 1)
    guard let shell = context.arguments.operands.first.flatMap(Shell.init) else {
      throw Failure(
        .usage, "completions wants a shell",
        remedies: ["one of: \(choices.map { "sampan completions \($0)" }.joined(separator: ", "))"])
    }
    return RunReport(command: name, exitCode: .success, text: shell.completions)
  }
}
