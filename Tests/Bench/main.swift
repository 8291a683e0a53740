import Foundation

// Bench SAMPAN [--small] [--rounds N] [--json FILE] [PATH…]: the tables of Tests/README.md, on this machine. Started
// by `.ci/bench`, which builds the program first.

var words = CommandLine.arguments.dropFirst()
if words.first == Uploader.word, words.count == 3 {
  try await Uploader.run(CommandLine.arguments[2], CommandLine.arguments[3])
  exit(0)
}
guard let sampan = words.popFirst().map({ URL(fileURLWithPath: $0).path }) else {
  say("Bench SAMPAN [--small] [--rounds N] [--json FILE] [PATH…]")
  exit(64)
}
var isSmall = false
var rounds: Int?
var json: String?
var paths: [String] = []
while let word = words.popFirst() {
  switch word {
  case "--small": isSmall = true
  case "--rounds": rounds = words.popFirst().flatMap { Int($0) }
  case "--json": json = words.popFirst()
  default: paths.append(URL(fileURLWithPath: word).path)
  }
}

let scratch = NSTemporaryDirectory() + "/sampan-bench-\(UUID().uuidString)"
try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
var status: Int32 = 0
do {
  var bench = Bench(sampan: sampan, scratch: scratch, isSmall: isSmall, rounds: rounds ?? (isSmall ? 1 : 5))
  let loads = try? String(contentsOfFile: "/proc/loadavg", encoding: .utf8)
  let load = loads?.split(separator: " ").first ?? "?"
  let git = try Repositories.git(["--version"], in: scratch).split(separator: "\n").first ?? "git"
  say("\(ProcessInfo.processInfo.activeProcessorCount) processors, load \(load), \(git)\n")
  say(Figure.heading)
  let clones = try Repositories.clones(of: paths, in: scratch)
  try bench.sizes()
  try bench.starting(on: clones)
  try bench.waiting()
  try bench.uploading()
  if bench.isInstalled("skopeo"), bench.isInstalled("docker-registry") {
    let retagging = try await Retagging()
    defer { retagging.stop() }
    for count in isSmall ? [1] : [1, 20] {
      bench.add(try await retagging.figures(count, rounds: bench.rounds))
    }
  } else {
    bench.note("skopeo or docker-registry is not installed: tags are not compared")
  }
  try bench.packaging(of: clones)
  try bench.growth()
  say("")
  for note in bench.notes { say(note) }
  if let json {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    try encoder.encode(bench.figures).write(to: URL(fileURLWithPath: json))
  }
} catch {
  FileHandle.standardError.write(Data("bench: \(error)\n".utf8))
  status = 1
}
try? FileManager.default.removeItem(atPath: scratch)
exit(status)
