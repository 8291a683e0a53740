import Effects
import Git
import Model
import Providers

extension Project {
  /// What is live at a target, against what a deploy of HEAD would send: commits, files and settings.
  ///
  /// Whether there is a difference is known from the stamp alone. Where the live commit is not in the clone the lists are
  /// not: that is reported with `canLack` (a drift check needs no lists), and else a failure with what to do.
  package func difference(of name: String, canLack: Bool) async throws(Failure) -> DifferenceReport {
    let service = try service(named: name, for: .status)
    let state = try await service.provider.state()
    var report = DifferenceReport(
      target: name, provider: service.target.provider, service: service.target.service, live: state.main,
      head: head.commit, relation: .unknown("nothing is live"))
    guard let live = state.main else { return report }
    guard live.trafficPercent > 0 else {
      report.relation = .unknown("\(live.release) receives no traffic")
      return report
    }
    compareStamps(live.stamp, &report, service.target)
    let digits = try commit(of: live.stamp, or: live.release, under: service.schema.versionRule)
    guard let digits else {
      report.relation = .unknown("\(live.release) has no stamp of sampan")
      return report
    }
    do throws(Failure) {
      let between = try repository.between(live: digits, and: head.commit) { world.isStopping() }
      add(between, to: &report, service.target)
    } catch {
      guard error.kind == .repository, canLack || report.isSame else { throw error }
      report.relation = .unknown(error.what)
      world.tell(
        .finding(
          Finding(
            .warning, "commits and files are not listed: \(error.what)", rule: "diff/commit-missing",
            remedies: error.remedies)))
    }
    return report
  }

  /// What a deploy compares to report `unchanged`.
  private func compareStamps(_ live: Stamp?, _ report: inout DifferenceReport, _ target: Target) {
    guard let live, let planned = configuration.targets.first(where: { $0.name == target.name }) else {
      return
    }
    report.hasOutsideContent = planned.sendsOutsideContent
    do throws(Failure) {
      let stamp = try prepare(planned).plan.deployment.stamp
      report.contentDiffers = stamp.tree != live.tree
      report.settingsDiffer = stamp.config != live.config
    } catch {
      report.contentDiffers = (try? inputTree(of: planned)).map { $0.prefix(12) != live.tree }
      world.tell(
        .finding(
          Finding(
            .warning, "cannot tell whether the settings differ: \(error.what)", rule: "diff/settings",
            remedies: error.remedies)))
    }
  }

  private func add(_ between: Between, to report: inout DifferenceReport, _ target: Target) {
    report.liveCommit = between.live
    report.relation = between.relation
    report.ahead = between.ahead
    report.behind = between.behind
    let own = between.files.filter { target.counts($0.path) }
    report.files = own
    report.otherFileCount = between.files.count - own.count
    report.hasMoreFiles = between.hasMoreFiles
    // Without a stamp, by the files themselves.
    if report.contentDiffers == nil { report.contentDiffers = !own.isEmpty || between.hasMoreFiles }
  }
}

extension Target {
  /// Files that are not in the commit: built ones.
  fileprivate var sendsOutsideContent: Bool {
    switch artifact {
    case .file?: true
    case .package(let spec)?: spec.add != nil || spec.lfs == .worktree
    default: false
    }
  }

  /// Whether a file of the commit is part of what is compared to find out whether there is something to deploy.
  fileprivate func counts(_ path: [UInt8]) -> Bool {
    guard case .package(let spec)? = artifact else { return true }
    return ([spec.path] + spec.shared).contains { folder in
      let components = folder.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
      return components.isEmpty || path.starts(with: Array("\(components)/".utf8))
    }
  }
}
