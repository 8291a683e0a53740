import Model
import Pipeline
import Report

enum CancelCommand: Command {
  static let name = "cancel"
  static let summary = "stop a rollout in flight"
  static let operands = "TARGET"
  static let flags = Flag.common
  static let notes = ["sampan cancel production"]

  static func run(_ context: Context) async throws(Failure) -> RunReport {
    try await context.operate(.cancel)
  }
}
