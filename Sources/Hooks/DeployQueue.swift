import Digest
import Effects
import Model

/// A request of a hook: the full name of a branch or tag to deploy, and targets if the push named them.
struct DeployRequest: Equatable, Sendable {
  /// The hook that made the request. The process of another hook may carry it out: the rights depend only on this
  /// value.
  var hook = HookScript.postReceive
  var reference: String
  var targets: [String] = []
}

/// The requests of all hooks of a repository, a file each, and the lock of the process that carries them out. A request
/// contains no commit: the newest is deployed, and equal requests are one.
struct DeployQueue: Sendable {
  let world: World
  /// Absolute; created when it is needed.
  let folder: String

  /// Held by the process that deploys; the kernel releases it when the process ends.
  var lock: String { "\(folder)/hook.lock" }
  var requests: String { "\(folder)/queue" }

  /// Merges within this time are one deploy.
  static let settling = Duration.seconds(1)

  /// The limit for a request, in bytes: its names come from the user who pushes.
  private static let longest = 16 * 1024

  func add(_ request: DeployRequest) throws(Failure) {
    // The hook first: names of targets come from the user who pushes, and may contain line ends.
    let text = ([request.hook.rawValue, request.reference] + request.targets).joined(separator: "\n")
    guard text.utf8.count <= Self.longest else {
      throw Failure(
        .usage, "the request is too long: \(request.targets.count) targets, \(text.utf8.count) bytes",
        remedies: ["name only the targets of sampan.json to deploy"])
    }
    try world.files.makeDirectory(requests)
    try world.files.write("\(requests)/\(sha256Hex(text.utf8).prefix(16))", Array(text.utf8))
  }

  /// Passes the requests to `deploy`, batch by batch, until none is left, unless another process does so already.
  /// Returns whether this process did.
  ///
  /// A request is written before the lock is tried, and the process with the lock checks the queue again after
  /// releasing it, so no request is missed. If the process is killed, the requests that it has taken are lost; the
  /// log ends there.
  func work(
    _ deploy: ([DeployRequest]) async throws(Failure) -> Void
  ) async throws(Failure) -> Bool {
    var worked = false
    while !(try world.files.list(requests).isEmpty) {
      guard let held = try world.files.lock(lock) else { return worked }
      defer { held.release() }
      worked = true
      try await world.sleep(Self.settling)
      try await deploy(try take())
    }
    return worked
  }

  private func take() throws(Failure) -> [DeployRequest] {
    var taken: [DeployRequest] = []
    for name in try world.files.list(requests) {
      let path = "\(requests)/\(name)"
      let bytes = try? world.files.read(path, Self.longest)
      try world.files.remove(path)
      var lines = String(decoding: bytes ?? [], as: UTF8.self).split(separator: "\n")[...]
      let hook = lines.first.flatMap { HookScript(rawValue: String($0)) }
      if hook != nil { lines.removeFirst() }
      guard let reference = lines.popFirst(), reference.hasPrefix("refs/") else { continue }
      // A request without a hook gets the rights of a push, which are the fewest.
      taken.append(
        DeployRequest(
          hook: hook ?? .postReceive, reference: String(reference), targets: lines.map(String.init)))
    }
    return taken
  }
}

extension Hooks {
  var queue: DeployQueue { DeployQueue(world: world, folder: folder) }
}
