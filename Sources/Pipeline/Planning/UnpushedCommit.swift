import Git
import Model

extension Project {
  /// A warning where the cloud pulls a branch that, as far as this clone knows, is at another commit: what the cloud
  /// builds is then recorded as this commit. Offline: `origin` may have moved on since it was fetched. No warning
  /// for the branch of a CI job that has no such reference: its commit came from the server.
  func unpushedCommit(_ artifact: Artifact, of target: Target) -> [Finding] {
    guard case .repository(_, let name, let branch?) = artifact else { return [] }
    let remote = "origin/\(branch)"
    let own = head.commit.id
    let tip = (try? repository.tip(of: "refs/remotes/\(remote)")).flatMap(\.self)?.commit.id
    guard tip != own else { return [] }
    guard let tip else {
      return job?.branch == branch
        ? []
        : [
          unpushed(
            "the cloud builds branch \"\(branch)\" of \(name), and this clone has no \(remote): whether it is at commit \(own.prefix(8)) is not known",
            target, remedies: ["push the commit first: git push origin HEAD:\(branch)"])
        ]
    }
    return [
      unpushed(
        "the cloud builds branch \"\(branch)\" of \(name), and \(remote) is at \(tip.prefix(8)), not at \(own.prefix(8))",
        target,
        remedies: [
          "push the commit first: git push origin HEAD:\(branch)",
          "or, if it was pushed elsewhere or is outdated: git fetch origin",
        ])
    ]
  }

  private func unpushed(_ what: Text, _ target: Target, remedies: [Text]) -> Finding {
    Finding(.warning, what, rule: "plan/not-pushed", place: target.artifact?.place, remedies: remedies)
  }
}
