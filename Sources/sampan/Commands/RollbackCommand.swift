import Model
import Pipeline
import Report

enum RollbackCommand: Command {
  static let name = "rollback"
  static let summary = "go back to the release before the live one"
  static let operands = "TARGET"
  static let flags = Flag.common + [.to]
  static let notes = [
    "The next deploy goes forward again: revert the commit, too.", "sampan rollback production --to api-006",
  ]

  static func run(_ context: Context) async throws(Failure) -> RunReport {
    try await context.operate(.rollback(to: context.arguments.value(.to)))
  }
}
