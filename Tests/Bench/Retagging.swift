import Effects
import Emulator
import HTTP
import Model
import Registry
import Support

/// One more tag for an image of eight layers, and twenty: what a deploy does, in this process, and `skopeo copy`, a
/// process for each tag as in a CI job, on the same registry.
struct Retagging {
  private let registry: DockerRegistry
  private let image = EmulatedImage.manifest("bench", layers: 8)
  private let world = World.live(
    version: "bench", stop: StopSignal(), tell: { _ in })

  init() async throws {
    registry = try await DockerRegistry()
    try await registry.push(image.directory, to: "acme/api:c0ffee")
  }

  func stop() { registry.stop() }

  /// The same number of tags, ours and theirs, in turn.
  func figures(_ count: Int, rounds: Int) async throws -> [Figure] {
    var walls: [Double] = []
    var requests: [Double] = []
    for round in 1...rounds {
      let ours = try await measure(count) { try await tag("ours-\(count)-\(round)-\($0)") }
      let theirs = try await measure(count) {
        try await registry.copy("acme/api:c0ffee", to: "acme/api:theirs-\(count)-\(round)-\($0)")
      }
      walls.append(ours.wall / theirs.wall)
      requests.append(ours.requests / theirs.requests)
    }
    guard try await registry.manifest("acme/api:ours-\(count)-1-\(count)") == image.manifest else {
      throw Program.Failed(description: "the new tag is another image")
    }
    let work = "retag: \(count) \(count == 1 ? "tag" : "tags")"
    return [
      Figure(work, against: "`skopeo copy`", "× wall", walls, aim: count > 1 ? 0.35 : nil),
      Figure(work, against: "`skopeo copy`", "× requests", requests),
    ]
  }

  private func tag(_ name: String) async throws {
    let repository = ImageRepository("\(registry.host)/acme/api")
    let source = repository.flatMap { ImageReference(from: "c0ffee", in: $0) }
    guard let repository, let source, let version = ImageTag(name) else {
      throw Program.Failed(description: "not the name of an image: \(registry.host)/acme/api:\(name)")
    }
    let tagging = try TagImage(source, in: repository, as: version, replaces: false, world)
    _ = try await tagging.run()
  }

  private func measure(_ count: Int, _ work: (_ number: Int) async throws -> Void) async throws -> (
    wall: Double, requests: Double
  ) {
    let before = try await requestCount()
    let start = ContinuousClock.now
    for number in 1...count { try await work(number) }
    let took = ContinuousClock.now - start
    return (took / .seconds(1), Double(try await requestCount() - before))
  }

  /// The registry writes its log a moment after its answer.
  private func requestCount() async throws -> Int {
    var count = -1
    while true {
      let now = registry.calls.count
      if now == count { return now }
      count = now
      try await Task.sleep(for: .milliseconds(200))
    }
  }
}
