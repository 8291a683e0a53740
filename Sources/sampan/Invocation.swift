import CI
import Effects
import FoundationEssentials
import Model
import Report

/// What was typed, and where: taken apart once, before anything is done. Carried out the same way for every command.
struct Invocation: Sendable {
  /// With the credentials that a plugin container was given as settings.
  let environment: [String: String]
  /// The CI job that this is.
  let job: CIJob?
  /// Or why the command line makes no sense.
  let arguments: Result<Arguments, Failure>
  /// The command that is meant, as far as that can be told.
  let command: String

  /// `words`: without the program's name.
  init(_ words: [String], environment: [String: String]) {
    job = CISystems.detect(environment)
    let isPlugin = Self.isPlugin(job)
    self.environment = isPlugin ? Self.withPluginCredentials(environment) : environment
    do throws(Failure) {
      let read = try Arguments(words, environment: environment, readsPluginSettings: isPlugin)
      arguments = .success(read)
      command = read.command
    } catch {
      arguments = .failure(error)
      command = Arguments.command(in: words)
    }
    asksForJSON = (try? arguments.get())?.isSet(.json) ?? Arguments.asksForJSON(words, environment)
  }

  /// Whether the results are wanted as JSON: known even when the rest makes no sense, since a program waits for them.
  let asksForJSON: Bool

  var traits: Traits { Commands.all.first { $0.name == command }?.traits ?? [] }

  /// Runs the command until its end or until the process is told to stop; `overdue` is then called when the run does
  /// not end.
  func run(
    in world: World, stop: StopSignal, overdue: @escaping @Sendable (Failure) -> Void
  ) async -> Result<Product, Failure> {
    do throws(Failure) {
      let arguments = try arguments.get()
      let command = try Commands.named(arguments.command)
      let context = Context(
        arguments: arguments, directory: try Self.directory(arguments, world), world: world,
        isPlugin: Self.isPlugin(job))
      if command.operands.isEmpty { try context.refuseOperands() }
      return .success(
        try await stop.runUntilStopped(overdue: { failure in
          var failure = failure
          failure.what += " while busy"
          failure.remedies = ["see what is live and what is in progress: sampan status"]
          overdue(failure)
        }) { () async throws(Failure) -> Product in
          try await command.run(context)
        })
    } catch {
      return .failure(error)
    }
  }

  /// These run plugins as containers and hand over their settings as `PLUGIN_*`.
  private static func isPlugin(_ job: CIJob?) -> Bool {
    job?.isPluginContainer == true
  }

  /// Woodpecker has no other way to pass credentials on, since its linter warns of `environment` beside `settings`.
  private static func withPluginCredentials(_ environment: [String: String]) -> [String: String] {
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
      throw Failure(
        .usage, "directory \"\(given)\" does not exist", remedies: ["check the path given with -C"])
    }
    return path
  }

  static var currentDirectory: String { FileManager.default.currentDirectoryPath }

  /// A path as the process was given it: relative ones begin in the current directory.
  static func absolute(_ path: String) -> String {
    path.hasPrefix("/") ? path : "\(currentDirectory)/\(path)"
  }
}
