import Foundation

/// Commands that send nothing: how soon they are done.
extension Bench {
  /// `clones`: of the repositories that were named.
  mutating func starting(on clones: [(name: String, directory: String)]) throws {
    let history = "\(scratch)/history"
    let count = isSmall ? 2000 : 80_000
    try Repositories.history(count, in: history)
    let config = try config("plan", Self.describeConfig)
    for (words, times, milliseconds) in [
      (["version"], 4.0, 5.0), (["check", "--config", config], 6.0, 8.0),
    ] {
      let ours = Program(arguments: [sampan] + words, directory: history)
      let git = Program(arguments: ["git", "--version"], directory: history)
      let duel = try Duel(rounds: 6 * rounds, ours: ours, theirs: [git])
      add([
        Figure(words[0], against: "`git --version`", "× wall", duel.ratios(\.wall), aim: times),
        Figure(words[0], against: "`git --version`", "× CPU", duel.ratios(\.cpu)),
        Figure(words[0], "ms", duel.ours.map { $0.wall * 1000 }, aim: milliseconds),
      ])
      guard isInstalled("tccli") else { continue }
      let other = Program(arguments: ["tccli", "--version"], directory: history)
      let second = try Duel(rounds: rounds, ours: ours, theirs: [other])
      add([Figure(words[0], against: "`tccli --version`", "× wall", second.ratios(\.wall), aim: 0.1)])
    }
    if !isInstalled("tccli") { note("tccli is not installed: not compared (pip install tccli)") }
    try planning("\(count) commits", history, config, aim: 1)
    for clone in clones { try planning(clone.name, clone.directory, config, aim: nil) }
    try Repositories.git(["commit-graph", "write", "--reachable"], in: history)
    try planning("\(count) commits with a commit-graph", history, config, aim: 1.5)
    try FileManager.default.removeItem(atPath: history)
    try manyTargets()
  }

  private mutating func planning(
    _ name: String, _ repository: String, _ config: String, aim: Double?
  ) throws {
    let duel = try Duel(
      rounds: 2 * rounds, ours: planner(repository, config),
      theirs: [
        Program(arguments: ["git", "describe", "--tags"], directory: repository),
        Program(arguments: ["git", "log", "-1"], directory: repository),
      ])
    let peer = "`git describe --tags`, `git log -1`"
    add([
      Figure("plan: \(name)", against: peer, "× wall", duel.ratios(\.wall), aim: aim),
      Figure("plan: \(name)", against: peer, "× CPU", duel.ratios(\.cpu)),
      Figure("plan: \(name)", "ms", duel.ours.map { $0.wall * 1000 }),
    ])
  }

  private mutating func manyTargets() throws {
    let repository = "\(scratch)/targets"
    try Repositories.files(isSmall ? 100 : 1000, of: 1000, in: repository, seed: 7)
    let count = isSmall ? 10 : 100
    let duel = try Duel(
      rounds: 2 * rounds, ours: planner(repository, try config(targets: count)),
      theirs: [planner(repository, try config(targets: 1))])
    add([
      Figure("plan of \(count) targets", against: "plan of one", "× wall", duel.ratios(\.wall), aim: 2),
      Figure("plan of \(count) targets", "ms", duel.ours.map { $0.wall * 1000 }),
    ])
    try FileManager.default.removeItem(atPath: repository)
  }

  /// Plans all targets of the config.
  func planner(_ repository: String, _ config: String) -> Program {
    let names = (try? String(contentsOfFile: config + ".names", encoding: .utf8)) ?? "p"
    return Program(
      arguments: [sampan, "plan", "--config", config] + names.split(separator: " ").map(String.init),
      directory: repository)
  }

  /// A config with so many targets, which package the same files.
  func config(targets count: Int) throws -> String {
    let names = (1...count).map { "t\($0)" }
    let targets = names.map { name in
      """
      "\(name)": { "local": { "directory": "never-\(name)" }, "package": { "path": "." } }
      """
    }
    let path = try config("targets-\(count)", "{ \"targets\": { \(targets.joined(separator: ", ")) } }")
    try Data(names.joined(separator: " ").utf8).write(to: URL(fileURLWithPath: path + ".names"))
    return path
  }

  /// What a person has to download, and what it becomes.
  mutating func sizes() throws {
    let packed = "\(scratch)/program"
    add([Figure("the program", "MB", [try byteCount(sampan) / 1_000_000], aim: 25)])
    let levels = isSmall ? (gzip: 1, xz: 1) : (gzip: 9, xz: 6)
    for (name, command) in [("tarball", "gzip -n -\(levels.gzip)"), (".deb", "xz -\(levels.xz)")] {
      try Repositories.run(["sh", "-c", "\(command) <\"$0\" >\"$1\"", sampan, packed], in: scratch)
      add([
        Figure("its download, as in the \(name)", "MB", [try byteCount(packed) / 1_000_000], aim: 8)
      ])
    }
  }
}
