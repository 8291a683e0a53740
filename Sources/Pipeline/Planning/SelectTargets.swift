import Config
import Git
import Model

/// Which targets this commit is deployed to, and why the others are not.
package struct TargetSelection: Equatable, Sendable {
  package var chosen: [Target]
  package var skipped: [Skipped]

  package struct Skipped: Equatable, Sendable {
    package var target: Target
    package var reason: Text
  }

  /// Named targets are selected regardless of their `when`; otherwise each target's `when` decides. A pull or merge
  /// request never matches: its commit is not on the branch it names. Nor does a commit that is not the job's.
  static func choose(
    _ configuration: Configuration, named names: [String], branch: String?, tags: [String], job: CIJob?
  ) throws(Failure) -> TargetSelection {
    guard names.isEmpty else {
      let known = configuration.targets.map(\.name)
      for name in names where !known.contains(name) {
        throw Failure(
          .usage, "target \"\(name)\" is not in \(configuration.file)",
          remedies: Spelling.remedies(for: name, among: known))
      }
      return TargetSelection(chosen: configuration.targets.filter { names.contains($0.name) }, skipped: [])
    }
    var selection = TargetSelection(chosen: [], skipped: [])
    for target in configuration.targets {
      if let reason = reasonToSkip(target, branch: branch, tags: tags, job: job) {
        selection.skipped.append(Skipped(target: target, reason: reason))
      } else {
        selection.chosen.append(target)
      }
    }
    return selection
  }

  private static func reasonToSkip(
    _ target: Target, branch: String?, tags: [String], job: CIJob?
  ) -> Text? {
    guard let when = target.when else {
      return "it has no \"when\": deploy it with \"sampan deploy \(target.name)\""
    }
    if let number = job?.pullRequest { return "pull request \(number) is never deployed by \"when\"" }
    if let reason = job?.otherCommit { return "\(reason): name the target to deploy it" }
    if let branch, let globs = when.branch, globs.matches(branch) { return nil }
    if let globs = when.tag, tags.contains(where: globs.matches) { return nil }
    var needed: [Text] = []
    if let globs = when.branch { needed.append("branch \(texts(globs))") }
    if let globs = when.tag { needed.append("tag \(texts(globs))") }
    let have: Text =
      branch.map { ", this is branch \"\($0)\"" }
      ?? (tags.isEmpty
        ? "; HEAD is detached, without a tag"
        : ", this is tag \(tags.map { "\"\($0)\"" }.list)")
    return "it needs \(needed.joined(separator: " or "))\(have)"
  }

  private static func texts(_ globs: GlobList) -> Text {
    globs.patterns.map { "\"\($0.excludes ? "!" : "")\($0.glob.text)\"" }.list
  }
}

extension CIJob {
  /// Why the variables of the job about its commit do not apply to HEAD; nil where they do.
  var otherCommit: Text? {
    guard let otherHead, let commit else { return nil }
    return "this \(title) job is for commit \(commit.prefix(8)), and HEAD is \(otherHead.prefix(8))"
  }
}
