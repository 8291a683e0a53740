import Model
import Pipeline
import Report

enum PromoteCommand: Command {
  static let name = "promote"
  static let summary: Text = "finish a gray release: send all traffic, or a share of it, to it"
  static let usage = "TARGET"
  static let flags = Flag.common + [.percent, .duringFreeze]
  static let traits: Traits = .writesOutputs
  static let notes: [Text] = [
    "With --percent below 100, the release still waits afterwards: the exit code is 4.",
    "During a \"freeze\" of the target it is refused with exit code 5.",
    "sampan promote production --percent 25",
  ]

  static func run(_ context: Context) async throws(Failure) -> Product {
    guard let text = context.arguments.value(.percent) else { return try await context.operate(.promote) }
    guard let percent = Int(text), (1...100).contains(percent) else {
      throw Failure(
        .usage, "\"\(text)\" is not a valid share for --percent",
        remedies: ["valid values: 1 to 100; 100 finishes the gray release"])
    }
    return try await context.operate(percent == 100 ? .promote : .share(percent))
  }
}

enum CancelCommand: Command {
  static let name = "cancel"
  static let summary: Text = "stop a rollout in progress"
  static let usage = "TARGET"
  static let flags = Flag.common
  static let traits: Traits = .writesOutputs
  static let notes: [Text] = ["sampan cancel production"]

  static func run(_ context: Context) async throws(Failure) -> Product {
    try await context.operate(.cancel)
  }
}

enum RollbackCommand: Command {
  static let name = "rollback"
  static let summary: Text = "go back to the release before the live one"
  static let usage = "TARGET"
  static let flags = Flag.common + [.to]
  static let traits: Traits = .writesOutputs
  static let notes: [Text] = [
    "The next deploy replaces it: revert the commit as well.", "sampan rollback production --to api-006",
  ]

  static func run(_ context: Context) async throws(Failure) -> Product {
    try await context.operate(.rollback(to: context.arguments.value(.to)))
  }
}

extension Context {
  /// Runs an operation on the target in the arguments.
  fileprivate func operate(_ operation: Pipeline.Operation) async throws(Failure) -> Product {
    let name = try oneTarget
    _ = try await project().operate(operation, on: name)
    return .nothing
  }
}
