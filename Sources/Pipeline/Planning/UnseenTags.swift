import Git
import Model

extension Project {
  /// A warning where a template looked for version tags in a clone that has none because none were fetched: the commit
  /// has another version there than elsewhere. `asked`: the names in the templates that were tried.
  func unseenTags(_ asked: Set<Template.Name>, of target: Target) throws(Failure) -> [Finding] {
    let describes = asked.contains(.known(.describe))
    // CI itself names the tag that it builds.
    guard tag == nil, describes || job == nil && asked.contains(.known(.tag)),
      try !hasVersionTags(target)
    else { return [] }
    let name = describes ? "{describe}" : "{tag}"
    let withoutTags = try once.remotesWithoutTags.value(of: head.commit.id) { () throws(Failure) in
      try repository.remotesWithoutTags()
    }
    if let remote = withoutTags.first {
      let setting = "remote.\(remote).tagOpt"
      return [
        unseenTags(
          "\(name) finds no version tag: this clone fetches none (\(setting) is --no-tags)", target,
          remedies: ["git config --unset \(setting) && git fetch --tags \(remote)"])
      ]
    }
    guard let job, describes else { return [] }
    return [
      unseenTags(
        "\(name) finds no version tag: if the repository has any, this job fetched none", target,
        remedies: ["before sampan, in the job: git fetch --tags origin", job.fullHistoryRemedy])
    ]
  }

  private func hasVersionTags(_ target: Target) throws(Failure) -> Bool {
    try once.hasVersionTags.value(of: target.tags?.texts) { () throws(Failure) in
      let list = try once.tagList.value(of: head.commit.id) { () throws(Failure) in try repository.tagList() }
      return try repository.hasVersionTags(target.tags, among: list)
    }
  }

  private func unseenTags(_ what: Text, _ target: Target, remedies: [Text]) -> Finding {
    Finding(.warning, what, rule: "version/no-tags", place: target.place, remedies: remedies)
  }
}
