import Foundation

/// Packaging, against what git and zip make of the same commit.
extension Bench {
  /// `clones`: of the repositories that were named.
  mutating func packaging(of clones: [(name: String, directory: String)]) throws {
    let config = try config("package", Self.packageConfig)
    let source = "\(scratch)/source"
    try Repositories.files(isSmall ? 200 : 5000, of: 10_000, in: source)
    try cold("\(isSmall ? 200 : 5000) files of 10 kB", source, config, wall: 0.55)
    try warm("\(isSmall ? 200 : 5000) files of 10 kB", source, config)
    for clone in clones {
      try cold(clone.name, clone.directory, config, wall: 0.55)
      try warm(clone.name, clone.directory, config)
    }
    let tiny = "\(scratch)/tiny"
    try Repositories.files(isSmall ? 300 : 100_000, of: 300, in: tiny, seed: 4)
    try cold("\(isSmall ? 300 : 100_000) files of 300 bytes", tiny, config, wall: 1)
    try FileManager.default.removeItem(atPath: tiny)
    let many = "\(scratch)/many"
    try Repositories.files(isSmall ? 300 : 50_000, of: 10_000, in: many, seed: 5)
    try large("\(isSmall ? 300 : 50_000) files of 10 kB", many, config)
    try FileManager.default.removeItem(atPath: many)
    let long = "\(scratch)/long"
    try Repositories.files(isSmall ? 3 : 20, of: isSmall ? 2_000_000 : 50_000_000, in: long, seed: 6)
    try large(isSmall ? "3 files of 2 MB" : "20 files of 50 MB", long, config)
    try FileManager.default.removeItem(atPath: long)
  }

  static let packageConfig = """
    { "targets": { "p": { "local": { "directory": "never" },
      "package": { "path": ".", "symlinks": "keep", "submodules": "skip" } } } }
    """
  /// The version needs the history up to the nearest tag.
  static let describeConfig = packageConfig.replacing(
    "{ \"targets\"", with: "{ \"version\": \"{describe}\", \"targets\"")

  func packager(_ repository: String, _ config: String) -> Program {
    Program(
      arguments: [sampan, "package", "--config", config, "-o", "\(scratch)/ours.zip"], directory: repository)
  }

  func archiver(_ repository: String) -> Program {
    Program(
      arguments: ["git", "archive", "--format=zip", "-6", "-o", "\(scratch)/theirs.zip", "HEAD"],
      directory: repository)
  }

  static let archive = "`git archive -6`"

  func forget(_ repository: String) throws {
    let cache = "\(repository)/.git/sampan"
    if FileManager.default.fileExists(atPath: cache) { try FileManager.default.removeItem(atPath: cache) }
  }

  private mutating func cold(
    _ name: String, _ repository: String, _ config: String, wall: Double
  ) throws {
    let duel = try Duel(
      rounds: rounds, prepare: { try forget(repository) }, ours: packager(repository, config),
      theirs: [archiver(repository)])
    let work = "package, cold: \(name)"
    let size = try byteCount("\(scratch)/ours.zip") / byteCount("\(scratch)/theirs.zip")
    add([
      Figure(work, against: Self.archive, "× wall", duel.ratios(\.wall), aim: wall),
      Figure(work, against: Self.archive, "× CPU", duel.ratios(\.cpu)),
      Figure(work, against: Self.archive, "× peak memory", duel.ratios(\.memory), aim: 1),
      Figure(work, against: Self.archive, "× size", [size], aim: 1.02),
    ])
  }

  private mutating func warm(_ name: String, _ repository: String, _ config: String) throws {
    _ = try packager(repository, config).measure()
    var round = 0
    let duel = try Duel(
      rounds: rounds,
      prepare: {
        round += 1
        try Repositories.change(repository, round: round)
      }, ours: packager(repository, config), theirs: [archiver(repository)])
    let work = "package again, 1 % changed: \(name)"
    add([
      Figure(work, against: Self.archive, "× wall", duel.ratios(\.wall), aim: 0.10),
      Figure(work, against: Self.archive, "× CPU", duel.ratios(\.cpu)),
    ])
  }

  private mutating func large(_ name: String, _ repository: String, _ config: String) throws {
    let work = "package, cold: \(name)"
    var peers = [(Self.archive, archiver(repository))]
    if isInstalled("zip") {
      let zip = Program(arguments: ["zip", "-q", "-r", "\(scratch)/zip.zip", "src"], directory: repository)
      peers.append(("`zip -r`", zip))
    } else {
      note("zip is not installed: not compared")
    }
    for (peer, program) in peers {
      let duel = try Duel(
        rounds: min(rounds, 3),
        prepare: {
          try forget(repository)
          try? FileManager.default.removeItem(atPath: "\(scratch)/zip.zip")
        }, ours: packager(repository, config), theirs: [program])
      add([
        Figure(work, against: peer, "× wall", duel.ratios(\.wall), aim: 0.60),
        Figure(work, against: peer, "× CPU", duel.ratios(\.cpu)),
      ])
      guard peer == Self.archive else { continue }
      add([Figure(work, "MB peak memory", duel.ours.map { $0.memory / 1_000_000 }, aim: 200)])
    }
  }
}
