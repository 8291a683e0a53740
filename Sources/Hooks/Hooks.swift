import Effects
import Git
import Model
import Pipeline

/// The hooks of one repository: where each of them is, and what is there already.
package struct Hooks: Sendable {
  let world: World
  let repository: Repository
  let directory: HooksDirectory

  /// `directory`: absolute, anywhere inside the repository.
  package static func of(_ directory: String, trust: Bool, in world: World) throws(Failure) -> Hooks {
    let repository = try Repository.open(
      at: directory, job: nil, trust: trust, environment: world.environment)
    var world = world
    world.files = try repository.shared(world.files)
    return Hooks(world: world, repository: repository, directory: try repository.hooksDirectory())
  }

  /// What is ours in the repository: the log, the queue, the scripts that other tools call.
  var folder: String { "\(repository.commonDirectory)/sampan" }
  /// Where what the hooks did can be read; the script moves it to `hook.log.1` when it has grown long.
  var log: String { "\(folder)/hook.log" }

  /// The script makes the log, as the user's umask says.
  func shareLog() throws(Failure) {
    if let sharing = try repository.sharing() {
      try world.files.changeMode(folder, sharing.mode)
      try world.files.changeMode(log, sharing.mode)
    }
  }

  /// Commits are made in work trees; a bare repository is pushed to.
  var scripts: [HookScript] { repository.workTree == nil ? [.postReceive] : [.postMerge, .postCommit] }

  /// How a hook comes to be run.
  enum Place: Equatable {
    /// A file that is ours to write.
    case file(String)
    /// Run by another tool, or shared with other repositories: one of the files `in` has to call the script `of`.
    case caller(of: String, by: String, in: [String])
  }

  func place(of script: HookScript) throws(Failure) -> Place {
    let own = "\(folder)/\(script.rawValue)"
    let file = "\(directory.path)/\(script.rawValue)"
    if try isPrivate(directory.path) {
      guard try text(of: file).contains("LEFTHOOK") else { return .file(file) }
      let root = repository.workTree ?? repository.gitDirectory
      return .caller(of: own, by: "lefthook", in: Self.lefthookConfigs.map { "\(root)/\($0)" })
    }
    let husky = "/_"
    guard directory.path.hasSuffix(husky) else {
      return .caller(of: own, by: "core.hooksPath = \(directory.setting ?? directory.path)", in: [file])
    }
    let scripts = directory.path.dropLast(husky.count)
    return .caller(of: own, by: "husky", in: ["\(scripts)/\(script.rawValue)"])
  }

  /// https://lefthook.dev/configuration/ (read 2026-11)
  private static let lefthookConfigs = [
    "lefthook", ".lefthook", ".config/lefthook", "lefthook-local", ".lefthook-local",
  ]
  .flatMap { name in ["yml", "yaml", "toml", "json"].map { "\(name).\($0)" } }

  /// Nobody but this repository has its hooks there. A link leads out of it.
  func isPrivate(_ path: String) throws(Failure) -> Bool {
    guard path.hasPrefix(repository.commonDirectory + "/") else { return false }
    return try world.files.info(path)?.kind != .symlink
  }

  /// Whether the file's text calls the script; then nothing has to be added to it.
  func calls(_ file: String, _ script: HookScript) throws(Failure) -> Bool {
    try text(of: file).contains("sampan/\(script.rawValue)")
  }

  func isCalled(_ script: HookScript, by files: [String]) throws(Failure) -> Bool {
    for file in files where try calls(file, script) { return true }
    return false
  }

  /// The line for a script of another tool. Where sampan is not installed in a clone, it does nothing.
  func call(of script: HookScript, arguments: String = #""$@""#) -> String {
    #"hook="$(git rev-parse --git-common-dir)/sampan/\#(script.rawValue)"; "#
      + #"[ ! -x "$hook" ] || "$hook" \#(arguments)"#
  }

  /// Where the hook that was there before us waits for its turn.
  func earlier(_ file: String) -> String { "\(file).sampan-prev" }

  /// Empty when there is no such file. Hooks are small, or no text.
  func text(of path: String) throws(Failure) -> String {
    guard let info = try world.files.info(path), info.kind == .file || info.kind == .symlink else {
      return ""
    }
    do throws(Failure) {
      return String(decoding: try world.files.read(path, 1 << 20), as: UTF8.self)
    } catch {
      return ""
    }
  }

  /// This program, for a PATH that lacks it; nil when the system does not tell.
  var program: String? { try? world.files.readSymlink("/proc/self/exe") }
}
