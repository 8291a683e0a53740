import Effects
import Git

extension Project {
  /// Where what only saves time lies between runs: `SAMPAN_CACHE_DIR`, relative to the repository's root (a CI's file is
  /// no shell, so `~/` arrives as it is written), or a
  /// directory of ours beside the objects. What is in the first may come from anywhere.
  var cache: (directory: String, isGiven: Bool) {
    guard let given = world.variable("SAMPAN_CACHE_DIR").flatMap(world.expandingHome) else {
      return ("\(repository.commonDirectory)/sampan", false)
    }
    return (given.hasPrefix("/") ? given : "\(root)/\(given)", true)
  }

  /// What other users may do with our own directory and what is in it; nil: as umask says.
  var cacheSharing: Sharing? { cache.isGiven ? nil : try? repository.sharing() }
}
