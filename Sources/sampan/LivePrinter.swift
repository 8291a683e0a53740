import Effects
import Glibc
import Languages
import Model
import Report
import Synchronization

/// Writes everything that the program prints: events as they happen, results and files for the CI system at the end.
final class LivePrinter: Sendable {
  private let console: Console
  private let printer: Mutex<Printer>
  /// The lines of `--events`; nil without it.
  private let events: Mutex<EventStream?>
  /// For long results, on a terminal; nil where they are only printed.
  private let pager: Pager?

  /// Uses the flags and the environment. If the command line is not valid, the defaults are used, but `--json` is
  /// respected.
  init(_ invocation: Invocation, console: Console, secrets: SecretRegister) {
    let arguments = try? invocation.arguments.get()
    let choice = arguments?.value(.color).flatMap(ColorChoice.init(rawValue:)) ?? .auto
    func usesColor(_ stream: Output.Stream) -> Bool {
      choice.usesColor(
        in: stream, to: console.sink(of: stream.ofConsole), environment: invocation.environment,
        job: invocation.job)
    }
    var verbosity = ReportOptions.Verbosity.normal
    if arguments?.isSet(.quiet) == true { verbosity = .quiet }
    if arguments?.isSet(.verbose) == true { verbosity = .verbose }
    var random = SystemRandomNumberGenerator()
    let token = (0..<4).map { _ in String(random.next(), radix: 16) }.joined()
    self.console = console
    pager = Self.pager(invocation, console)
    printer = Mutex(
      Printer(
        command: invocation.command, traits: invocation.traits, job: invocation.job,
        environment: invocation.environment,
        options: ReportOptions(
          colorsResults: usesColor(.standard), colorsProgress: usesColor(.error), verbosity: verbosity,
          json: invocation.printsJSON, isTerminal: console.isTerminal(.errors), width: console.width ?? 80,
          translation: invocation.language.translation),
        token: token, now: { Timestamp(seconds: Int64(time(nil))) },
        secrets: { secrets.all }))
    events = Mutex(nil)
    openEvents(invocation, secrets)
  }

  /// Where the lines of `--events` go, and what makes them.
  private struct EventStream {
    var file: LineFile
    var log: EventLog
  }

  private func openEvents(_ invocation: Invocation, _ secrets: SecretRegister) {
    guard let path = invocation.eventsPath else { return }
    printer.withLock { printer in
      do throws(Failure) {
        var log = EventLog(
          now: { Timestamp(seconds: Int64(time(nil))) }, secrets: { secrets.all })
        let file = try LineFile(path)
        try file.write(
          log.start(
            invocation.command, version: VersionCommand.number,
            isRehearsal: invocation.traits.contains(.isRehearsal)))
        let stream = EventStream(file: file, log: log)
        events.withLock { $0 = stream }
      } catch {
        tell(error, as: .warning, rule: "events/file", by: &printer)
      }
    }
  }

  /// Why a line of `--events` could not be written: the first time only.
  private func record(_ make: (inout EventLog) -> String?) -> Failure? {
    events.withLock { stream in
      guard var open = stream, let line = make(&open.log) else { return nil }
      stream = open
      do throws(Failure) {
        try open.file.write(line)
        return nil
      } catch {
        stream = nil
        return error
      }
    }
  }

  func tell(_ event: Event) {
    printer.withLock { printer in
      for output in printer.render(event) { write(output) }
      guard let failure = record({ $0.line(for: event) }) else { return }
      tell(failure, as: .warning, rule: "events/file", by: &printer)
    }
  }

  /// Prints the results and writes the files for the CI system. A file that cannot be written is a warning: it does not
  /// concern the deploy. If standard output could not be written, a run that was successful otherwise fails.
  func finish(_ result: Result<Product, Failure>, files: Files) -> ExitCode {
    printer.withLock { printer in
      let ending = printer.finish(result)
      let page = ending.outputs.filter { $0.stream == .standard }.map(\.text)
      let isShown = ending.exitCode == .success && pager?.show(page.joined(separator: "\n") + "\n") == true
      for output in ending.outputs where !isShown || output.stream != .standard { write(output) }
      for file in ending.files {
        let path = Invocation.absolute(file.path)
        do throws(Failure) {
          let bytes = Array(file.text.utf8)
          switch file.mode {
          case .append: try files.append(path, bytes)
          case .replace: try files.write(path, bytes)
          }
        } catch {
          tell(error, as: .warning, rule: "report/file", by: &printer)
        }
      }
      let lost = console.failure
      if let lost { tell(lost, as: .error, rule: "report/results", by: &printer) }
      let exitCode = lost.flatMap { ending.exitCode == .success ? ExitCode($0.kind) : nil } ?? ending.exitCode
      var failure: Failure?
      if case .failure(let error) = result { failure = error }
      if let unwritten = record({ $0.end(exitCode, failure ?? lost) }) {
        tell(unwritten, as: .warning, rule: "events/file", by: &printer)
      }
      return exitCode
    }
  }

  /// For help that is read by a person.
  private static func pager(_ invocation: Invocation, _ console: Console) -> Pager? {
    guard invocation.command == HelpCommand.name, invocation.job == nil, !invocation.printsJSON,
      console.isTerminal(.output), let arguments = try? invocation.arguments.get(),
      !arguments.isSet(.noPager),
      !arguments.isSet(.man)
    else { return nil }
    return Pager(invocation.environment)
  }

  private func tell(
    _ failure: Failure, as severity: Finding.Severity, rule: String, by printer: inout Printer
  ) {
    let finding = Finding(severity, failure.what, rule: rule, remedies: failure.remedies)
    for output in printer.render(.finding(finding)) { write(output) }
  }

  private func write(_ output: Output) {
    if output.isTransient {
      console.progress(output.text)
    } else {
      console.write(output.text, to: output.stream.ofConsole)
    }
  }
}

extension Output.Stream {
  fileprivate var ofConsole: Console.Stream { self == .standard ? .output : .errors }
}

extension Console {
  fileprivate func sink(of stream: Stream) -> ColorChoice.Sink {
    if isTerminal(stream) { return .terminal }
    return isFile(stream) ? .file : .pipe
  }
}
