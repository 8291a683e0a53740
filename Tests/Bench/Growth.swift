import Foundation

/// How the cost grows with the size of a repository, one property at a time: a table for each.
extension Bench {
  mutating func growth() throws {
    let config = try config("growth", Self.packageConfig)
    let describing = try self.config("describe", Self.describeConfig)
    try grow("files of 300 bytes", isSmall ? [10, 100] : [100, 1000, 10_000, 100_000]) { bench, count in
      let repository = "\(bench.scratch)/grown"
      try Repositories.files(count, of: 300, in: repository, seed: 8)
      return [
        ("plan", bench.planner(repository, config)), ("package", bench.packager(repository, config)),
        ("`git archive -6`", bench.archiver(repository)),
      ]
    }
    try grow("tags", isSmall ? [10, 100] : [10, 100, 1000, 10_000]) { bench, count in
      let repository = "\(bench.scratch)/grown"
      try Repositories.tags(count, in: repository)
      return [
        ("plan", bench.planner(repository, describing)),
        ("`git describe --tags`", Program(arguments: ["git", "describe", "--tags"], directory: repository)),
      ]
    }
    try grow("targets, 1,000 files", isSmall ? [1, 10] : [1, 10, 100, 1000]) { bench, count in
      let repository = "\(bench.scratch)/grown"
      try Repositories.files(1000, of: 300, in: repository, seed: 9)
      let config = try bench.config(targets: count)
      return [
        ("plan", bench.planner(repository, config)),
        ("check", Program(arguments: [bench.sampan, "check", "--config", config], directory: repository)),
      ]
    }
    try grow("MB of one file", isSmall ? [1, 2] : [1, 10, 100, 1000]) { bench, count in
      let repository = "\(bench.scratch)/grown"
      try Repositories.files(1, of: count * 1_000_000, in: repository, seed: 10)
      return [
        ("plan", bench.planner(repository, config)), ("package", bench.packager(repository, config)),
        ("`git archive -6`", bench.archiver(repository)),
      ]
    }
  }

  /// A row for each size, with milliseconds (median, least and most) and the peak of memory of each program. What
  /// earlier packages left is removed before each run; the repository, `grown`, after each row.
  private mutating func grow(
    _ what: String, _ counts: [Int], _ prepare: (Bench, Int) throws -> [(name: String, program: Program)]
  ) throws {
    for (row, count) in counts.enumerated() {
      let programs = try prepare(self, count)
      if row == 0 {
        say("\n| \(what) |" + programs.map { " \($0.name): ms (spread); MB |" }.joined())
        say("|---:|" + programs.map { _ in "---:|" }.joined())
      }
      var cells: [String] = []
      for (name, program) in programs {
        var runs: [Measurement] = []
        for _ in 0..<(isSmall ? 1 : 3) {
          try forget(program.directory)
          runs.append(try program.measure())
        }
        let milliseconds = Figure("\(what): \(count), \(name)", "ms", runs.map { $0.wall * 1000 })
        let memory = Figure(
          "\(what): \(count), \(name)", "MB peak memory", runs.map { $0.memory / 1_000_000 })
        keep([milliseconds, memory])
        cells.append(" \(milliseconds.cell); \(Figure.text(memory.median)) |")
      }
      say("| \(count) |" + cells.joined())
      try FileManager.default.removeItem(atPath: "\(scratch)/grown")
    }
  }
}
