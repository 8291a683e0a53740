import FoundationEssentials
import Glibc
import HTTP
import Model

extension World {
  /// The real world. Made once, by the program.
  ///
  /// `version` is sent to servers in `User-Agent`; `stop` has the failure of a cancelled sleep.
  package static func live(
    version: String, stop: StopSignal, secrets: SecretRegister = SecretRegister(),
    tell: @escaping @Sendable (Event) -> Void
  ) -> World {
    let environment = ProcessInfo.processInfo.environment
    let start = ContinuousClock.now
    var world = World()
    world.environment = environment
    world.now = { Timestamp(seconds: Int64(time(nil))) }
    world.uptime = { ContinuousClock.now - start }
    world.sleep = { (duration) throws(Failure) in
      do {
        try await Task.sleep(for: duration)
      } catch {
        throw stop.failure
      }
    }
    world.isStopping = { stop.isReceived }
    world.random = { count in
      var generator = SystemRandomNumberGenerator()
      return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }
    world.transport = Transport.live(version: version, environment: environment)
      .logged(by: tell, uptime: world.uptime)
    let temporary = environment["TMPDIR"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/tmp"
    world.files = .live(temporaryDirectory: temporary)
    world.tell = tell
    world.secrets = secrets
    world.run = { (program) throws(Failure) in try await runProgram(program, environment) }
    world.runCommand = { (command, news) throws(Failure) in try await runWorkTreeCommand(command, news) }
    world.userID = Int(getuid())
    for secret in ProxyAddress.secrets(in: environment) { secrets.add(secret) }
    for (name, value) in environment where OwnVariables.holdsCredential(name) {
      secrets.add(Secret(value.trimmed))
    }
    for account in ChatAccount.all {
      for name in [account.address, OwnVariables.plugin + account.address] {
        for secret in ChatAccount.secrets(in: environment[name] ?? "") { secrets.add(Secret(secret)) }
      }
    }
    return world
  }
}
