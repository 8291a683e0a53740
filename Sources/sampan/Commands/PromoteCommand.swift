import Model
import Pipeline
import Report

enum PromoteCommand: Command {
  static let name = "promote"
  static let summary = "finish a gray release: all traffic to it"
  static let operands = "TARGET"
  static let flags = Flag.common
  static let notes = ["sampan promote production"]

  static func run(_ context: Context) async throws(Failure) -> RunReport {
    try await context.operate(.promote)
  }
}
