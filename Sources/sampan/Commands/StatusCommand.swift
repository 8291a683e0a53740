import Model
import Pipeline
import Report

enum StatusCommand: Command {
  static let name = "status"
  static let summary: Text = "show what is live, from which commit, and how far HEAD is from it"
  static let usage = "[TARGET…]"
  static let flags = Flag.common + [.wait, .externalID]
  static let notes: [Text] = [
    "--wait waits for a rollout in progress; the exit code is that of a deploy.",
    "sampan status production --wait",
  ]

  static func run(_ context: Context) async throws(Failure) -> Product {
    if let id = context.arguments.value(.externalID) {
      try context.refuseArguments()
      _ = try await watchTask(externalID: id, waits: context.arguments.isSet(.wait), in: context.world)
      return .nothing
    }
    let (states, failures) = try await context.project().status(
      named: context.targetNames, waits: context.arguments.isSet(.wait))
    return .states(states, failures: failures)
  }
}
