import CI
import Effects
import Foundation
import Model
import Report

/// From words to a report: the same way for every command, and never a throw.
enum Run {
  /// `overdue` is given the report of a run that was stopped and does not end.
  static func report(
    _ words: [String], in world: World, stop: StopSignal, overdue: @escaping @Sendable (RunReport) -> Void
  ) async -> RunReport {
    do throws(Failure) {
      let arguments = try arguments(words, world.environment)
      let command = try Commands.named(arguments.command)
      let context = Context(arguments: arguments, directory: try directory(arguments, world), world: world)
      return try await stop.runUntilStopped(overdue: { failure in
        var failure = failure
        failure.what += " while busy"
        failure.remedies = ["see what is live and what is in progress: sampan status"]
        overdue(RunReport(failure, of: words))
      }) { () async throws(Failure) -> RunReport in
        try await command.run(context)
      }
    } catch {
      return RunReport(error, of: words)
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

  /// The environment with the credentials that a plugin container was given as settings: Woodpecker has no other way,
  /// since its linter warns of `environment` beside `settings`.
  static func withPluginCredentials(_ environment: [String: String]) -> [String: String] {
    guard isPluginContainer(environment) else { return environment }
    var all = environment
    for (setting, value) in environment where setting.hasPrefix(OwnVariables.plugin) {
      let name = String(setting.dropFirst(OwnVariables.plugin.count))
      if OwnVariables.pluginPrefixes.contains(where: name.hasPrefix), all[name, default: ""].isEmpty {
        all[name] = value
      }
    }
    return all
  }

  private static func directory(_ arguments: Arguments, _ world: World) throws(Failure) -> String {
    guard let given = arguments.value(.directory) else { return currentDirectory }
    let path = absolute(given)
    guard try world.files.info(path) != nil else {
      // A work tree may be removed while its hook starts; `HookRun` knows what to do.
      if HookCommand.isRun(arguments) { return path }
      throw Failure(.usage, "directory \"\(given)\" is not there", remedies: ["mend -C"])
    }
    return path
  }

  static var currentDirectory: String { FileManager.default.currentDirectoryPath }

  /// A path as the process was given it: relative ones begin in the current directory.
  static func absolute(_ path: String) -> String {
    path.hasPrefix("/") ? path : "\(currentDirectory)/\(path)"
  }
}

extension RunReport {
  init(_ failure: Failure, of words: [String]) {
    self.init(command: Arguments.command(in: words), exitCode: ExitCode(failure.kind), failure: failure)
  }
}
