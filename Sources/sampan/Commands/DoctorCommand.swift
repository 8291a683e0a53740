import Model
import Pipeline
import Report

enum DoctorCommand: Command {
  static let name = "doctor"
  static let summary: Text =
    "check this machine, clone, config and credentials, and print how to fix problems"
  static let usage = ""
  static let flags = Flag.common + [.credentials]
  static let traits: Traits = .findingsAreResults
  static let notes: [Text] = [
    "Every target is planned, even if its \"when\" does not match. Nothing is sent without --credentials.",
    """
    With --credentials, each target's credentials are tried with a call that changes nothing, and what each cloud's \
    console has to contain is printed: identity provider, role, policies.
    """,
    "sampan doctor --credentials",
  ]

  static func run(_ context: Context) async throws(Failure) -> Product {
    let checkup = try await Checkup(
      context.directory, configFile: context.configFile, trust: context.trust,
      credentials: context.arguments.isSet(.credentials), in: context.world)
    context.tell(checkup.findings)
    return .examined(checkup.lines, problem: checkup.problem)
  }
}
