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
    try await run(
      target.before, .before, outcome, failing: .repository, leaving: "nothing was deployed",
      afterStop: "deploy again: nothing is in progress")
  }

  /// Failure: `.rolloutFailed`, 2.
  func after(_ outcome: Outcome) async throws(Failure) {
    try await run(
      target.after, .after, outcome, failing: .rolloutFailed,
      leaving: "the release receives traffic and is left as it is",
      afterStop: "check what is live: sampan status \(target.name)")
  }

  /// `after` belongs to a deploy: a retry after one that failed does not run it again.
  func tellAfterIsLeftOut() {
    guard let first = target.after.first else { return }
    world.tell(
      .notice("\"after\" is not run, because nothing was deployed; to run it by hand: \(first.shown)"))
  }

  private func run(
    _ commands: [RepositoryCommand], _ step: Event.Step, _ outcome: Outcome, failing kind: Failure.Kind,
    leaving state: Text, afterStop remedy: Text
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
        if $0.isStop { $0.remedies = [remedy] } else { $0.kind = kind }
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
    let output = CommandOutput(of: command, in: world)
    output.begin()
    let status: Int32
    do throws(Failure) {
      status = try await world.runCommand(
        WorkTreeCommand(
          command.words, named: command.shown, in: project.root, variables: variables(outcome),
          deadline: max(.zero, left))
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
final class CommandOutput: Sendable {
  private let command: RepositoryCommand
  private let world: World
  private let state = Mutex(State())

  private struct State {
    var rest: [UInt8] = []
    /// What follows up to the line end is not shown: the line is too long.
    var isCut = false
    var lastLine = ""
    var elapsed = Duration.zero
    var toldAt = Duration.zero
  }

  /// A person should see a line after 30 s.
  private static let longestSilence = Duration.seconds(29)
  /// In bytes; of a longer line, its start is shown.
  private static let longestLine = 16 * 1024
  private static let (lineEnd, carriageReturn) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))

  init(of command: RepositoryCommand, in world: World) {
    self.command = command
    self.world = world
  }

  var lastLine: String { state.withLock { $0.lastLine } }

  func begin() { world.tell(.output("$ \(command.shown)")) }

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
      if isSilent { world.tell(.stillWaiting("for \"\(command.shown)\" to end", elapsed: elapsed)) }
    }
  }

  /// What follows the last line end is a line, too.
  func end() { show { if !$0.rest.isEmpty { $0.rest.append(Self.lineEnd) } } }

  private func show(_ change: (inout State) -> Void) {
    for line in state.withLock({ state in
      change(&state)
      return lines(&state)
    }) { world.tell(.output(line)) }
  }

  private func lines(_ state: inout State) -> [String] {
    var lines: [String] = []
    var rest = state.rest[...]
    while let end = rest.firstIndex(of: Self.lineEnd) {
      if !state.isCut { lines.append(shown(rest[..<end], isWhole: true)) }
      state.isCut = false
      rest = rest[(end + 1)...]
    }
    if rest.count > 2 * Self.longestLine {
      // Progress is drawn over what is before.
      if let over = rest.dropLast().lastIndex(of: Self.carriageReturn) { rest = rest[(over + 1)...] }
      if rest.count > 2 * Self.longestLine {
        if !state.isCut { lines.append(shown(rest, isWhole: false)) }
        state.isCut = true
        rest = []
      }
    }
    state.rest = Array(rest)
    guard !lines.isEmpty else { return [] }
    state.toldAt = state.elapsed
    state.lastLine = lines.last { !$0.allSatisfy(\.isWhitespace) } ?? state.lastLine
    return lines
  }

  /// What a terminal would show in the end: progress is drawn over what is before a carriage return.
  private func shown(_ line: ArraySlice<UInt8>, isWhole: Bool) -> String {
    let text = withoutTerminalCodes(line.split(separator: Self.carriageReturn).last ?? [])
    guard !isWhole || text.utf8.count > Self.longestLine else { return text }
    // Masked here, because a part of a secret would not be found. One that is not whole at the end of what was read is not
    // masked: that part is left out.
    let masked = world.masked(text, world.secrets.all)
    let most = min(Self.longestLine, masked.utf8.count - (isWhole ? 0 : Self.longestLine))
    let end = masked.utf8.index(masked.startIndex, offsetBy: max(0, most))
    return String(masked.unicodeScalars[..<end]) + "…"
  }
}
