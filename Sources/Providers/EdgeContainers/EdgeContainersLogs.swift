import Effects
import HTTP
import Model

/// What the app's containers wrote, and the versions that there are.
extension EdgeContainers {
  /// The newest lines of whatever runs: in production also the version that served before, and only that one where the
  /// new one does not start.
  package func explain(_ rollout: Rollout) async -> [LogExcerpt] {
    do throws(Failure) {
      let lines = try await api.send(describeLogs, expecting: Logs.self).items ?? []
      guard !lines.isEmpty else { return [] }
      return [LogExcerpt(title: "container log of \(appID) (all versions that run)", lines: lines)]
    } catch {
      world.tell(.notice("the container log cannot be read: \(error.what)"))
      return []
    }
  }

  package func releases() async throws(Failure) -> [Release] {
    let online = try await appStatus().online
    let list = try await api.send(listVersions(named: nil), expecting: VersionList.self)
    return list.sorted.compactMap { version in
      guard let id = version.versionID else { return nil }
      return Release(
        id: id, created: version.created, status: version.word ?? "",
        trafficPercent: online.first { $0.version == id }?.percent ?? 0, remark: version.remarks?.nonEmpty,
        image: version.containers?.first?["Image"]?.string)
    }
  }

  /// The newest lines of the app's containers. The API has neither times nor a place to continue at: what is new is
  /// what comes after the lines that were read last.
  package func log(
    _ kind: LogKind, of release: String?, since: Timestamp?, after position: String?
  ) async throws(Failure) -> LogPage {
    let online = try await appStatus().online.map(\.version)
    if let release, !online.contains(release) {
      throw Failure(
        .usage, "version \"\(release)\" is not online: ESA has the logs of running containers only",
        remedies: ["leave out --release"])
    }
    let lines = try await api.send(describeLogs, expecting: Logs.self).items ?? []
    return LogEnd(position).page(of: lines)
  }
}

extension EdgeContainers {
  struct Logs: Decodable, Sendable {
    var items: [String]?
  }

  /// A log as it was read, by which its next read is continued: the API returns the newest lines, without times. The
  /// lines of before move to the front and out, so the longest part of them that the log begins with is known. Of lines
  /// that are all alike, that is as many as may be.
  struct LogEnd: Equatable, Sendable {
    private var lines: [String]

    init(_ position: String?) {
      lines =
        (try? JSONCoding.decode([String].self, from: Array((position ?? "").utf8), answering: "log")) ?? []
    }

    /// The lines after these; all, where the log has moved on so far that these are gone.
    func page(of log: [String]) -> LogPage {
      let moved = lines.indices.first { log.starts(with: lines[$0...]) } ?? lines.count
      let end = log.isEmpty ? lines : log
      return LogPage(
        lines: Array(log.dropFirst(lines.count - moved)),
        next: (try? JSONCoding.encode(end)).map { String(decoding: $0, as: UTF8.self) }, isUpToDate: true)
    }
  }
}
