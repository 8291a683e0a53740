import Config
import Model
import Pipeline
import Report

enum LogsCommand: Command {
  static let name = "logs"
  static let summary: Text = "show the build, process and run-time log of a release"
  static let usage = "TARGET"
  static let flags = Flag.common + [.build, .process, .run, .release, .since, .follow]
  static let notes: [Text] = [
    "Without --build, --process and --run: all logs that the provider has, each line with the name of its log.",
    "--follow ends when the logs have ended, and after the target's \"wait\": { \"timeout\": … } at the latest.",
    "sampan logs production --run --since 10m --follow",
  ]

  static func run(_ context: Context) async throws(Failure) -> Product {
    let kinds = LogKind.allCases.filter { context.arguments.isSet($0.flag) }
    let request = LogRequest(
      kinds: Set(kinds), release: context.arguments.value(.release), since: try since(context),
      follows: context.arguments.isSet(.follow))
    try await context.project().logs(request, of: context.oneTarget)
    return .nothing
  }

  private static func since(_ context: Context) throws(Failure) -> Duration? {
    guard let text = context.arguments.value(.since) else { return nil }
    if let duration = DurationText.parse(text), duration > .zero { return duration }
    throw Failure(
      .usage, "\"\(text)\" is not a valid duration for --since", remedies: ["valid values: 90s, 10m, 1h30m"])
  }
}

extension LogKind {
  fileprivate var flag: Flag {
    switch self {
    case .build: .build
    case .process: .process
    case .run: .run
    }
  }
}

enum HistoryCommand: Command {
  static let name = "history"
  static let summary: Text = "list the releases that the provider keeps, newest first, with their commits"
  static let usage = "[TARGET…]"
  static let flags = Flag.common
  static let notes: [Text] = [
    "The first column is the name that rollback --to and logs --release take.", "sampan history production",
  ]

  static func run(_ context: Context) async throws(Failure) -> Product {
    let (reports, failures) = try await context.project().history(named: context.targetNames)
    return .histories(reports, failures: failures)
  }
}

enum DiffCommand: Command {
  static let name = "diff"
  static let summary: Text = "show the commits and files between what is live and HEAD"
  static let usage = "TARGET"
  static let flags = Flag.common + [.exitCode]
  static let notes: [Text] = [
    "Files are those of the target's \"package\"; for other artifacts, all files of the commit.",
    "With --exit-code: 0 if a deploy would change nothing, 5 if it would, or if what is live is not known.",
    "sampan diff production --exit-code",
  ]

  static func run(_ context: Context) async throws(Failure) -> Product {
    let checks = context.arguments.isSet(.exitCode)
    let report = try await context.project().difference(of: context.oneTarget, canLack: checks)
    return .differences([report], problem: checks && !report.isSame ? .guarded : nil)
  }
}
