import Effects
import Git
import Model
import Pipeline

/// The hooks of one repository: the files where they are installed, and the hooks that exist already.
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

  /// The folder of sampan in the repository: the log, the queue, the scripts that other tools call.
  var folder: String { "\(repository.commonDirectory)/sampan" }
  /// The log of the hooks; the script renames it to `hook.log.1` when it is longer than 256 KiB.
  var log: String { "\(folder)/hook.log" }

  /// The script creates the log with the user's umask.
  func shareLog() throws(Failure) {
    if let sharing = try repository.sharing() {
      try world.files.changeMode(folder, sharing.mode)
      try world.files.changeMode(log, sharing.mode)
    }
  }

  /// Merges happen in work trees; a bare repository only receives pushes.
  var scripts: [HookScript] { repository.workTree == nil ? [.postReceive] : [.postMerge, .postCommit] }

  /// How a hook is run.
  enum Place: Equatable {
    /// By git, from a file that sampan may write.
    case file(String)
    /// By another tool, or from a folder that is shared with other repositories: one of the files `in` must call the
    /// script `of`.
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

  /// Whether the folder is used by this repository only. A symbolic link leads out of it.
  func isPrivate(_ path: String) throws(Failure) -> Bool {
    guard path.hasPrefix(repository.commonDirectory + "/") else { return false }
    return try world.files.info(path)?.kind != .symlink
  }

  /// Whether the file calls the script.
  func calls(_ file: String, _ script: HookScript) throws(Failure) -> Bool {
    try text(of: file).contains("sampan/\(script.rawValue)")
  }

  func isCalled(_ script: HookScript, by files: [String]) throws(Failure) -> Bool {
    for file in files where try calls(file, script) { return true }
    return false
  }

  /// The line to add to a script of another tool. In a clone without sampan's hooks it does nothing.
  func call(of script: HookScript, arguments: String = #""$@""#) -> String {
    #"hook="$(git rev-parse --git-common-dir)/sampan/\#(script.rawValue)"; "#
      + #"[ ! -x "$hook" ] || "$hook" \#(arguments)"#
  }

  /// The path to which a hook that existed before is renamed.
  func earlier(_ file: String) -> String { "\(file).sampan-prev" }

  /// Empty if the file does not exist, or is too large for a hook.
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

  /// The path of this program, for when it is not in PATH; nil if it is not known.
  var program: String? { try? world.files.readSymlink("/proc/self/exe") }
}
