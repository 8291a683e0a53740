import Effects
import Model
import Providers

extension Service {
  /// The failure of a rollout: its cause, if the logs have one that is known, else the provider's reason. Reports the
  /// logs, cut to the cause.
  ///
  /// `blamed`: nil where the commit of the rollout is not known. `shown`: the logs that were reported already.
  func failure(
    of rollout: Rollout, _ reason: Text, _ logs: [LogExcerpt], _ blamed: BlamedPlace?,
    shown: [LogExcerpt] = []
  ) -> Failure {
    let usual: Text = "fix the cause and deploy again; see what serves: sampan status \(target.name)"
    let diagnosis = diagnosis(of: rollout, [reason.description], logs)
    tell(logs, cut: diagnosis?.excerpts, shown: shown)
    guard let diagnosis else {
      let more: [Text] =
        logs.isEmpty || schema.logs.isEmpty
        ? imageAccess : ["read the whole log: sampan logs \(target.name)"]
      return Failure(
        .rolloutFailed, "the rollout failed: \(reason)", remedies: [usual] + more,
        requestID: rollout.requestID)
    }
    return Failure(
      .rolloutFailed, diagnosis.what, place: blamed?.place(of: diagnosis.cause.blame, diagnosis.step),
      remedies: diagnosis.cause.remedies + ["see what serves: sampan status \(target.name)"],
      requestID: rollout.requestID, causes: ["the provider reports: \(reason)"])
  }

  /// Where no log shows it, a private image is as likely as anything else.
  private var imageAccess: [Text] {
    guard target.artifact?.form == .image, let access = schema.imageAccess else { return [] }
    return ["if the cloud may not pull the image: \(access)"]
  }

  /// The failure of a rollout that has not ended, with the cause that its logs have, if it is known. Reports the logs as
  /// above.
  func explained(
    _ failure: Failure, of rollout: Rollout, by logs: [LogExcerpt], _ blamed: BlamedPlace?,
    shown: [LogExcerpt]
  ) -> Failure {
    let diagnosis = diagnosis(of: rollout, [], logs)
    tell(logs, cut: diagnosis?.excerpts, shown: shown)
    guard let diagnosis else { return failure }
    return failure.with {
      $0.causes.append("the logs show: \(diagnosis.what)")
      $0.place = blamed?.place(of: diagnosis.cause.blame, diagnosis.step)
      $0.remedies += diagnosis.cause.remedies
    }
  }

  /// Of logs that were reported, only what is new; without a cut, their ends. A provider that returns the newest lines has
  /// dropped the first of those that were shown.
  func tell(_ logs: [LogExcerpt], cut: [LogExcerpt]? = nil, shown: [LogExcerpt] = []) {
    for (number, log) in logs.enumerated() {
      var excerpt = log
      var count = Self.shownLines
      if let before = shown.first(where: { $0.title == log.title }) {
        guard log.lines != before.lines else { continue }
        let lines = before.lines
        let known = lines.indices.first { log.lines.starts(with: lines[$0...]) } ?? lines.count
        excerpt.lines.removeFirst(lines.count - known)
        if excerpt.lines.isEmpty { continue }
        count = Self.newLines
      }
      world.tell(.log(cut?[number] ?? end(of: excerpt, count)))
    }
  }

  /// Lines that are shown of a log whose cause is not known.
  private static let shownLines = 80
  /// Of those that were added to a log which was shown: a service that works may write many.
  private static let newLines = 20

  private func end(of log: LogExcerpt, _ shown: Int) -> LogExcerpt {
    let count = log.lines.count
    return log.cut(to: max(0, count - shown)..<count, command(for: nil))
  }

  private func diagnosis(of rollout: Rollout, _ reasons: [String], _ logs: [LogExcerpt]) -> Diagnosis? {
    Diagnosis(
      of: logs, reasons: rollout.steps.compactMap(\.reason) + reasons, imageAccess: schema.imageAccess,
      all: command(for: nil), run: command(for: .run))
  }

  /// How to see a log.
  private func command(for kind: LogKind?) -> Text {
    guard kind.map(schema.logs.contains) ?? !schema.logs.isEmpty else { return "the provider's console" }
    return kind == .run ? "sampan logs \(target.name) --run" : "sampan logs \(target.name)"
  }
}
