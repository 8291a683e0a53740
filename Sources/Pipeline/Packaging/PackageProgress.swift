import Effects
import Model

/// Reports how far a large package is. A small one is made before a person could read it, so nothing is reported.
struct PackageProgress {
  private let world: World
  private let fileCount: Int
  private let byteCount: Int
  private let start: Duration
  private var files = 0
  private var bytes = 0
  private var last: Duration

  /// A package with fewer bytes and fewer files takes less than about a second.
  private static let (leastBytes, leastFiles) = (64_000_000, 20_000)
  private static let interval = Duration.milliseconds(200)

  init(of entries: [PackageEntry], in world: World) {
    self.world = world
    fileCount = entries.count
    byteCount = entries.byteCount
    start = world.uptime()
    last = start
  }

  private var isLarge: Bool { byteCount >= Self.leastBytes || fileCount >= Self.leastFiles }

  /// An entry was written.
  mutating func add(_ entry: PackageEntry) {
    guard isLarge else { return }
    files += 1
    bytes += entry.size
    // The clock is a system call: at most one for a hundred small entries.
    guard files % 100 == 0 || entry.size >= 1_000_000 || files == fileCount else { return }
    let now = world.uptime()
    guard now - last >= Self.interval else { return }
    last = now
    world.tell(
      .packaged(
        fileCount: files, fileTotal: fileCount, byteCount: bytes, byteTotal: byteCount, elapsed: now - start))
  }
}
