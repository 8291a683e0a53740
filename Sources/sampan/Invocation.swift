import CI
import Effects
import FoundationEssentials
import Languages
import Model
import Report

/// The command line and the environment, parsed once at the start.
struct Invocation: Sendable {
  /// With the credentials that a plugin container has as settings.
  let environment: [String: String]
  /// The CI job in which the program runs.
  let job: CIJob?
  /// Or why the command line is not valid.
  let arguments: Result<Arguments, Failure>
  /// The command, even if the command line is not valid.
  let command: String

  /// `words`: without the name of the program.
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
    let chosen = (try? arguments.get())?.value(.language).flatMap(Language.init(rawValue:))
    language = chosen ?? Arguments.language(words, environment) ?? .ofLocale(environment)
    printsJSON = (try? arguments.get())?.isSet(.json) ?? Arguments.printsJSON(words, environment)
  }

  /// The language of what a person reads: of the flag or its variable, else of the locale. Also known if the command
  /// line is not valid.
  let language: Language

  /// Whether the results are to be printed as JSON. Also known if the command line is not valid, because a program
  /// reads them.
  let printsJSON: Bool

  /// The file of `--events`; relative paths start in the directory of `-C`, as those of other flags do.
  var eventsPath: String? {
    guard let arguments = try? arguments.get(), let path = arguments.value(.events), !path.isEmpty else {
      return nil
    }
    guard !path.hasPrefix("/") else { return path }
    return "\(arguments.value(.directory).map(Self.absolute) ?? Self.currentDirectory)/\(path)"
  }

  var traits: Traits { Commands.all.first { $0.name == command }?.traits ?? [] }

  /// Runs the command until it ends or the process receives a signal. `overdue` is called if the command does not end
  /// after a signal.
  func run(
    in world: World, stop: StopSignal, overdue: @escaping @Sendable (Failure) -> Void
  ) async -> Result<Product, Failure> {
    do throws(Failure) {
      let arguments = try arguments.get()
      let command = try Commands.named(arguments.command)
      let context = Context(
        arguments: arguments, directory: try Self.directory(arguments, world), world: world,
        isPlugin: Self.isPlugin(job),
        translation: language.translation)
      if command.usage.isEmpty { try context.refuseArguments() }
      return .success(
        try await stop.runUntilStopped(overdue: { failure in
          var failure = failure
          failure.what = "\(failure.what) while busy"
          failure.remedies = ["see what is live and what is in progress: sampan status"]
          overdue(failure)
        }) { () async throws(Failure) -> Product in
          try await command.run(context)
        })
    } catch {
      return .failure(error)
    }
  }

  /// Whether the CI system runs plugins as containers, with their settings as `PLUGIN_*`.
  private static func isPlugin(_ job: CIJob?) -> Bool {
    job?.isPluginContainer == true
  }

  /// In Woodpecker, credentials must be settings: its linter warns about `environment` together with `settings`.
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
      // A work tree may be removed while its hook starts; `HookRun` handles that.
      if HookCommand.isRun(arguments) { return path }
      throw Failure(
        .usage, "directory \"\(given)\" does not exist", remedies: ["check the path given with -C"])
    }
    return path
  }

  static var currentDirectory: String { FileManager.default.currentDirectoryPath }

  /// The absolute path; relative paths start in the current directory.
  static func absolute(_ path: String) -> String {
    path.hasPrefix("/") ? path : "\(currentDirectory)/\(path)"
  }
}
