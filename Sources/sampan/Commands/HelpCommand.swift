import Model
import Report

enum HelpCommand: Command {
  static let name = "help"
  static let summary = "show this, or one command in full"
  static let operands = "[COMMAND | config | exit-codes]"
  static var choices: [String] { Commands.all.map { $0.name } + ["config", "exit-codes"] }
  static let flags = Flag.common
  static let notes = ["sampan help deploy"]

  static func run(_ context: Context) async throws(Failure) -> RunReport {
    try context.refuseOperands(after: 1)
    return RunReport(
      command: name, exitCode: .success, text: try lines(for: context.arguments.operands.first))
  }

  private static func lines(for topic: String?) throws(Failure) -> [String] {
    switch topic {
    case nil: overview
    case "config": ConfigReference.lines
    case "exit-codes": exitCodes
    case let name?: page(try Commands.named(name))
    }
  }

  private static var exitCodes: [String] {
    ["  0  serving, unchanged, nothing to do, or submitted where \"wait\" is false"]
      + Failure.Kind.allCases.map { kind in
        let number = String(ExitCode(kind).rawValue)
        return "\(String(repeating: " ", count: 3 - number.count))\(number)  \(kind.meaning)"
          + (kind.isWorthRetrying ? " (worth retrying)" : "")
      }
  }

  private static var overview: [String] {
    let width = Commands.all.map { $0.name.count }.max() ?? 0
    return ["sampan takes the current commit to a running cloud service.", "", "commands:"]
      + Commands.all.map { "  \(padded($0.name, width))  \($0.summary)" }
      + ["", "every command takes:"] + flagLines(Flag.common)
      + [
        "", "each flag can be given as a variable: --config as SAMPAN_CONFIG; the flag wins",
        "more: sampan help COMMAND, sampan help config, sampan help exit-codes",
      ]
  }

  private static func page(_ command: any Command.Type) -> [String] {
    let own = command.flags.filter { !Flag.common.contains($0) }
    let usage = ["sampan", command.name, command.operands].filter { !$0.isEmpty }.joined(separator: " ")
    return ["\(usage)", "", "\(command.summary)", ""]
      + command.notes.dropLast().flatMap { [$0, ""] }
      + ["flags:"] + flagLines(own + Flag.common)
      + ["", "example:", "  " + (command.notes.last ?? "sampan \(command.name)")]
  }

  private static func flagLines(_ flags: [Flag]) -> [String] {
    let width = flags.map(\.spelling.count).max() ?? 0
    return flags.map { "  \(padded($0.spelling, width))  \($0.help)" }
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
