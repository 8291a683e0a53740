import Config
import Digest
import Model

/// A plan that a person approves, as `plan --out` has written it: what is deployed, with the values that another job would
/// derive in another way, and what was live then.
package struct PlanFile: Sendable {
  /// The version of the form. A member may be added without a new one.
  static let form = 1
  /// In bytes.
  package static let largest = 64 << 20

  /// As the user named it.
  let name: String
  /// The full id.
  let commit: String
  let config: Config
  let targets: [Approved]
  /// The targets that it does not deploy.
  let skipped: [String]
  /// The version of sampan that wrote it, where that is not the one that reads it.
  let otherProgram: String?

  /// The config file: its path as in findings, and the SHA-256 of its bytes.
  struct Config: Equatable, Sendable {
    var file: String
    var sha256: String
  }

  struct Approved: Sendable {
    var name: String
    /// As `Plan.facts`.
    var facts: [String: JSON]
    /// Of templates, by name.
    var values: [String: String]
    /// Nil: it could not be asked.
    var live: [ServiceState.Online]?
  }

  /// Nil: the plan does not deploy it.
  func approved(_ target: String) -> Approved? { targets.first { $0.name == target } }

  func values(of target: String) -> [String: String]? { approved(target)?.values }
}

// MARK: Writing

extension PlanFile {
  /// The file of some plans. Everything that is foreign is JSON text without characters that a terminal or an editor hides.
  static func bytes(
    of turns: [PlannedTurn], skipped: [Outcome], commit: Commit, config: Config, by program: String
  ) -> [UInt8] {
    var members: [String: JSON] = [
      "plan": .integer(form), "sampan": .string(program), "commit": commit.facts,
      "config": ["file": .string(config.file), "sha256": .string(config.sha256)],
      "targets": .array(turns.map { .object(facts(of: $0.prepared)) }),
      "skipped": .array(
        skipped.map {
          ["target": .string($0.target), "reason": .string($0.reason?.description ?? "")]
        }),
    ]
    members["digest"] = .string(digest(of: members))
    let text = JSONText(escapes: { $0.isInvisible }).pretty(.object(members))
    return Array((text.joined(separator: "\n") + "\n").utf8)
  }

  private static func facts(of prepared: PreparedTarget) -> [String: JSON] {
    var facts = prepared.plan.facts
    facts["commit"] = nil
    facts["values"] = .object(prepared.values.mapValues(JSON.string))
    return facts
  }

  /// Shows that the file is as it was written. Blanks and the order of members do not count.
  private static func digest(of members: [String: JSON]) -> String {
    var members = members
    members["digest"] = nil
    return sha256Hex(JSON.object(members).text.utf8)
  }
}

// MARK: Reading

extension PlanFile {
  /// `program`: the version of sampan that reads it. Failure: `.usage`, at the place of what is wrong.
  package init(_ bytes: [UInt8], name: String, for program: String) throws(Failure) {
    let reader = PlanReader(file: name)
    let root = try reader.root(bytes)
    guard let members = root.json.object, let form = root["plan"] else {
      throw reader.notPlan(root)
    }
    guard form.integer == Self.form else {
      throw reader.failure(
        "the plan has form \(form.json.text), and this version of sampan reads form \(Self.form)", at: form)
    }
    let digest = try reader.text(root, "digest")
    guard digest == Self.digest(of: members) else {
      throw reader.failure(
        "the plan was changed after sampan wrote it", at: try reader.member(root, "digest"))
    }
    let writer = try reader.text(root, "sampan")
    let config = try reader.member(root, "config")
    self.name = name
    commit = try reader.commit(root)
    self.config = Config(file: try reader.text(config, "file"), sha256: try reader.text(config, "sha256"))
    targets = try reader.each(root, "targets", PlanReader.approved)
    skipped = try reader.each(root, "skipped") { (reader, item) throws(Failure) in
      try reader.text(item, "target")
    }
    otherProgram = writer == program ? nil : writer
  }
}

/// Reads the members of one file.
private struct PlanReader {
  let file: String

  func failure(_ what: Text, at json: PlacedJSON) -> Failure { failure(what, json.place) }

  /// Its name is not proposed for a new plan: that would replace what it is.
  func notPlan(_ root: PlacedJSON) -> Failure {
    Failure(
      .usage, "\"plan\" is missing: this is not a plan of sampan", place: root.place,
      remedies: ["make one: sampan plan --out plan.json"])
  }

  private func failure(_ what: Text, _ place: Place?) -> Failure {
    Failure(.usage, what, place: place, remedies: ["make a new plan: sampan plan --out \(file)"])
  }

  func root(_ bytes: [UInt8]) throws(Failure) -> PlacedJSON {
    do throws(Failure) { return try PlacedJSON(bytes, file: file) } catch {
      throw failure(error.what, error.place)
    }
  }

  func member(_ json: PlacedJSON, _ name: String) throws(Failure) -> PlacedJSON {
    if let member = json[name] { return member }
    throw failure("\"\(name)\" is missing", at: json)
  }

  func text(_ json: PlacedJSON, _ name: String) throws(Failure) -> String {
    let member = try member(json, name)
    if let text = member.string { return text }
    throw failure("\"\(name)\" is not a string: \(member.description)", at: member)
  }

  func commit(_ root: PlacedJSON) throws(Failure) -> String {
    let commit = try member(root, "commit")
    let id = try text(commit, "id")
    if ObjectID(id) != nil { return id }
    throw failure("\"\(id)\" is not the id of a commit", at: try member(commit, "id"))
  }

  func each<Item>(
    _ json: PlacedJSON, _ name: String, _ read: (PlanReader, PlacedJSON) throws(Failure) -> Item
  ) throws(Failure) -> [Item] {
    let member = try member(json, name)
    guard let elements = member.elements else {
      throw failure("\"\(name)\" is not a list: \(member.description)", at: member)
    }
    var items: [Item] = []
    for element in elements { items.append(try read(self, element)) }
    return items
  }

  static func approved(_ reader: PlanReader, _ json: PlacedJSON) throws(Failure) -> PlanFile.Approved {
    let name = try reader.text(json, "target")
    let values = try reader.member(json, "values")
    guard let members = values.members else {
      throw reader.failure("\"values\" is not an object: \(values.description)", at: values)
    }
    var texts: [String: String] = [:]
    for member in members { texts[member.name] = try reader.text(values, member.name) }
    let live = try reader.member(json, "live")
    return PlanFile.Approved(
      name: name, facts: json.json.object ?? [:], values: texts,
      live: try live.json == .null ? nil : reader.each(json, "live", online))
  }

  private static func online(
    _ reader: PlanReader, _ json: PlacedJSON
  ) throws(Failure) -> ServiceState.Online {
    let share = try reader.member(json, "traffic_percent")
    guard let percent = share.integer else {
      throw reader.failure("\"traffic_percent\" is not an integer: \(share.description)", at: share)
    }
    return ServiceState.Online(
      release: try reader.text(json, "release_id"), trafficPercent: percent, remark: json["remark"]?.string)
  }
}
