import Foundation

/// A server that a test starts, talks to, and stops. What it says goes into files.
package final class BackgroundProgram: Sendable {
  private let folder: TemporaryDirectory
  private let group: ProcessGroup

  package struct NotReady: Error, CustomStringConvertible {
    package var description: String
  }

  /// `environment` replaces the variables it names and keeps the rest.
  package init(_ arguments: [String], environment: [String: String] = [:]) throws {
    guard let executable = Command.find(arguments[0]) else { throw Command.NotFound(name: arguments[0]) }
    let folder = try TemporaryDirectory()
    self.folder = folder
    let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let files = try ["in", "out", "err"].map { try folder.write($0, []) }
    group = try ProcessGroup.spawn(
      executable, arguments, environment: variables.map { "\($0)=\($1)" },
      files: files)
  }

  /// Everything it has said so far: programs differ in where their log goes.
  package var log: String {
    ["out", "err"].map { String(decoding: (try? folder.read($0)) ?? [], as: UTF8.self) }.joined()
  }

  /// The first match of its log, waited for. A program that ends meanwhile is an error that shows what it said.
  package func first<Output>(
    _ pattern: Regex<Output>, seconds: Double = 20
  ) async throws -> Regex<Output>.Match {
    let deadline = Date().addingTimeInterval(seconds)
    while true {
      if let match = log.firstMatch(of: pattern) { return match }
      guard Date() < deadline, group.wait(seconds: 0) == nil else { throw NotReady(description: log) }
      try await Task.sleep(for: .milliseconds(20))
    }
  }

  package func stop() {
    group.kill()
    _ = group.wait(seconds: 5)
    folder.remove()
  }
}
