import Effects
import Model

/// Freezes: whether a target may be deployed to now, by the clock of the world.
extension World {
  /// The rules of a freeze's zone. Failure: `.configuration` where this machine does not know it.
  func rules(of freeze: Freeze) throws(Failure) -> ZoneRules {
    if let rules = ZoneRules(fixed: freeze.zone) { return rules }
    let folder = variable("TZDIR") ?? "/usr/share/zoneinfo"
    if let bytes = try? files.read("\(folder)/\(freeze.zone)", 1 << 20), let rules = ZoneRules(file: bytes) {
      return rules
    }
    // No summer time since 1991; a small container often has no time zone database.
    if freeze.zone == "Asia/Shanghai" { return ZoneRules(offset: 8 * 3600) }
    throw Failure(
      .configuration, "time zone \"\(freeze.zone)\" is not known on this machine", place: freeze.zonePlace,
      remedies: zoneRemedies(freeze.zone, in: folder))
  }

  private func zoneRemedies(_ zone: String, in folder: String) -> [Text] {
    guard (try? files.info("\(folder)/Europe")).flatMap(\.self) != nil else {
      return [
        "install the time zone database: apt-get install tzdata, or apk add tzdata",
        "or write an offset such as \"+08:00\"",
      ]
    }
    let (area, name) =
      zone.lastIndex(of: "/").map { ("\(zone[...$0])", "\(zone[zone.index(after: $0)...])") }
      ?? ("", zone)
    // A name of three letters is an abbreviation: the nearest one is another zone.
    let known =
      name.count <= 3
      ? []
      : ((try? files.list("\(folder)/\(area)")) ?? []).filter {
        (try? files.info("\(folder)/\(area)\($0)")).flatMap(\.self)?.kind != .directory
      }
    return [
      Spelling.nearest(to: name, among: known).map { "did you mean \"\(area)\($0)\"?" }
        ?? "write a name of the time zone database such as \"Asia/Shanghai\", or an offset such as \"+08:00\""
    ]
  }
}

extension Target {
  /// Nil where no freeze contains this moment.
  func hold(in world: World) throws(Failure) -> FreezeHold? {
    try freeze.hold(at: world.now()) { (freeze) throws(Failure) in try world.rules(of: freeze) }
  }

  /// Zones that this machine does not know.
  func zoneProblems(_ world: World) -> [Failure] {
    var problems: [Failure] = []
    for freeze in freeze {
      do throws(Failure) { _ = try world.rules(of: freeze) } catch { problems.append(error) }
    }
    return problems
  }
}

extension Project {
  /// Fails during a freeze of the target. Where that is to be ignored, and in a rehearsal, it is only reported.
  func refuseFrozen(_ target: Target, command: String = "deploy") throws(Failure) {
    guard let hold = try target.hold(in: world) else { return }
    guard ignoresFreeze || isRehearsal else {
      throw Failure(
        .guarded, "target \"\(target.name)\" is frozen until \(hold.shownEnd)", place: hold.place,
        remedies: [
          "run this again after that", "or now: sampan \(command) \(target.name) --during-freeze",
        ])
    }
    world.tell(.finding(isRehearsal ? frozen(target, hold) : ignored(target, hold)))
  }

  /// For a plan, which is carried out later.
  func freezeFinding(of target: Target) throws(Failure) -> Finding? {
    try target.hold(in: world).map { ignoresFreeze ? ignored(target, $0) : frozen(target, $0) }
  }

  private func frozen(_ target: Target, _ hold: FreezeHold) -> Finding {
    Finding(
      .warning, "target \"\(target.name)\" is frozen until \(hold.shownEnd): a deploy is refused until then",
      rule: "deploy/freeze", place: hold.place)
  }

  private func ignored(_ target: Target, _ hold: FreezeHold) -> Finding {
    Finding(
      .warning, "target \"\(target.name)\" is frozen until \(hold.shownEnd), which --during-freeze ignores",
      rule: "deploy/freeze", place: hold.place)
  }

  /// The end of the first freeze among the targets of a deploy; nil where there is none, or where it is not known.
  package func freezeEnd(named names: [String]) -> String? {
    let targets = (try? targets(named: names))?.chosen ?? []
    return targets.lazy.compactMap { (try? $0.hold(in: world)).flatMap(\.self)?.shownEnd }.first
  }
}
