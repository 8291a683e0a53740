import Model

/// A config file without errors: what `check` prints of it.
package struct CheckedTargets: Equatable, Sendable {
  /// As the findings name it.
  package var file: String
  package var targets: [Target]
  /// The command to go on with.
  package var next: String

  package struct Target: Equatable, Sendable {
    package var name: String
    package var provider: String
    /// What it deploys to there, e.g. `prod-1a2b3c/api`.
    package var service: String
    /// Globs, as written.
    package var branches: [String]
    package var tags: [String]

    package init(name: String, provider: String, service: String, branches: [String], tags: [String]) {
      self.name = name
      self.provider = provider
      self.service = service
      self.branches = branches
      self.tags = tags
    }
  }

  package init(file: String, targets: [Target], next: String) {
    self.file = file
    self.targets = targets
    self.next = next
  }
}

extension CheckedTargets {
  /// A line for the file, one for each target, and what comes next.
  func lines(_ findings: [Finding]) -> [Line] {
    let warnings = findings.count { $0.severity == .warning }
    let verdict = warnings == 0 ? "no problems" : Amounts.count(warnings, "warning")
    let names = targets.map(\.name.count).max() ?? 0
    let services = targets.map { $0.destination.count }.max() ?? 0
    return ["\(file): \(Amounts.count(targets.count, "target")), \(verdict)"]
      + targets.map {
        "  \($0.name.padded(names), .bold)  \($0.destination.padded(services))  \($0.trigger)"
      }
      + ["next: \(next)"]
  }
}

extension CheckedTargets.Target {
  fileprivate var destination: String { service.isEmpty ? provider : "\(provider) \(service)" }

  fileprivate var trigger: String {
    var sources: [String] = []
    if !branches.isEmpty {
      sources.append("\(branches.count == 1 ? "branch" : "branches") \(listed(branches))")
    }
    if !tags.isEmpty { sources.append("tags \(listed(tags))") }
    return sources.isEmpty ? "only when named" : "from \(sources.joined(separator: " and "))"
  }

  private func listed(_ globs: [String]) -> String { globs.joined(separator: ", ") }

  var facts: JSON {
    [
      "target": .string(name), "provider": .string(provider), "service": .string(service),
      "branches": .array(branches.map(JSON.string)), "tags": .array(tags.map(JSON.string)),
    ]
  }
}

extension String {
  fileprivate func padded(_ width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
