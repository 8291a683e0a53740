import Effects
import Git
import Model

/// How long the last rollouts of a target took, from the update to the end: a line of seconds each, oldest first.
/// Only used to save time: a file that cannot be read counts as empty, without a message.
struct PastRollouts {
  private var world: World
  private let directory: String
  private let file: String
  private let isShared: Bool

  private static let count = 10
  private static let largestFile = 1024

  /// `directory`: the cache's, which need not exist. `sharing`: with whom; nil: with no other user.
  init(of target: Target, in directory: String, sharing: Sharing? = nil, _ world: World) {
    self.world = world
    if let sharing { self.world.files = world.files.shared(sharing.mode) }
    isShared = sharing != nil
    self.directory = directory
    file = "\(directory)/rollouts-\(target.name)"
  }

  var durations: [Duration] {
    guard let bytes = try? world.files.read(file, Self.largestFile) else { return [] }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").compactMap { line in
      Int(line).flatMap { (1...86_400).contains($0) ? .seconds($0) : nil }
    }
  }

  /// Creates nothing in the directory of another user, who could not remove it, unless it is shared.
  func add(_ duration: Duration) {
    guard duration >= .seconds(1) else { return }
    let kept = (durations + [duration]).suffix(Self.count)
    let text = kept.map { "\($0.components.seconds)\n" }.joined()
    do throws(Failure) {
      var info = try world.files.info(directory)
      if info == nil { info = try world.files.info(parentPath(directory)) }
      guard isShared || info?.isOurs == true else { return }
      try world.files.makeDirectory(directory)
      try world.files.write(file, Array(text.utf8))
    } catch {}
  }
}
