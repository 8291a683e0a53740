import Effects
import Model
import Providers

/// What `logs` is asked for.
package struct LogRequest: Sendable {
  /// Empty: all that the provider has.
  package var kinds: Set<LogKind>
  /// The provider's own name; nil: the one that is rolled out, else the newest.
  package var release: String?
  /// How far back; nil: everything.
  package var since: Duration?
  /// Until the logs have ended, or the target's `wait.timeout` is over.
  package var follows: Bool

  package init(
    kinds: Set<LogKind> = [], release: String? = nil, since: Duration? = nil, follows: Bool = false
  ) {
    self.kinds = kinds
    self.release = release
    self.since = since
    self.follows = follows
  }
}

extension Project {
  /// Reads the logs of one target and reports their lines as they are read.
  package func logs(_ request: LogRequest, of name: String) async throws(Failure) {
    let service = try service(named: name, for: .logs)
    let schema = service.schema
    let all = LogKind.allCases.filter(schema.logs.contains)
    if let missing = LogKind.allCases.first(where: { request.kinds.contains($0) && !all.contains($0) }) {
      throw Failure(
        .usage, "provider \"\(schema.name)\" has no \(missing.rawValue) log", place: service.target.place,
        remedies: ["available: \(all.map { "--\($0.rawValue)" }.joined(separator: ", "))"])
    }
    let kinds = request.kinds.isEmpty ? all : all.filter(request.kinds.contains)
    var reading = LogReading(service: service, request: request, kinds: kinds)
    try await reading.run()
  }
}

/// The reads of one `logs`.
struct LogReading {
  let service: Service
  let request: LogRequest
  let kinds: [LogKind]
  private let since: Timestamp?
  /// Where the next read of each log continues.
  private var positions: [LogKind: String] = [:]
  private var ended: Set<LogKind> = []
  /// Why a log could not be read, of those that were not asked for by name.
  private var failures: [Failure] = []
  private var lineCount = 0
  /// When following ends, also in the middle of a log that always has more.
  private var end: Duration?
  private var tolerance = Tolerance()

  /// Reads of one log in a row.
  private static let mostReads = 500
  private static let shortestPause = Duration.seconds(2)

  init(service: Service, request: LogRequest, kinds: [LogKind]) {
    self.service = service
    self.request = request
    self.kinds = kinds
    since = request.since.map { Timestamp(seconds: service.world.now().seconds - $0.components.seconds) }
  }

  private var world: World { service.world }
  private var name: String { service.target.name }

  mutating func run() async throws(Failure) {
    if request.follows {
      try await follow()
    } else {
      for kind in kinds { try await readThrough(kind) }
    }
    if let failure = failures.first, failures.count == kinds.count { throw failure }
    guard lineCount == 0 else { return }
    let release: Text = request.release.map { "release \($0) of \(name)" } ?? "the newest release of \(name)"
    let logs = kinds.map(\.word).joined(separator: ", ")
    world.tell(
      .notice(
        request.since == nil
          ? "no lines in the logs of \(release) (\(logs))"
          : "no new lines in the logs of \(release) (\(logs))"))
  }

  private mutating func follow() async throws(Failure) {
    let pause = max(service.polling.shortest, Self.shortestPause)
    let timeout = service.target.wait.timeout
    end = world.uptime() + timeout
    let hasEnded: Bool? = try await world.until(within: timeout, every: { _ in pause }) {
      heartbeat async throws(Failure) -> Polled<Bool> in
      let before = lineCount
      for kind in kinds where !ended.contains(kind) { try await readTolerantly(kind) }
      if lineCount > before { heartbeat.told() }
      return ended.count == kinds.count ? .done(true) : .waiting("for more lines")
    }
    guard hasEnded == nil else { return }
    world.tell(
      .notice(
        """
        stopped following after \(Amounts.time(timeout)) ("wait": { "timeout": … }); \
        to continue: sampan logs \(name)\(flags) --follow --since 1m
        """))
  }

  /// Some temporary failures in a row do not end the wait.
  private mutating func readTolerantly(_ kind: LogKind) async throws(Failure) {
    do throws(Failure) {
      try await readThrough(kind)
      tolerance.succeeded()
    } catch {
      guard tolerance.allows(error) else { throw error }
      world.tell(.notice("the \(kind.word) log could not be read; retrying: \(error.what)"))
    }
  }

  /// What there is of a log. Of several that were not named, one that cannot be read does not hide the others.
  private mutating func readThrough(_ kind: LogKind) async throws(Failure) {
    do throws(Failure) {
      try await read(kind)
    } catch {
      guard kinds.count > 1, request.kinds.isEmpty, error.retry == .never, !error.isStop else { throw error }
      ended.insert(kind)
      failures.append(error)
      if failures.count == kinds.count { return }
      world.tell(
        .finding(
          Finding(
            .warning, "the \(kind.word) log could not be read: \(error.what)", rule: "logs/unreadable",
            remedies: error.remedies)))
    }
  }

  private mutating func read(_ kind: LogKind) async throws(Failure) {
    for _ in 0..<Self.mostReads {
      let page = try await service.provider.log(
        kind, of: request.release, since: since, after: positions[kind])
      lineCount += page.lines.count
      if !page.lines.isEmpty {
        world.tell(
          .logLines(LogLines(target: name, kind: kind, isOneOfMany: kinds.count > 1, lines: page.lines)))
      }
      guard let next = page.next else {
        ended.insert(kind)
        return
      }
      let isUnchanged = positions[kind] == next
      positions[kind] = next
      if page.lines.isEmpty || page.isUpToDate || isUnchanged { return }
      if let end, world.uptime() >= end { return }
      try await world.sleep(.zero)
    }
    guard !request.follows else { return }
    world.tell(
      .finding(
        Finding(
          .warning, "the \(kind.word) log has more lines than \(Self.mostReads) reads returned",
          rule: "logs/cut",
          remedies: ["read the newest lines: sampan logs \(name)\(flags) --since \(shorter)"])))
  }

  /// Those that ask for the same logs.
  private var flags: String {
    LogKind.allCases.filter(request.kinds.contains).map { " --\($0.rawValue)" }.joined()
      + (request.release.map { " --release \($0)" } ?? "")
  }

  /// At most 10 minutes, and less than was asked for.
  private var shorter: String {
    let asked = request.since?.components.seconds ?? .max
    let seconds = min(600, max(1, asked / 2))
    return seconds % 60 == 0 ? "\(seconds / 60)m" : "\(seconds)s"
  }
}
