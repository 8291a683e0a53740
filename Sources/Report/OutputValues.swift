import Model

extension Outcome {
  /// The contract's output names with this target's values; nil where there is none.
  var fields: [(name: String, value: String?)] {
    [
      ("status", status.rawValue), ("version", version), ("remark", remark), ("commit", commit),
      ("target", target), ("provider", provider), ("url", url), ("release_id", releaseID),
      ("package_sha256", packageSHA256), ("image", image),
    ]
  }
}

extension RunReport {
  /// What a following step of the CI job reads. The names exist once, so with several targets they tell of
  /// one: the last one that failed, so that a failure is never covered up; else the last one that was not
  /// skipped; else the last one. Every target is in `--json`. Values that are not known are left out.
  var outputs: [(name: String, value: String)] {
    let told =
      outcomes.last { [.failed, .timeout].contains($0.status) }
      ?? outcomes.last { $0.status != .skipped } ?? outcomes.last
    if let told { return told.fields.compactMap { field in field.value.map { (field.name, $0) } } }
    return failure == nil ? [] : [("status", Outcome.Status.failed.rawValue)]
  }

  /// Whether a CI system gets outputs and report files. A rehearsal must not look like a deploy, and a look
  /// must not overwrite what the deploy before it left.
  var leavesTraces: Bool { ["deploy", "check", "promote", "cancel", "rollback"].contains(command) }

  /// What it did, it did to emulated clouds.
  var isRehearsal: Bool { command == "rehearse" }

  /// Everything that is wrong, most important first: failures, then findings by severity.
  var complaints: [Complaint] {
    let failures = ([failure] + outcomes.map(\.failure)).compactMap(\.self).map { Complaint($0) }
    let findings = Finding.Severity.allCases.flatMap { severity in
      self.findings.filter { $0.severity == severity }.map { Complaint($0) }
    }
    return failures + findings
  }
}
