import HTTP
import Model

/// Everything the house may do to the outside, as one value. Tests replace it whole or one member at a time.
package struct World: Sendable {
  package var environment: [String: String]
  /// The wall clock.
  package var now: @Sendable () -> Timestamp
  /// Monotonic time since the process began.
  package var uptime: @Sendable () -> Duration
  /// Fails with kind `.interrupted` or `.terminated` when the run is being stopped.
  package var sleep: @Sendable (Duration) async throws(Failure) -> Void
  /// The run is being stopped. For work that blocks its thread and has no other way to notice.
  package var isStopping: @Sendable () -> Bool
  /// That many bytes from the system's generator.
  package var random: @Sendable (Int) -> [UInt8]
  package var transport: Transport
  package var files: Files
  /// Tells what happens, while it happens.
  package var tell: @Sendable (Event) -> Void
  /// Values that must never be printed; whoever reads a secret adds it before using it.
  package var secrets: SecretRegister
  /// A text with all that any of the secrets is spelled as replaced. Here only what is spelled as the secret itself is
  /// found; the program knows the other spellings.
  package var masked: @Sendable (_ text: String, _ secrets: [String]) -> String = { text, secrets in
    secrets.contains { text.contains($0) } ? "***" : text
  }
  /// Runs another program to its end. Failures: not on `PATH` is `.configuration`, its deadline `.unavailable`.
  package var run: @Sendable (Program) async throws(Failure) -> Program.Result
  /// Of the user that this process belongs to.
  package var userID: Int?

  package init(
    environment: [String: String], now: @escaping @Sendable () -> Timestamp,
    uptime: @escaping @Sendable () -> Duration,
    sleep: @escaping @Sendable (Duration) async throws(Failure) -> Void,
    random: @escaping @Sendable (Int) -> [UInt8], transport: Transport, files: Files,
    tell: @escaping @Sendable (Event) -> Void, secrets: SecretRegister,
    run: @escaping @Sendable (Program) async throws(Failure) -> Program.Result = refuseToRun,
    userID: Int? = nil, isStopping: @escaping @Sendable () -> Bool = { false }
  ) {
    self.environment = environment
    self.now = now
    self.uptime = uptime
    self.sleep = sleep
    self.random = random
    self.transport = transport
    self.files = files
    self.tell = tell
    self.secrets = secrets
    self.run = run
    self.userID = userID
    self.isStopping = isStopping
  }

  /// A path in which a leading `~/` stands for the home directory, as in a shell. Nil when HOME is not set.
  package func expandingHome(_ path: String) -> String? {
    guard path == "~" || path.hasPrefix("~/") else { return path }
    guard let home = variable("HOME"), home.hasPrefix("/") else { return nil }
    return (home == "/" ? "" : home) + path.dropFirst()
  }

  /// A variable's value when it is set and not empty.
  package func variable(_ name: String) -> String? {
    environment[name].flatMap { $0.isEmpty ? nil : $0 }
  }
}
