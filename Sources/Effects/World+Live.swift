import Foundation
import HTTP
import Model

extension World {
  /// The outside itself. Made once, by the program.
  ///
  /// `version` is told to the servers in `User-Agent`; `stop` decides what a cancelled sleep says.
  package static func live(
    version: String, stop: StopSignal, secrets: SecretRegister = SecretRegister(),
    tell: @escaping @Sendable (Event) -> Void,
    unpack: @escaping @Sendable (_ zip: String, _ directory: String) throws(Failure) -> Void
  ) -> World {
    let environment = ProcessInfo.processInfo.environment
    let temporary = environment["TMPDIR"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/tmp"
    let start = ContinuousClock.now
    for secret in ProxyAddress.secrets(in: environment) { secrets.add(secret) }
    return World(
      environment: environment,
      now: { Timestamp(seconds: Int64(Date().timeIntervalSince1970.rounded(.down))) },
      uptime: { ContinuousClock.now - start },
      sleep: { (duration) throws(Failure) in
        do {
          try await Task.sleep(for: duration)
        } catch {
          throw stop.failure
        }
      },
      random: { count in
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
      },
      transport: .live(version: version, environment: environment),
      files: .live(temporaryDirectory: temporary, unpack: unpack), tell: tell, secrets: secrets,
      run: { (program) throws(Failure) in try await runProgram(program, environment) },
      userID: Int(getuid()), isStopping: { stop.isReceived })
  }
}
