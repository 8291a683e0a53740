/// The process's exit status. The table of the contract, in one place; unknown non-zero means failure.
package struct ExitCode: Equatable, Sendable, RawRepresentable {
  package var rawValue: Int32
  package init(rawValue: Int32) { self.rawValue = rawValue }

  package static let success = ExitCode(rawValue: 0)

  package init(_ kind: Failure.Kind) {
    rawValue =
      switch kind {
      case .defect: 1
      case .rolloutFailed: 2
      case .stillRolling: 3
      case .awaitingPerson: 4
      case .guarded: 5
      case .usage: 64
      case .repository: 65
      case .unavailable: 69
      case .tryLater: 75
      case .credentials: 77
      case .configuration: 78
      case .interrupted: 130
      case .terminated: 143
      }
  }
}

extension Failure.Kind {
  /// What it means, as in the contract's table.
  package var meaning: Text {
    switch self {
    case .defect: "a bug in sampan: please report it"
    case .rolloutFailed: "the provider reports that the rollout failed, or \"verify\" failed"
    case .stillRolling: "still rolling out at the deadline; to continue waiting: \"sampan status --wait\""
    case .awaitingPerson: "waiting for a person (gray release, manual batch)"
    case .guarded:
      "refused by a guard: a newer commit is live, another deploy holds the target, a freeze, or a plan out of date"
    case .usage: "usage; a command that this provider does not support"
    case .repository:
      "the repository or the package: shallow, missing objects, LFS pointer, ownership, too big"
    case .unavailable: "provider unavailable after retries"
    case .tryLater: "try later: throttled, network, another rollout in progress"
    case .credentials: "credentials or permission"
    case .configuration: "configuration; a service that does not exist; an API that was retired"
    case .interrupted: "interrupted (SIGINT); the output shows what is in progress and how to continue"
    case .terminated: "terminated (SIGTERM, SIGHUP); the output shows what is in progress and how to continue"
    }
  }

  /// Whether starting the same run again makes sense, for a CI's `retry`.
  package var isWorthRetrying: Bool { self == .unavailable || self == .tryLater }
}
