import Effects
import Git
import Model
import Providers

extension Project {
  /// The releases that the provider of each named target keeps, with what this clone knows of their commits. When none
  /// is named: all targets whose provider can list them; why others are left out is reported. A target that cannot be
  /// read does not hide the others: its failure is an outcome.
  package func history(
    named names: [String]
  ) async throws(Failure) -> (reports: [HistoryReport], failures: [Outcome]) {
    var reports: [HistoryReport] = []
    var failures: [Outcome] = []
    for target in try chosenTargets(names) {
      do throws(Failure) {
        if names.isEmpty, let reason = catalog.schema(target.provider)?.cannot[.history] {
          world.tell(.notice("\(target.name) is left out: \(reason)"))
        } else {
          reports.append(try await history(of: service(of: target, for: .history)))
        }
      } catch {
        if error.isStop || error.kind == .usage { throw error }
        failures.append(
          Outcome(target: target.name, provider: target.provider, status: .failed, failure: error))
      }
    }
    return (reports, failures)
  }

  private func history(of service: Service) async throws(Failure) -> HistoryReport {
    let target = service.target
    var entries: [HistoryReport.Entry] = []
    for release in try await service.provider.releases() {
      var entry = HistoryReport.Entry(release: release)
      entry.commit = try commit(of: release.stamp, or: release.id, under: service.schema.versionRule)
      entry.found = try entry.commit.flatMap { (digits) throws(Failure) in
        try repository.commit(startingWith: digits)
      }
      entry.version = version(of: release, target)
      entries.append(entry)
    }
    return HistoryReport(
      target: target.name, provider: target.provider, service: target.service, entries: entries)
  }

  /// Our version of a release with our stamp: the tag of its image, or the first word of its remark where the target's
  /// template begins with the version.
  func version(of release: Release, _ target: Target) -> String? {
    guard release.stamp != nil else { return nil }
    if case .image? = target.artifact, let image = release.image.flatMap({ ImageReference($0) }) {
      return image.tag?.description
    }
    guard target.remark.first?.pieces.first == .name(.known(.version)) else { return nil }
    return release.text?.split(separator: " ").first.map(String.init)
  }

  /// The first digits of the commit that a release is made of: by its stamp, or, where the provider keeps no remark, by
  /// its name, which is our version: a tag of this clone, or one that ends in a commit of it.
  func commit(
    of stamp: Stamp?, or release: String?, under rule: VersionRule
  ) throws(Failure) -> String? {
    if let stamp { return stamp.commit }
    guard let release else { return nil }
    for tag in try repository.tags() where (try? VersionName.fit(tag.name, rule)) == release {
      return tag.commit.prefix(12)
    }
    // `{short}` at the end, or `{describe}`, which writes a g before it.
    guard var digits = release.split(separator: "-").last else { return nil }
    if digits.first == "g" { digits.removeFirst() }
    guard (8...40).contains(digits.utf8.count), digits.allSatisfy(\.isHexDigit) else { return nil }
    return try repository.commit(startingWith: String(digits)) == nil ? nil : String(digits)
  }
}
