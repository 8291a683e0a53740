import Effects
import Model
import Synchronization

/// The commands of one target, `before` packaging or `after` success. They run one after the other in the work tree (in a
/// bare repository in that, as git's hooks do), with the outputs of the deploy and without credentials, and with nothing to
/// read. What they write is reported line by line.
struct RunCommands {
  let project: Project
  let target: Target
  let timeline: Timeline

  private var world: World { project.world }

  /// Failure: `.repository`, 65.
  func before(_ outcome: Outcome) async throws(Failure) {
    try await run(target.before, .before, outcome, failing: .repository, leaving: "nothing was deployed")
  }

  /// Failure: `.rolloutFailed`, 2.
  func after(_ outcome: Outcome) async throws(Failure) {
    try await run(
      target.after, .after, outcome, failing: .rolloutFailed,
      leaving: "the release receives traffic and is left as it is")
  }

  /// `after` belongs to a deploy: a retry after one that failed does not run it again.
  func tellAfterIsLeftOut() {
    guard let first = target.after.first else { return }
    world.tell(
      .notice("\"after\" is not run, because nothing was deployed; to run it by hand: \(first.shown)"))
  }

  private func run(
    _ commands: [RepositoryCommand], _ step: Event.Step, _ outcome: Outcome, failing kind: Failure.Kind,
    leaving state: Text
  ) async throws(Failure) {
    guard !commands.isEmpty else { return }
    if project.isRehearsal {
      for command in commands {
        world.tell(.notice("\"\(step.rawValue)\" is not run in a rehearsal: \(command.shown)"))
      }
      return
    }
    world.tell(.stepStarted(step))
    let start = world.uptime()
    do throws(Failure) {
      for command in commands { try await run(command, step, outcome, since: start) }
    } catch {
      timeline.add(step.rawValue, from: start, to: world.uptime(), failed: true)
      throw error.with {
        if !$0.isStop { $0.kind = kind }
        $0.what = "\($0.what); \(state)"
      }
    }
    timeline.add(step.rawValue, from: start, to: world.uptime())
    world.tell(
      .stepFinished(
        step, took: world.uptime() - start, detail: "\(commands.map(\.shown).joined(separator: "; "))"))
  }

  /// All commands of a list share the target's timeout.
  private func run(
    _ command: RepositoryCommand, _ step: Event.Step, _ outcome: Outcome, since start: Duration
  ) async throws(Failure) {
    let left = target.wait.timeout - (world.uptime() - start)
    let output = CommandOutput(of: command, tell: world.tell)
    output.begin()
    let status: Int32
    do throws(Failure) {
      status = try await world.runCommand(
        WorkTreeCommand(
          command.words, in: project.root, variables: variables(outcome), deadline: max(.zero, left))
      ) { output.add($0) }
      output.end()
    } catch {
      output.end()
      throw refused(command, step, error)
    }
    guard status != 0 else { return }
    throw failed(command, step, status, lastLine: output.lastLine)
  }

  /// `SAMPAN=0`: what a command merges or commits starts no hook of ours.
  private func variables(_ outcome: Outcome) -> [String: String] {
    var variables = world.variablesWithoutCredentials
    for field in outcome.fields where field.name != "status" || outcome.status == .deployed {
      guard let value = field.value else { continue }
      variables["SAMPAN_\(field.name.uppercased())"] = value
    }
    variables["SAMPAN"] = "0"
    variables["PWD"] = project.root
    return variables
  }

  private func failed(
    _ command: RepositoryCommand, _ step: Event.Step, _ status: Int32, lastLine: String
  ) -> Failure {
    Failure(
      .repository, "\"\(step.rawValue)\": \"\(command.shown)\" ended with status \(status)",
      place: command.place,
      remedies: status == 127
        ? [
          "install the program on this machine, or in the image of the CI job",
          "a list is a list of commands: for one command, write a line such as \"npm ci\"",
        ] : ["run it by hand in the repository: \(command.shown)"],
      causes: lastLine.isEmpty ? [] : ["its last line: \(lastLine)"])
  }

  /// It could not be started, or was stopped.
  private func refused(_ command: RepositoryCommand, _ step: Event.Step, _ error: Failure) -> Failure {
    error.with {
      $0.what = "\"\(step.rawValue)\": \(error.what)"
      $0.place = command.place
      if error.kind == .unavailable { $0.remedies = ["raise \"timeout\" in \"wait\" of the target"] }
      $0.retry = .never
    }
  }
}

/// The output of a running command as lines, and a sign of life where there is none.
private final class CommandOutput: Sendable {
  private let command: RepositoryCommand
  private let tell: @Sendable (Event) -> Void
  private let state = Mutex(State())

  private struct State {
    var rest: [UInt8] = []
    var lastLine = ""
    var elapsed = Duration.zero
    var toldAt = Duration.zero
  }

  /// A person should see a line after 30 s.
  private static let longestSilence = Duration.seconds(29)
  /// In bytes; a longer line is shown in parts.
  private static let longestLine = 16 * 1024

  init(of command: RepositoryCommand, tell: @escaping @Sendable (Event) -> Void) {
    self.command = command
    self.tell = tell
  }

  var lastLine: String { state.withLock { $0.lastLine } }

  func begin() { tell(.output("$ \(command.shown)")) }

  func add(_ news: WorkTreeCommand.News) {
    switch news {
    case .output(let bytes): show { $0.rest += bytes }
    case .running(let elapsed):
      let isSilent = state.withLock { state in
        state.elapsed = elapsed
        guard elapsed - state.toldAt >= Self.longestSilence else { return false }
        state.toldAt = elapsed
        return true
      }
      if isSilent { tell(.stillWaiting("for \"\(command.shown)\" to end", elapsed: elapsed)) }
    }
  }

  /// What follows the last line end is a line, too.
  func end() { show { if !$0.rest.isEmpty { $0.rest.append(UInt8(ascii: "\n")) } } }

  private func show(_ change: (inout State) -> Void) {
    for line in state.withLock({ state in
      change(&state)
      return Self.lines(&state)
    }) { tell(.output(line)) }
  }

  private static func lines(_ state: inout State) -> [String] {
    var lines: [String] = []
    var rest = state.rest[...]
    while let end = rest.firstIndex(of: UInt8(ascii: "\n"))
      ?? (rest.count > longestLine ? rest.startIndex + longestLine : nil)
    {
      lines.append(shown(rest[..<end]))
      rest = rest[(end + 1)...]
    }
    guard !lines.isEmpty else { return [] }
    state.rest = Array(rest)
    state.toldAt = state.elapsed
    state.lastLine = lines.last { !$0.allSatisfy(\.isWhitespace) } ?? state.lastLine
    return lines
  }

  /// What a terminal would show in the end: progress is drawn over what is before a carriage return.
  private static func shown(_ line: ArraySlice<UInt8>) -> String {
    let parts = line.split(separator: UInt8(ascii: "\r"))
    return withoutTerminalCodes(parts.last ?? [])
  }
}
