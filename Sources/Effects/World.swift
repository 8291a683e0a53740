import HTTP
import Model

/// All effects of the program, as one value. Tests replace its members one at a time.
///
/// By default an effect fails and names itself; one that cannot fail returns a fixed value: the clock is 0, random
/// bytes are zeros, events are dropped.
package struct World: Sendable {
  package var environment: [String: String] = [:]
  /// The CI job of this process, by its environment. Detected once, by the program.
  package var job: CIJob?
  /// The wall clock.
  package var now: @Sendable () -> Timestamp = { Timestamp(seconds: 0) }
  /// Monotonic time since the process began.
  package var uptime: @Sendable () -> Duration = { .zero }
  /// Fails with kind `.interrupted` or `.terminated` when the run is being stopped.
  package var sleep: @Sendable (Duration) async throws(Failure) -> Void = { (_) throws(Failure) in
    throw .refused("sleep")
  }
  /// The run is being stopped. For work that blocks its thread and has no other way to notice.
  package var isStopping: @Sendable () -> Bool = { false }
  /// That many bytes from the system's generator.
  package var random: @Sendable (Int) -> [UInt8] = { [UInt8](repeating: 0, count: $0) }
  package var transport = Transport { (request, _) throws(Failure) in
    throw .refused("\(request.method) \(redacted(request.url))")
  }
  package var files = Files()
  /// Reports an event when it happens.
  package var tell: @Sendable (Event) -> Void = { _ in }
  /// Values that must never be printed; code that reads a secret adds it before using it.
  package var secrets = SecretRegister()
  /// A text with every spelling of the secrets replaced. By default only the secret itself is found; the program sets
  /// a function that knows the other spellings.
  package var masked: @Sendable (_ text: String, _ secrets: [String]) -> String = { text, secrets in
    secrets.contains { text.contains($0) } ? "***" : text
  }
  /// Runs another program to its end. Failures: not on `PATH` is `.configuration`, its deadline `.unavailable`.
  package var run: @Sendable (Program) async throws(Failure) -> Program.Result = {
    (program) throws(Failure) in throw .refused("run \"\(program.name)\"")
  }
  /// Of this process so far: whether what failed was a write or a read before it.
  package var writes = WriteCount()
  /// The language of what is written to a person elsewhere than on the console, e.g. to a chat; nil: English.
  package var translation: Translation?
  /// Runs a command of a repository to its end, without input, and returns its exit status: 128 + signal when it was
  /// killed. `news` is called on another thread. Failures as of `run`; a stopped command gets SIGTERM, and a moment to
  /// end, with everything that it started.
  package var runCommand:
    @Sendable (WorkTreeCommand, _ news: @escaping @Sendable (WorkTreeCommand.News) -> Void)
      async throws(Failure) -> Int32 = { (command, _) throws(Failure) in
        throw .refused("run \"\(command.words.first ?? "")\"")
      }
  /// Of the user that this process belongs to.
  package var userID: Int?

  package init() {}

  /// Without any effect: tests begin with it.
  package static var refusing: World { World() }

  /// A path in which a leading `~/` stands for the home directory, as in a shell. Nil when HOME is not set.
  package func expandingHome(_ path: String) -> String? {
    guard path == "~" || path.hasPrefix("~/") else { return path }
    guard let home = variable("HOME"), home.hasPrefix("/") else { return nil }
    return (home == "/" ? "" : home) + path.dropFirst()
  }

  /// A variable's value when it is set and not empty.
  package func variable(_ name: String) -> String? { environment.variable(name) }
}
