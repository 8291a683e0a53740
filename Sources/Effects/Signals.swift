import Model

/// Whether, and by which signal, this run is being stopped.
package final class StopSignal: Sendable {
  /// The failure of what was stopped: `.interrupted` after SIGINT, `.terminated` after SIGTERM.
  package var failure: Failure { Failure(.interrupted, "interrupted") }

  package init() {}

  /// Runs the body; SIGINT or SIGTERM cancels its task, and then whatever it threw by being cancelled becomes
  /// `failure`. A second signal ends the process at once.
  package func runUntilStopped<T: Sendable>(
    _ body: @escaping @Sendable () async throws(Failure) -> T
  ) async throws(Failure) -> T { try await body() }
}
