import Effects
import HTTP
import Model

/// What a service keeps of its releases: their records, and the logs of their life.
extension CloudBaseRun {
  /// How much of each log explains a failure.
  private static let explainingLines = 10_000
  /// Pages of a build log that are read at most.
  private static let pages = 50

  package func explain(_ rollout: Rollout) async -> [LogExcerpt] {
    guard let release = rollout.receipt.release else { return [] }
    var excerpts: [LogExcerpt] = []
    let record: DeployRecords.Record
    do throws(Failure) {
      record = try await self.record(of: release)
    } catch {
      world.tell(.notice("the logs of \(release) cannot be read: \(error.what)"))
      return []
    }
    for kind in [LogKind.build, .process] {
      let lines = await end(of: kind, record)
      if !lines.isEmpty {
        excerpts.append(
          LogExcerpt(
            title: "\(kind.word) log of \(release)", lines: Array(lines.suffix(Self.explainingLines)),
            isOfBuild: kind == .build))
      }
    }
    return excerpts
  }

  /// All lines, as far as they can be read. An account without a build user is refused the build log; the process log is
  /// still read.
  private func end(of kind: LogKind, _ record: DeployRecords.Record) async -> [String] {
    var lines: [String] = []
    var position: String?
    do throws(Failure) {
      for _ in 0..<Self.pages {
        let page = try await log(kind, record, since: nil, after: position)
        lines += page.lines
        guard let next = page.next, next != position, !page.lines.isEmpty, !page.isUpToDate else { break }
        position = next
      }
    } catch {
      world.tell(.notice("the \(kind.word) log cannot be read: \(error.what)"))
    }
    return lines
  }

  /// Of so many releases the remarks are read: a call each.
  private static let remarks = 30

  package func releases() async throws(Failure) -> [Release] {
    let records = try await api.send(describeDeployRecords, expecting: DeployRecords.self).sorted
    var releases: [Release] = []
    for record in records.prefix(300) {
      let name = "\(serverName)-\(record.digits)"
      releases.append(
        Release(
          id: name, created: Timestamp(chinaTime: record.deployTime), status: record.word,
          trafficPercent: record.flowRatio?.value,
          remark: releases.count < Self.remarks ? try await remark(of: name) : nil, image: record.imageURL))
    }
    return releases
  }

  package func log(
    _ kind: LogKind, of release: String?, since: Timestamp?, after position: String?
  ) async throws(Failure) -> LogPage {
    try await log(kind, try await record(of: release), since: since, after: position)
  }

  /// The record of a version as a person writes it: its whole name.
  func named(_ release: String, in records: DeployRecords) -> DeployRecords.Record? {
    records.sorted.first { "\(serverName)-\($0.digits)" == release }
  }

  /// Nil: of the newest version.
  private func record(of release: String?) async throws(Failure) -> DeployRecords.Record {
    let records = try await api.send(describeDeployRecords, expecting: DeployRecords.self)
    guard let record = release.map({ named($0, in: records) }) ?? records.sorted.first else {
      throw Failure(
        .usage,
        release.map { "service \"\(serverName)\" has no version \($0)" }
          ?? "service \"\(serverName)\" has no version yet",
        remedies: ["list them: sampan history \(target.name)"])
    }
    return record
  }

  private func log(
    _ kind: LogKind, _ record: DeployRecords.Record, since: Timestamp?, after position: String?
  ) async throws(Failure) -> LogPage {
    switch kind {
    case .build: try await buildLog(record, after: position)
    case .process: try await processLog(record, after: position)
    case .run: try await runLog(record, since: since, after: position)
    }
  }

  private func buildLog(
    _ record: DeployRecords.Record, after position: String?
  ) async throws(Failure) -> LogPage {
    let start = position.flatMap { Int($0) } ?? 0
    let next = record.isOver ? nil : String(start)
    // The number comes some seconds after the record; an image is not built.
    guard let build = record.buildID?.value, build > 0 else { return LogPage(lines: [], next: next) }
    let call = describeBuildLog(build: build, version: "\(serverName)-\(record.digits)", from: start)
    guard let page = try await api.send(call, expecting: BuildLog.self).log else {
      return LogPage(lines: [], next: next)
    }
    let lines = (page.text ?? "").split(whereSeparator: \.isNewline).map(String.init)
    let end = page.delivered ?? start + lines.count
    let hasMore = page.more == true && end > start
    return LogPage(
      lines: lines, next: hasMore || !record.isOver ? String(max(start, end)) : nil, isUpToDate: !hasMore)
  }

  private func processLog(
    _ record: DeployRecords.Record, after position: String?
  ) async throws(Failure) -> LogPage {
    let start = position.flatMap { Int($0) } ?? 0
    guard let run = record.runID, !run.isEmpty else {
      return LogPage(lines: [], next: record.isOver ? nil : String(start))
    }
    let lines = try await api.send(describeProcessLog(run: run), expecting: ProcessLog.self).logs ?? []
    return LogPage(
      lines: Array(lines.dropFirst(start)), next: record.isOver ? nil : String(max(start, lines.count)),
      isUpToDate: true)
  }

  private func runLog(
    _ record: DeployRecords.Record, since: Timestamp?, after position: String?
  ) async throws(Failure) -> LogPage {
    var place = LogPosition(position, since: since, at: api.now)
    var lines: [LogSearch.Line] = []
    for _ in 0..<LogPosition.knownPages where lines.isEmpty {
      let call = searchLog(of: "\(serverName)-\(record.digits)", place)
      let found = try await api.send(call, expecting: LogSearch.self).logResults
      let results = found?.results ?? []
      lines = results.filter { place.add($0.mark, at: $0.time) }
      place.turn(to: found?.context, isOver: found?.listOver, after: results.count)
      if !place.isOpen { break }
    }
    let hasEnded = Self.isDead(record.status) && lines.isEmpty && !place.isOpen
    return LogPage(
      lines: lines.map(\.shown), next: hasEnded ? nil : place.text, isUpToDate: !place.isOpen)
  }

  struct LogSearch: Decodable, Sendable {
    struct Line: Decodable, Sendable {
      var timestamp: LenientText?
      var content: String?
      var pkgLogID: LenientText?
    }
    struct Results: Decodable, Sendable {
      var context: String?
      var listOver: Bool?
      var results: [Line]?
    }
    var logResults: Results?
  }
}

extension CloudBaseRun.LogSearch.Line {
  var time: Timestamp? { Timestamp(ofLogLine: timestamp?.value) }

  /// What the container wrote: the collector wraps it in JSON.
  var text: String {
    let content = content ?? ""
    guard content.hasPrefix("{"),
      let members = try? JSONCoding.decode([String: JSON].self, from: Array(content.utf8), answering: "")
    else { return content }
    return ["log", "__CONTENT__", "message"].lazy.compactMap { members[$0]?.string }.first ?? content
  }

  /// The line, with its time in front.
  var shown: String {
    let text = String(text.split(whereSeparator: \.isNewline).joined(separator: " "))
    return time.map { "\($0.utc.iso8601) \(text)" } ?? text
  }

  /// Distinguishes it from other lines of the same second.
  var mark: String { "\(pkgLogID?.value ?? "") \(timestamp?.value ?? "") \(text.prefix(80))" }
}

extension Timestamp {
  /// As this API reads times: in China's, without a zone.
  var inChina: String {
    Timestamp(seconds: seconds + 8 * 3600).utc.iso8601.replacing("T", with: " ")
      .replacing("Z", with: "")
  }
}
