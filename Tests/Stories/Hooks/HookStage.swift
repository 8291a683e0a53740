import Foundation
import Support

/// Repositories whose hooks start a program of the test. It records how it was called and then continues as the
/// built program, or not. `clear()` ends whatever was started.
struct HookStage {
  let home: TemporaryDirectory
  private let environment: [String: String?]

  /// A new repository, empty.
  var work: String { "\(home.path)/work" }

  enum Program { case recorder, real }

  init(_ program: Program) async throws {
    home = try TemporaryDirectory()
    var variables = GitFixture.environment
    variables["CI"] = "false"
    variables["HOME"] = home.path
    variables["GIT_EDITOR"] = "true"
    variables["SAMPAN_BIN"] = "\(home.path)/bin/sampan"
    environment = variables
    try await Command.succeed(["git", "init", "-q", "-b", "main", work], environment: variables)
    try await writeProgram("bin/sampan", Self.script(program, in: home.path))
  }

  /// Another process writes it: what this one has open for writing may be inherited by the programs of other tests,
  /// and cannot be run until they end.
  func writeProgram(_ name: String, _ text: String) async throws {
    let text = try home.write("program.text", text)
    defer { try? FileManager.default.removeItem(atPath: text) }
    try await Command.succeed(["install", "-D", "-m", "755", text, "\(home.path)/\(name)"])
  }

  /// Where it was started, by which hook, for which references, and with which of git's variables.
  private static func script(_ program: Program, in home: String) -> String {
    """
    #!/bin/sh
    echo "$$ ${2##*/} $5 $6 ${GIT_DIR-}${GIT_INDEX_FILE-}${GIT_PREFIX-}" >> '\(home)/calls'
    \(program == .real ? "exec '\(Stage.program)' \"$@\"" : "")

    """
  }

  /// Shell: waits until the program runs. What `run` started and is not detached by then ends with it.
  static let untilCalled = """
    tries=0; until [ -s "$HOME/calls" ]; do tries=$((tries + 1)); [ $tries -lt 300 ]; sleep 0.1; done
    """

  @discardableResult
  func run(
    _ arguments: [String], in directory: String? = nil, environment: [String: String?] = [:]
  ) async throws -> Command.Result {
    try await Command.run(
      arguments, in: directory ?? work, environment: self.environment.merging(environment) { $1 })
  }

  /// Commands for `sh -e`, in the repository.
  @discardableResult
  func shell(
    _ script: String, in directory: String? = nil, environment: [String: String?] = [:]
  ) async throws -> Command.Result {
    let result = try await run(["sh", "-ec", script], in: directory, environment: environment)
    guard result.status == 0 else {
      throw Broken(
        script: script, said: result.text + result.errorText, log: text("work/.git/sampan/hook.log"))
    }
    return result
  }

  struct Broken: Error {
    var script: String
    var said: String
    var log: String
  }

  func sampan(_ arguments: String..., in directory: String? = nil) async throws -> Command.Result {
    try await run([Stage.program] + arguments, in: directory)
  }

  /// `DIRECTORY HOOK REFERENCE` of every start so far.
  var calls: [String] { lines.map { $0.split(separator: " ").dropFirst().joined(separator: " ") } }

  private var lines: [String] { text("calls").split(separator: "\n").map(String.init) }

  /// Empty when there is no such file.
  func text(_ path: String) -> String {
    (try? home.read(path)).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  struct NeverHappened: Error, CustomStringConvertible {
    var what: String
    var log: String
    var description: String { "never: \(what); the log says:\n\(log)" }
  }

  /// Waits for what happens in the background.
  func wait(for what: String, log: String = "work/.git/sampan/hook.log", _ holds: () throws -> Bool)
    async throws
  {
    for _ in 0..<1200 {
      if try holds() { return }
      try await Task.sleep(for: .milliseconds(50))
    }
    throw NeverHappened(what: what, log: text(log))
  }

  /// Until every program that was started has ended.
  func settle() async throws {
    try await wait(for: "the end of all programs") { !pids.contains(where: isAlive) }
  }

  private var pids: [pid_t] { lines.compactMap { $0.split(separator: " ").first.flatMap { pid_t($0) } } }

  private func isAlive(_ pid: pid_t) -> Bool {
    guard let status = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") else { return false }
    return String(decoding: status, as: UTF8.self).contains(home.path)
  }

  /// Names, modes, link targets and contents below a folder. Foundation keeps a cache in the home directory.
  func snapshot(of folder: String) async throws -> String {
    try await shell(
      """
      find . -regex '\\./\\.\\(cache\\|local\\).*' -o -printf '%P %m %y %l\\n' | sort
      find . -regex '\\./\\.\\(cache\\|local\\).*' -o -type f -print0 | sort -z | xargs -0 sha256sum
      """, in: folder
    ).text
  }

  func clear() {
    for pid in pids where isAlive(pid) { kill(pid, SIGKILL) }
    home.remove()
  }
}
