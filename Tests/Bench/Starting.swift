import Foundation

/// Commands that send nothing: how soon they are done.
extension Bench {
  mutating func starting() throws {
    let history = "\(scratch)/history"
    let count = isSmall ? 2000 : 80_000
    try Repositories.history(count, in: history)
    let config = try config(
      "plan",
      """
      { "version": "{describe}", "targets": { "p": { "local": { "directory": "never" },
        "package": { "path": "." } } } }
      """)
    let plan = try Duel(
      rounds: rounds,
      ours: Program(arguments: [sampan, "plan", "--config", config, "p"], directory: history),
      theirs: [
        Program(arguments: ["git", "describe", "--tags"], directory: history),
        Program(arguments: ["git", "log", "-1"], directory: history),
      ])
    let work = "plan on \(count) commits"
    let peer = "`git describe --tags`, `git log -1`"
    add([
      Figure(work, against: peer, "× wall", plan.ratios(\.wall), aim: 1.2),
      Figure(work, against: peer, "× CPU", plan.ratios(\.cpu)),
    ])
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
}
