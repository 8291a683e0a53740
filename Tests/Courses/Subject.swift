import Emulator
import Model
import Providers

/// What a course deploys with a provider: one target, and the action that is its write.
package struct Subject: Sendable, CustomStringConvertible {
  package var provider: String
  /// The members of the target besides `wait`.
  package var target: String
  /// Sent once a deploy; nil: the provider only watches.
  package var write: String?
  /// Another write comes before it, and is refused first where none is allowed.
  package var writesBefore = false
  /// The writes of its verbs.
  package var operations: [ProviderSchema.Verb: String] = [:]
  /// The write that gives a share of the traffic, where it is not that of a promotion.
  package var shareWrite: String?
  /// The part of the target that names the service, and the name of one that does not exist.
  package var unknown: (there: String, nowhere: String)
  /// Where the provider is found, its clouds, and what exists in them from the start.
  package var catalog = Catalog.all
  package var clouds = EmulatedClouds.kinds
  package var holdings: [any Holding]?

  package var description: String { provider }

  package init(
    provider: String, target: String, write: String? = nil, writesBefore: Bool = false,
    operations: [ProviderSchema.Verb: String] = [:], shareWrite: String? = nil,
    unknown: (there: String, nowhere: String)
  ) {
    self.provider = provider
    self.target = target
    self.write = write
    self.writesBefore = writesBefore
    self.operations = operations
    self.shareWrite = shareWrite ?? operations[.promote]
    self.unknown = unknown
  }
}
