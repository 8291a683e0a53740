import Effects
import Git
import Model
import Synchronization

/// The values of a template's names for one commit and target. Nothing is read before it is needed: a
/// template without `{count}` walks no history.
struct TemplateValues {
  var world: World
  var repository: Repository
  var head: Head
  /// What the commit is deployed as.
  var branch: String?
  var job: CIJob?
  /// The tag being released, where one is named.
  var tag: String?
  var allowEnv: [String]
  var target: Target
  /// The tree that is packaged, in full.
  var tree: ObjectID
  var once: ReadOnce
  /// From the plan that is carried out, by name: they are not derived again. Nil: no plan is carried out.
  var approved: [String: String]?
  /// What the templates were given.
  let used = UsedValues()
  /// Known once the version is.
  var version: String?

  /// The first template whose names all have a value, and the names that were asked for until one was found.
  func firstFilled(
    _ templates: [Template]
  ) throws(Failure) -> (text: String, asked: Set<Template.Name>) {
    var failures: [Failure] = []
    var asked: Set<Template.Name> = []
    for template in templates {
      asked.formUnion(template.names)
      do throws(Failure) {
        return (try filled(template), asked)
      } catch {
        failures.append(error)
      }
    }
    guard var failure = failures.last else {
      throw Failure(.defect, "target \"\(target.name)\" has an empty list of templates")
    }
    failure.causes += failures.dropLast().map(\.what)
    throw failure
  }

  func filled(_ template: Template) throws(Failure) -> String {
    try template.filled { (name) throws(Failure) -> String in try value(of: name) }
  }

  /// Of a name in a provider's option, where the config's reader has checked which variables may be read.
  func optionValue(of name: Template.Name) throws(Failure) -> String? {
    switch name {
    case .environment(let variable): try world.printable(variable)
    case .known(.version): version
    case .known: try value(of: name)
    }
  }

  private func value(of name: Template.Name) throws(Failure) -> String {
    guard name.dependsOnJob else { return try derived(name) }
    let value: String
    if let approved {
      value = try given(name, by: approved)
    } else {
      value = try derived(name)
    }
    used.add(value, of: name)
    return value
  }

  private func given(_ name: Template.Name, by approved: [String: String]) throws(Failure) -> String {
    if let value = approved[name.text] { return value }
    throw Failure(
      .guarded, "{\(name.text)} has no value in the plan", place: target.place,
      remedies: ["make a new plan"])
  }

  private func derived(_ name: Template.Name) throws(Failure) -> String {
    switch name {
    case .environment(let variable): try environmentValue(variable)
    case .known(let known): try derived(known)
    }
  }

  private func derived(_ name: Template.Name.Known) throws(Failure) -> String {
    let commit = head.commit
    switch name {
    case .tag: return try exactTag()
    case .describe: return try describe()
    case .branch:
      let pullRequest: Text? = job?.pullRequest.map { "this job is for pull request \($0)" }
      return try given(
        branch, name, job?.otherCommit ?? pullRequest ?? "HEAD is detached and CI does not set a branch")
    case .commit: return commit.id.hex
    case .short: return commit.id.prefix(8)
    case .count:
      return String(
        try once.commitCounts.value(of: commit.id) { () throws(Failure) in
          try repository.commitCount(of: commit.id)
        })
    case .date: return commit.committed.utc.compactDate
    case .time: return commit.committed.utc.compactTime
    case .subject: return commit.subject
    case .author: return commit.authorName
    case .run: return try given(job?.runID, name, "this job has no run id")
    case .runUrl: return try given(job?.runURL, name, "this job has no URL")
    case .tree: return tree.prefix(12)
    case .target: return target.name
    case .version: return try given(version, name, "the version is not known yet here")
    }
  }

  private func given(
    _ value: String?, _ name: Template.Name.Known, _ why: Text
  ) throws(Failure) -> String {
    if let value { return value }
    throw Failure(
      .configuration, "{\(name.rawValue)} has no value: \(why)", place: target.place,
      remedies: ["give a second template, e.g. \"version\": [\"{\(name.rawValue)}\", \"{date}-{short}\"]"])
  }

  private func environmentValue(_ name: String) throws(Failure) -> String {
    guard allowEnv.contains(name) else {
      throw Failure(
        .configuration, "{env:\(name)} is not allowed", place: target.place,
        remedies: ["list it in the file's \"allowEnv\""])
    }
    guard let value = try world.printable(name) else {
      throw Failure(
        .configuration, "{env:\(name)} has no value: the variable is not set", place: target.place,
        remedies: ["set \(name) in the job"])
    }
    return value
  }

  private func exactTag() throws(Failure) -> String {
    let exact = try once.exactTags.value(of: target.tags?.texts) { () throws(Failure) in
      try repository.exactTag(of: head.commit.id, tags: target.tags, ciTag: tag, among: tagList())
    }
    if let tag = exact { return tag.name }
    throw Failure(
      .repository, "{tag} has no value: commit \(head.commit.id.prefix(8)) has no version tag",
      place: target.place,
      remedies: [
        "deploy a tagged commit", "give a second template: \"version\": [\"{tag}\", \"{date}-{short}\"]",
      ])
  }

  /// As `git describe --tags`, with the tag's version in place of its name and a fixed abbreviation.
  private func describe() throws(Failure) -> String {
    let short = head.commit.id.prefix(8)
    let version = try once.versions.value(of: target.tags?.texts) { () throws(Failure) in
      try repository.version(of: head.commit.id, tags: target.tags, ciTag: tag, among: tagList())
    }
    switch version {
    case .exact(let tag): return Self.versionText(of: tag)
    case .after(let tag, let distance): return "\(Self.versionText(of: tag))-\(distance)-g\(short)"
    case .untagged(let count): return "0.0.0-\(count)-g\(short)"
    case .incomplete(let failure): throw failure
    }
  }

  private func tagList() throws(Failure) -> TagList {
    try once.tagList.value(of: head.commit.id) { () throws(Failure) in try repository.tagList() }
  }

  /// `api/v1.2.3` and `v1.2.3` read as `1.2.3`; a tag that is not a version stays as it is.
  private static func versionText(of tag: Tag) -> String {
    SemVer(tag: tag.name)?.description ?? tag.name
  }
}

extension Template.Name {
  /// Whether another job, or another clone of the repository, may have another value for the same commit.
  fileprivate var dependsOnJob: Bool {
    switch self {
    case .environment, .known(.tag), .known(.describe), .known(.branch), .known(.count), .known(.run),
      .known(.runUrl):
      true
    case .known: false
    }
  }
}

/// The values that depend on the job, by name, as the templates of a target were given them: a plan file keeps them.
final class UsedValues: Sendable {
  private let values = Mutex<[String: String]>([:])

  var all: [String: String] { values.withLock { $0 } }

  func add(_ value: String, of name: Template.Name) { values.withLock { $0[name.text] = value } }
}
