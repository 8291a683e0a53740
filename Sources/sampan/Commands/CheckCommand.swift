import Model
import Pipeline
import Providers
import Report

enum CheckCommand: Command {
  static let name = "check"
  static let summary = "read the config and report every finding; offline"
  static let operands = ""
  static let flags = Flag.common
  static let notes = [
    "An error is whatever plan, rehearse or deploy would refuse without asking the network.",
    "sampan check --config deploy/sampan.json",
  ]

  static func run(_ context: Context) async throws(Failure) -> RunReport {
    try context.refuseOperands()
    let checked = try Project.check(
      context.directory, configFile: context.configFile, trust: context.arguments.isSet(.trustRepo),
      in: context.world)
    let isBroken = checked.findings.contains { $0.severity == .error }
    var report = RunReport(
      command: name, exitCode: isBroken ? ExitCode(.configuration) : .success, findings: checked.findings)
    if !isBroken {
      report.checked = CheckedTargets(
        file: checked.file, targets: checked.targets.map(described),
        next: "sampan plan" + (context.arguments.value(.config).map { " --config \($0)" } ?? ""))
    }
    return report
  }

  private static func described(_ target: Target) -> CheckedTargets.Target {
    let options = Catalog.schema(target.provider)?.serviceOptions ?? []
    return CheckedTargets.Target(
      name: target.name, provider: target.provider,
      service: options.compactMap { target.options[$0]?.value.string }.joined(separator: "/"),
      branches: texts(target.when?.branch), tags: texts(target.when?.tag))
  }

  private static func texts(_ globs: GlobList?) -> [String] {
    (globs?.patterns ?? []).map { ($0.excludes ? "!" : "") + $0.glob.text }
  }
}
