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
        guard let next = page.next, next != position, !page.lines.isEmpty else { break }
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

  /// Nil: of the newest version.
  private func record(of release: String?) async throws(Failure) -> DeployRecords.Record {
    let records = try await api.send(describeDeployRecords, expecting: DeployRecords.self)
    guard let record = release.map({ records.record(of: $0) }) ?? records.sorted.first else {
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
    return LogPage(lines: lines, next: hasMore || !record.isOver ? String(max(start, end)) : nil)
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
      lines: Array(lines.dropFirst(start)), next: record.isOver ? nil : String(max(start, lines.count)))
  }

  /// Lines arrive in any order within some seconds, so a read after everything was read begins that much earlier and
  /// leaves out what is known.
  private func runLog(
    _ record: DeployRecords.Record, since: Timestamp?, after position: String?
  ) async throws(Failure) -> LogPage {
    let now = api.now
    var place =
      LogPosition(position) ?? LogPosition(start: since ?? Timestamp(seconds: now.seconds - Self.usualPast))
    let end = Timestamp(seconds: now.seconds + LogPosition.overlap)
    var lines: [LogSearch.Line] = []
    // Whole pages of a busy service may be known already.
    for _ in 0..<Self.knownPages where lines.isEmpty {
      let call = searchLog(
        of: "\(serverName)-\(record.digits)", from: place.start, to: end, context: place.context)
      let found = try await api.send(call, expecting: LogSearch.self).logResults
      let results = found?.results ?? []
      lines = results.filter { place.add($0, until: end) }
      guard let context = found?.context, !context.isEmpty, found?.listOver != true, !results.isEmpty else {
        place.close()
        break
      }
      place.turn(to: context)
    }
    let hasEnded = Self.isDead(record.status) && lines.isEmpty && place.context.isEmpty
    return LogPage(lines: lines.map(\.shown), next: hasEnded ? nil : place.text)
  }

  /// Seconds of the run-time log that are read where nothing else is asked for.
  private static let usualPast: Int64 = 3600

  /// Pages of one read at most.
  private static let knownPages = 50

  struct LogSearch: Decodable, Sendable {
    struct Line: Decodable, Sendable {
      var timestamp: LenientText?
      var content: String?
      var pkgLogID: String?
    }
    struct Results: Decodable, Sendable {
      var context: String?
      var listOver: Bool?
      var results: [Line]?
    }
    var logResults: Results?
  }
}

/// Where a search in the run-time log continues.
private struct LogPosition {
  var start: Timestamp
  /// The API's own cursor, while a search has more; else empty.
  private(set) var context = ""
  /// That this cursor has returned.
  private var pages = 0
  /// The newest line so far, and the marks of those around it.
  private var newest: Int64
  private var known: [String: Int64] = [:]

  /// Seconds.
  static let overlap: Int64 = 15
  /// A cursor returns 10,000 lines at most (SDK of tcbr 3.1.155, SearchClsLogRequest.Context), 100 a page.
  private static let mostPages = 100

  init(start: Timestamp) {
    self.start = start
    newest = start.seconds
  }

  /// From `text`.
  init?(_ text: String?) {
    guard let text, let json = try? JSONCoding.decode(JSON.self, from: Array(text.utf8), answering: ""),
      let start = json["start"]?.integer, let newest = json["newest"]?.integer
    else { return nil }
    self.start = Timestamp(seconds: Int64(start))
    self.newest = Int64(newest)
    context = json["context"]?.string ?? ""
    pages = json["pages"]?.integer ?? 0
    known = (json["known"]?.object ?? [:]).compactMapValues { $0.integer.map(Int64.init) }
  }

  var text: String {
    JSON.object([
      "start": .integer(Int(start.seconds)), "newest": .integer(Int(newest)), "context": .string(context),
      "pages": .integer(pages),
      "known": .object(known.mapValues { .integer(Int($0)) }),
    ]).text
  }

  /// Whether the line is new. A line from after the end of the search has a wrong time, and counts as of its end.
  mutating func add(_ line: CloudBaseRun.LogSearch.Line, until end: Timestamp) -> Bool {
    let time = min(line.time?.seconds ?? newest, end.seconds)
    newest = max(newest, time)
    return known.updateValue(time, forKey: line.mark) == nil
  }

  /// The search has more: it continues there, or, where its cursor is used up, a new one begins at the newest line.
  mutating func turn(to context: String) {
    pages += 1
    guard pages >= Self.mostPages else {
      self.context = context
      return
    }
    (self.context, pages) = ("", 0)
    start = Timestamp(seconds: max(start.seconds, newest))
    known = known.filter { $0.value >= start.seconds }
  }

  /// The search has returned everything: the next one begins shortly before the newest line.
  mutating func close() {
    (context, pages) = ("", 0)
    start = Timestamp(seconds: max(start.seconds, newest - Self.overlap))
    known = known.filter { $0.value >= start.seconds }
  }
}

extension CloudBaseRun.LogSearch.Line {
  /// `2026-01-02 03:04:05`, or seconds or milliseconds since 1970.
  var time: Timestamp? {
    guard let timestamp = timestamp?.value else { return nil }
    if let number = Int64(timestamp) {
      let seconds = number > 100_000_000_000 ? number / 1000 : number
      // To the end of the year 9999.
      return (0...253_402_300_799).contains(seconds) ? Timestamp(seconds: seconds) : nil
    }
    return Timestamp(chinaTime: timestamp)
  }

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
  var mark: String { "\(pkgLogID ?? "") \(timestamp?.value ?? "") \(text.prefix(80))" }
}

extension Timestamp {
  /// As this API reads times: in China's, without a zone.
  var inChina: String {
    Timestamp(seconds: seconds + 8 * 3600).utc.iso8601.replacing("T", with: " ")
      .replacing("Z", with: "")
  }
}
