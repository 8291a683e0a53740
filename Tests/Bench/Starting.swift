import Foundation

/// Commands that send nothing: how soon they are done.
extension Bench {
  /// `clones`: of what was named.
  mutating func starting(on clones: [(name: String, directory: String)]) throws {
    let history = "\(scratch)/history"
    let count = isSmall ? 2000 : 80_000
    try Repositories.history(count, in: history)
    let config = try config(
      "plan",
      """
      { "version": "{describe}", "targets": { "p": { "local": { "directory": "never" },
        "package": { "path": ".", "symlinks": "keep", "submodules": "skip" } } } }
      """)
    try planning("\(count) made commits", history, config)
    for clone in clones { try planning(clone.name, clone.directory, config) }
    for words in [["version"], ["check", "--config", config]] {
      let duel = try Duel(
        rounds: 4 * rounds, ours: Program(arguments: [sampan] + words, directory: history),
        theirs: [Program(arguments: ["git", "--version"], directory: history)])
      add([
        Figure(words[0], "ms", duel.ours.map { $0.wall * 1000 }, aim: 30),
        Figure(words[0], against: "`git --version`", "× wall", duel.ratios(\.wall)),
      ])
      guard isInstalled("tccli") else { continue }
      let other = try Duel(
        rounds: rounds, ours: Program(arguments: [sampan] + words, directory: history),
        theirs: [Program(arguments: ["tccli", "--version"], directory: history)])
      add([Figure(words[0], against: "`tccli --version`", "× wall", other.ratios(\.wall), aim: 0.1)])
    }
    if !isInstalled("tccli") { note("tccli is not installed: not compared (pip install tccli)") }
  }

  private mutating func planning(_ name: String, _ repository: String, _ config: String) throws {
    let duel = try Duel(
      rounds: 2 * rounds,
      ours: Program(arguments: [sampan, "plan", "--config", config, "p"], directory: repository),
      theirs: [
        Program(arguments: ["git", "describe", "--tags"], directory: repository),
        Program(arguments: ["git", "log", "-1"], directory: repository),
      ])
    let peer = "`git describe --tags`, `git log -1`"
    add([
      Figure("plan: \(name)", against: peer, "× wall", duel.ratios(\.wall), aim: 1.2),
      Figure("plan: \(name)", against: peer, "× CPU", duel.ratios(\.cpu)),
      Figure("plan: \(name)", "ms", duel.ours.map { $0.wall * 1000 }),
    ])
  }
}
