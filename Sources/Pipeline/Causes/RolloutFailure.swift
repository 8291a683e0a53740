import Effects
import Model
import Providers

extension Service {
  /// The failure of a rollout: its cause, if the logs have one that is known, else the provider's reason. Reports the
  /// logs, cut to the cause.
  ///
  /// `blamed`: nil where the commit of the rollout is not known.
  func failure(
    of rollout: Rollout, _ reason: Text, _ logs: [LogExcerpt], _ blamed: BlamedPlace?
  ) -> Failure {
    let reasons = rollout.steps.compactMap(\.reason) + [reason.description]
    let usual: Text = "fix the cause and deploy again; see what serves: sampan status \(target.name)"
    guard
      let diagnosis = Diagnosis(
        of: logs, reasons: reasons, imageAccess: schema.imageAccess, all: command(for: nil),
        run: command(for: .run))
    else {
      for excerpt in logs { world.tell(.log(excerpt)) }
      let more: [Text] =
        logs.isEmpty || schema.logs.isEmpty ? [] : ["read the whole log: sampan logs \(target.name)"]
      return Failure(
        .rolloutFailed, "the rollout failed: \(reason)", remedies: [usual] + more,
        requestID: rollout.requestID)
    }
    for excerpt in diagnosis.excerpts { world.tell(.log(excerpt)) }
    return Failure(
      .rolloutFailed, diagnosis.what, place: blamed?.place(of: diagnosis.cause.blame, diagnosis.step),
      remedies: diagnosis.cause.remedies + ["see what serves: sampan status \(target.name)"],
      requestID: rollout.requestID, causes: ["the provider reports: \(reason)"])
  }

  /// How to see a log.
  private func command(for kind: LogKind?) -> Text {
    guard kind.map(schema.logs.contains) ?? !schema.logs.isEmpty else { return "the provider's console" }
    return kind == .run ? "sampan logs \(target.name) --run" : "sampan logs \(target.name)"
  }
}
