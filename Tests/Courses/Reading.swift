import Effects
import Model
import Pipeline
import Support

/// What is read of a service after a deploy, the same for every provider whose schema says that it can.
package enum Reading: String, CaseIterable, Sendable, CustomStringConvertible {
  case history, logs, followedLogs, logsOfAnUnknownRelease, logsOfAFailure, difference

  package var description: String { rawValue }

  /// Whether a provider with this schema can be asked.
  package func applies(to schema: ProviderSchema) -> Bool {
    switch self {
    case .history: schema.verbs.contains(.history)
    case .logs, .followedLogs, .logsOfAnUnknownRelease, .logsOfAFailure: schema.verbs.contains(.logs)
    case .difference: !schema.accepts.isEmpty
    }
  }

  /// Deploys the subject once and reads. Returns what is not as it should be.
  package func differences(with subject: Subject) async throws -> [String] {
    let rehearsal = try await Rehearsal(subject, scenario: self == .logsOfAFailure ? "crash" : "calm")
    defer { rehearsal.end() }
    let outcome = try await rehearsal.deploy()
    let before = rehearsal.writes
    var found: [String] = []
    switch self {
    case .history: found = try await history(rehearsal)
    case .logs, .logsOfAFailure: found = try await logs(rehearsal)
    case .followedLogs: found = try await followed(rehearsal)
    case .logsOfAnUnknownRelease: found = try await unknown(rehearsal)
    case .difference: found = try await difference(rehearsal)
    }
    if rehearsal.writes != before { found.append("reading wrote something") }
    return found + rehearsal.leaks(outcome).map { "a secret was printed, \($0.count) characters long" }
  }

  /// The newest release is ours, by its stamp or by its name.
  private func history(_ rehearsal: Rehearsal) async throws -> [String] {
    let entries = try await rehearsal.history()
    let head = try await rehearsal.difference().head
    guard let newest = entries.first else { return ["no release is listed"] }
    let live = try await rehearsal.state().main
    var found: [String] = []
    if newest.found?.id != head.id {
      found.append("the newest release is of \(newest.commit ?? "no commit")")
    }
    if newest.release.status.isEmpty { found.append("the newest release has no status") }
    if entries.filter({ $0.release.id == live?.release }).count != 1 {
      found.append("\(live?.release ?? "nothing") is live, listed are \(entries.map(\.release.id))")
    }
    if let share = newest.release.trafficPercent, share != 100 { found.append("it gets \(share) %") }
    if Set(entries.map(\.release.id)).count != entries.count { found.append("a release is listed twice") }
    let times = entries.compactMap(\.release.created)
    if times != times.sorted(by: >) { found.append("the order is not newest first: \(times)") }
    return found
  }

  /// Each log on its own, then all of them. At least one has lines.
  private func logs(_ rehearsal: Rehearsal) async throws -> [String] {
    let kinds = rehearsal.schema?.logs ?? []
    if kinds.isEmpty { return ["the schema has no log"] }
    var each: [LogKind: [String]] = [:]
    for kind in kinds { each.merge(try await rehearsal.logs(LogRequest(kinds: [kind]))) { $0 + $1 } }
    let all = try await rehearsal.logs()
    var found: [String] = []
    if each.isEmpty { found.append("no log has a line") }
    for kind in kinds where each[kind]?.prefix(20) != all[kind]?.prefix(20) {
      found.append("the \(kind.rawValue) log differs when it is read with the others: \(each) \(all)")
    }
    for line in all.values.joined() where line.contains("\n") {
      found.append("a line has a line end: \(line)")
    }
    return found
  }

  /// Within the time of the target, whether the log ends or not; a log that is followed has the same lines.
  private func followed(_ rehearsal: Rehearsal) async throws -> [String] {
    let read = try await rehearsal.logs()
    let start = rehearsal.world.uptime()
    let followed = try await rehearsal.logs(LogRequest(follows: true))
    var found: [String] = []
    if rehearsal.world.uptime() - start > .seconds(21 * 60) { found.append("it was followed for too long") }
    for (kind, lines) in read where followed[kind]?.starts(with: lines) != true {
      found.append("the \(kind.rawValue) log that was followed lacks lines: \(followed[kind] ?? [])")
    }
    return found
  }

  private func unknown(_ rehearsal: Rehearsal) async throws -> [String] {
    do {
      let lines = try await rehearsal.logs(LogRequest(release: "it-has-never-existed"))
      return ["it was not refused: \(lines)"]
    } catch let failure as Failure {
      return failure.kind == .usage ? [] : ["the failure is of kind \(failure.kind): \(failure)"]
    }
  }

  /// None after a deploy; after one more commit, its file.
  private func difference(_ rehearsal: Rehearsal) async throws -> [String] {
    var found: [String] = []
    let none = try await rehearsal.difference()
    if !none.isSame || none.relation != .same { found.append("there is a difference: \(none)") }
    try await rehearsal.repository.commit(files: ["new.txt": "new"])
    let one = try await rehearsal.difference()
    if one.isSame || one.files?.map(\.kind) != [.added] || one.ahead.count != 1 {
      found.append("not one file and one commit: \(one)")
    }
    return found
  }
}
