import Model
import Pipeline
import Report

enum CheckCommand: Command {
  static let name = "check"
  static let summary: Text = "read the config and print all errors and warnings; offline"
  static let usage = ""
  static let flags = Flag.common
  static let traits: Traits = [.findingsAreResults, .writesOutputs]
  static let notes: [Text] = [
    "Errors are what plan, rehearse or deploy would refuse without network access.",
    "sampan check --config deploy/sampan.json",
  ]

  static func run(_ context: Context) async throws(Failure) -> Product {
    let checked = try Project.check(
      context.directory, configFile: context.configFile, trust: context.trust, in: context.world)
    context.tell(checked.findings)
    guard !checked.findings.contains(where: { $0.severity == .error }) else { return .checked(nil) }
    // Without "when", a target is planned only when it is named.
    let byName = checked.targets.contains { $0.when != nil } ? nil : checked.targets.first?.name
    let plan =
      "sampan plan" + (byName.map { " \($0)" } ?? "")
      + (context.arguments.value(.config).map { " --config \($0)" } ?? "")
    return .checked(
      CheckedTargets(file: checked.file, targets: checked.targets, next: checked.hasCommit ? plan : nil))
  }
}
