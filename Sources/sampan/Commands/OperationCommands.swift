import Model
import Pipeline
import Report

enum PromoteCommand: Command {
  static let name = "promote"
  static let summary: Text = "finish a gray release: send all traffic to it"
  static let usage = "TARGET"
  static let flags = Flag.common
  static let traits: Traits = .writesOutputs
  static let notes: [Text] = ["sampan promote production"]

  static func run(_ context: Context) async throws(Failure) -> Product {
    try await context.operate(.promote)
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
    let names = try targetNames
    guard let name = names.first, names.count == 1 else {
      throw Failure(
        .usage, "\(arguments.command) needs one target",
        remedies: ["sampan \(arguments.command) TARGET", "list the targets: sampan check"])
    }
    _ = try await project().operate(operation, on: name)
    return .nothing
  }
}
