import CI
import Effects
import Foundation
import Model
import Report

/// From words to a report: the same way for every command, and never a throw.
enum Run {
  static func report(_ words: [String], in world: World, stop: StopSignal) async -> RunReport {
    do throws(Failure) {
      let arguments = try arguments(words, world.environment)
      let command = try Commands.named(arguments.command)
      let context = Context(arguments: arguments, directory: try directory(arguments, world), world: world)
      return try await stop.runUntilStopped { () async throws(Failure) -> RunReport in
        try await command.run(context)
      }
    } catch {
      return RunReport(
        command: Arguments.command(in: words), exitCode: ExitCode(error.kind), failure: error)
    }
  }

  static func arguments(
    _ words: [String], _ environment: [String: String]
  ) throws(Failure) -> Arguments {
    try Arguments(words, environment: environment, readsPluginSettings: isPluginContainer(environment))
  }

  /// These run plugins as containers and hand over their settings as `PLUGIN_*`.
  static func isPluginContainer(_ environment: [String: String]) -> Bool {
    ["cnb", "woodpecker", "drone"].contains(CISystems.detect(environment)?.system ?? "")
  }

  private static func directory(_ arguments: Arguments, _ world: World) throws(Failure) -> String {
    guard let given = arguments.value(.directory) else { return currentDirectory }
    let path = absolute(given)
    guard try world.files.info(path) != nil else {
      throw Failure(.usage, "directory \"\(given)\" is not there", remedies: ["mend -C"])
    }
    return path
  }

  private static var currentDirectory: String { FileManager.default.currentDirectoryPath }

  /// A path as the process was given it: relative ones begin in the current directory.
  static func absolute(_ path: String) -> String {
    path.hasPrefix("/") ? path : "\(currentDirectory)/\(path)"
  }
}
