import Effects
import Emulator
import HTTP
import Model
import Registry
import Support
import Synchronization
import Testing

/// A world that reaches servers on this machine, whose waits take no time, and which records its events.
final class Outside: Sendable {
  private let events = Mutex<[Event]>([])
  private let clock = Mutex(Duration.zero)
  let secrets = SecretRegister()

  var told: [Event] { events.withLock { $0 } }
  /// Everything that could reach a log.
  var words: String { "\(told)" }
  /// How long it would have waited.
  var waited: Duration { clock.withLock { $0 } }

  func pass(_ duration: Duration) { clock.withLock { $0 += duration } }

  /// `files` by their absolute path.
  func world(_ environment: [String: String] = [:], files: [String: String] = [:]) -> World {
    var world = World.refusing
    world.environment = environment
    world.transport = .live(version: "test")
    world.uptime = { self.waited }
    world.sleep = { (duration) throws(Failure) in self.pass(duration) }
    world.tell = { event in self.events.withLock { $0.append(event) } }
    world.secrets = secrets
    world.files.info = { (path) throws(Failure) in
      files[path].map { FileInfo(kind: .file, byteCount: $0.utf8.count, isExecutable: false) }
    }
    world.files.read = { (path, _) throws(Failure) in Array((files[path] ?? "").utf8) }
    return world
  }

  /// Pauses between attempts take no time; who watches a copy is not faster than the copy.
  func patientWorld(_ environment: [String: String] = [:]) -> World {
    var world = world(environment)
    let sleep = world.sleep
    world.sleep = { (duration) throws(Failure) in
      guard duration >= .seconds(25) else { return try await sleep(duration) }
      guard (try? await Task.sleep(for: duration)) != nil else { throw Failure(.interrupted, "stopped") }
    }
    return world
  }
}

extension EmulatedRegistry {
  func repository(_ path: String) throws -> ImageRepository {
    try #require(ImageRepository("\(host)/\(path)"))
  }

  /// Method and path of every request, without the emulator's own address.
  var calls: [String] { requests.map { "\($0.method) \($0.target)" } }
}

/// `acme/api:<from>` gets a tag.
func tag(
  _ registry: EmulatedRegistry, from: String = "c0ffee", in path: String = "acme/api",
  as tag: String = "1.2.3",
  replaces: Bool = false, _ world: World
) async throws -> TaggedImage {
  let repository = try registry.repository(path)
  let source = try #require(ImageReference(from: from, in: repository))
  let image = try TagImage(
    source, in: repository, as: try #require(ImageTag(tag)), replaces: replaces, world)
  return try await image.run()
}

/// The failure of something that must fail.
func failure(_ body: () async throws -> Void) async throws -> Failure {
  do {
    try await body()
  } catch let failure as Failure {
    return failure
  }
  throw Unexpected()
}

struct Unexpected: Error {}
