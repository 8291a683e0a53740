import Effects
import Model

extension CloudBaseRun {
  /// How much of each log is shown.
  private static let buildLines = 80
  private static let processLines = 40
  /// Pages of a build log that are read at most.
  private static let pages = 50

  package func explain(_ rollout: Rollout) async -> [LogExcerpt] {
    guard let release = rollout.receipt.release, let record = await record(of: release) else { return [] }
    var excerpts: [LogExcerpt] = []
    if let build = record.buildID, build > 0 {
      let lines = await buildLog(build, version: release)
      if !lines.isEmpty { excerpts.append(LogExcerpt(title: "build log of \(release)", lines: lines)) }
    }
    if let run = record.runID, !run.isEmpty {
      let lines = await processLog(run)
      if !lines.isEmpty { excerpts.append(LogExcerpt(title: "process log of \(release)", lines: lines)) }
    }
    return excerpts
  }

  private func record(of release: String) async -> DeployRecords.Record? {
    do throws(Failure) {
      return try await api.send(describeDeployRecords, expecting: DeployRecords.self).record(of: release)
    } catch {
      world.tell(.notice("the deploy records cannot be read: \(error.what)"))
      return nil
    }
  }

  private func processLog(_ run: String) async -> [String] {
    do throws(Failure) {
      let log = try await api.send(describeProcessLog(run: run), expecting: ProcessLog.self)
      return (log.lines ?? []).suffix(Self.processLines)
    } catch {
      world.tell(.notice("the process log cannot be read: \(error.what)"))
      return []
    }
  }

  /// The last lines. An account without a build user is refused here; the process log still tells something.
  private func buildLog(_ build: Int, version: String) async -> [String] {
    var text = ""
    var start = 0
    do throws(Failure) {
      for _ in 0..<Self.pages {
        let call = describeBuildLog(build: build, version: version, from: start)
        guard let page = try await api.send(call, expecting: BuildLog.self).page else { break }
        text += page.text ?? ""
        guard page.more == true, let delivered = page.delivered, delivered > start else { break }
        start = delivered
      }
    } catch {
      world.tell(.notice("the build log cannot be read: \(error.what)"))
    }
    return text.split(whereSeparator: \.isNewline).suffix(Self.buildLines).map(String.init)
  }
}
