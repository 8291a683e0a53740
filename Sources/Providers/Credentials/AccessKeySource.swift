import Effects
import Model
import Synchronization

/// The key that an account's calls are signed with: found at the first call, so that a plan needs none, and renewed
/// before it expires, so that a wait may last longer than a key.
final class AccessKeySource: Sendable {
  private let cloud: Text
  private let world: World
  private let find: @Sendable (World) async throws(Failure) -> AccessKey
  private let known = Mutex<AccessKey?>(nil)

  /// The official SDKs renew keys with this many seconds left.
  private static let margin: Int64 = 300

  init(
    of account: CloudAccount, in world: World,
    by find: @escaping @Sendable (World) async throws(Failure) -> AccessKey
  ) {
    cloud = account.name
    self.world = world
    self.find = find
  }

  /// `now`: by the cloud's clock.
  func current(at now: Timestamp) async throws(Failure) -> AccessKey {
    let now = now.seconds
    let old = known.withLock { $0 }
    if let old, old.end.map({ $0.seconds > now + Self.margin }) ?? true { return old }
    do throws(Failure) {
      let found = try await find(world)
      known.withLock { $0 = found }
      if old == nil { world.tell(.notice("\(cloud) key \(found.maskedID) from \(found.source)")) }
      return found
    } catch {
      // What cannot be renewed now may be renewed at the next call, as long as the old key is valid.
      if let old, let end = old.end, end.seconds > now { return old }
      // The exchange was retried as long as that is worth it: the call that needs the key does not start it again.
      throw error.with { $0.retry = .never }
    }
  }
}
