import Effects
import Emulator
import Foundation
import HTTP
import Model
import Registry
import Support

/// How long it takes, and how many requests, to give an image of eight layers one more tag, and fifty: sampan's way
/// and `skopeo copy`, on the same `docker-registry`.
///
///     swift run -c release BenchRegistry
///
/// skopeo is a process for each tag, as it is in a CI job; sampan's part is what a deploy does, in this process.

struct Measure {
  var seconds: Double
  var requests: Int
}

let registry = try await DockerRegistry()
defer { registry.stop() }
let image = EmulatedImage.manifest("bench", layers: 8)
try await registry.push(image.directory, to: "acme/api:c0ffee")

/// The registry writes its access log a moment after its answer.
func requestCount() async throws -> Int {
  var count = -1
  while true {
    let now = registry.calls.count
    if now == count { return now }
    count = now
    try await Task.sleep(for: .milliseconds(200))
  }
}

func measure(_ count: Int, _ tag: (Int) async throws -> Void) async throws -> Measure {
  let before = try await requestCount()
  let start = ContinuousClock.now
  for number in 1...count { try await tag(number) }
  let took = ContinuousClock.now - start
  return Measure(seconds: took / .seconds(1), requests: try await requestCount() - before)
}

let world = World.live(
  version: "bench", stop: StopSignal(), tell: { _ in }, unpack: { (_, _) throws(Failure) in })

func tagged(_ name: String) async throws {
  guard let repository = ImageRepository("\(registry.host)/acme/api"), let version = ImageTag(name),
    let source = ImageReference(from: "c0ffee", in: repository)
  else { throw Failure(.defect, "no name of an image: \(name)") }
  _ = try await TagImage(source, in: repository, as: version, replaces: false, world).run()
}

func column(_ text: String, _ width: Int) -> String {
  String(repeating: " ", count: max(0, width - text.count)) + text
}

func row(_ cells: [String]) -> String {
  cells[0] + String(repeating: " ", count: max(0, 24 - cells[0].count))
    + cells.dropFirst().map { column($0, 12) }.joined()
}

print(row(["tags, one platform", "sampan", "skopeo", "ratio"]))
for count in [1, 50] {
  let ours = try await measure(count) { try await tagged("ours-\(count)-\($0)") }
  let theirs = try await measure(count) {
    try await registry.copy("acme/api:c0ffee", to: "acme/api:theirs-\(count)-\($0)")
  }
  let times = [ours.seconds, theirs.seconds, theirs.seconds / ours.seconds]
  print(row(["\(count): seconds"] + times.map { String(format: "%.3f", $0) }))
  print(
    row([
      "\(count): requests", "\(ours.requests)", "\(theirs.requests)",
      String(format: "%.3f", Double(theirs.requests) / Double(ours.requests)),
    ]))
}
guard try await registry.manifest("acme/api:ours-50-50") == image.manifest else {
  throw Failure(.defect, "the tag is another image")
}
