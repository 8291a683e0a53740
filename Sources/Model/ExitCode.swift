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
