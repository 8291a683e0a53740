import Digest
import Effects
import Model

/// What hooks want deployed: a branch or tag by its full name, and targets when somebody named them.
struct DeployRequest: Equatable, Sendable {
  /// The hook that asks. Any hook's process may carry the request out: what a push may do depends on this alone.
  var hook = HookScript.postReceive
  var reference: String
  var targets: [String] = []
}

/// Requests of all hooks of a repository, a file each, and the lock of whoever works on them. A request names no
/// commit, and asking twice is asking once: whoever comes to it takes the newest.
struct DeployQueue: Sendable {
  let world: World
  /// Absolute; made when it is needed.
  let folder: String

  /// Held by the process at work; the kernel releases it when that dies.
  var lock: String { "\(folder)/hook.lock" }
  private var requests: String { "\(folder)/queue" }

  /// Merges that follow each other this closely are one deploy.
  static let settling = Duration.seconds(1)

  /// Bytes of a request. Names come from whoever pushes.
  private static let longest = 16 * 1024

  func add(_ request: DeployRequest) throws(Failure) {
    // The hook first: targets are text of whoever pushes, with line ends when they like.
    let text = ([request.hook.rawValue, request.reference] + request.targets).joined(separator: "\n")
    guard text.utf8.count <= Self.longest else {
      throw Failure(
        .usage, "\(request.targets.count) targets for one deploy, with names of \(text.utf8.count) bytes",
        remedies: ["name the targets of sampan.json that are meant"])
    }
    try world.files.makeDirectory(requests)
    try world.files.write("\(requests)/\(sha256Hex(text.utf8).prefix(16))", Array(text.utf8))
  }

  /// Gives what is asked for to `deploy`, batch by batch, until nothing is left, unless another process is doing so.
  /// Returns whether it was this one.
  ///
  /// A request is written before the lock is tried, and whoever holds the lock looks again after giving it back, so
  /// none is overlooked. What was taken and not deployed when the process is killed is lost; the log ends there.
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
      // One that names no hook gets the rights of a push: the fewest.
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
