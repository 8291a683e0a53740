import Foundation

/// Prints a line at once, so that a run can be watched.
func say(_ line: String) { FileHandle.standardOutput.write(Data("\(line)\n".utf8)) }

/// What is measured, how often, and what came out so far.
struct Bench {
  let sampan: String
  let scratch: String
  /// A run of seconds, to see that everything still works; its numbers mean little.
  let isSmall: Bool
  let rounds: Int
  private(set) var figures: [Figure] = []
  private(set) var notes: [String] = []

  init(sampan: String, scratch: String, isSmall: Bool, rounds: Int) {
    self.sampan = sampan
    self.scratch = scratch
    self.isSmall = isSmall
    self.rounds = rounds
  }

  mutating func add(_ figures: [Figure]) {
    for figure in figures {
      var figure = figure
      // A small run measures little more than how long the programs take to start.
      if isSmall { figure.aim = nil }
      self.figures.append(figure)
      say(figure.row)
    }
  }

  /// Figures that a table of their own shows.
  mutating func keep(_ figures: [Figure]) { self.figures += figures }

  mutating func note(_ text: String) {
    notes.append(text)
  }

  /// A config beside the repositories, so that they stay as they are.
  func config(_ name: String, _ text: String) throws -> String {
    let path = "\(scratch)/\(name).json"
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    return path
  }

  func isInstalled(_ program: String) -> Bool {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
      .contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(program)") }
  }

  func byteCount(_ path: String) throws -> Double {
    Double(try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0)
  }
}
