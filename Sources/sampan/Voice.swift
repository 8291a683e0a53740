import Effects
import Model
import Report
import Synchronization

/// Everything the program says, in order: events as they happen, the report at the end.
final class Voice: Sendable {
  private let console: Console
  private let reporting: Mutex<Reporting>

  init(_ reporting: Reporting, console: Console) {
    self.console = console
    self.reporting = Mutex(reporting)
  }

  func tell(_ event: Event) {
    reporting.withLock { reporting in
      for output in reporting.render(event) { write(output) }
    }
  }

  /// Says what is left and writes the CI's files. A file that cannot be written is worth a warning: the
  /// deploy went as it went. Results that were lost on standard output cost the exit code of a run that was
  /// fine otherwise.
  func finish(_ report: RunReport, files: Files) -> ExitCode {
    reporting.withLock { reporting in
      let ending = reporting.finish(report)
      for output in ending.outputs { write(output) }
      for file in ending.files {
        let path = Run.absolute(file.path)
        do throws(Failure) {
          let bytes = Array(file.text.utf8)
          switch file.mode {
          case .append: try files.append(path, bytes)
          case .replace: try files.write(path, bytes)
          }
        } catch {
          say(error, as: .warning, rule: "report/file", by: &reporting)
        }
      }
      guard let lost = console.failure else { return report.exitCode }
      say(lost, as: .error, rule: "report/results", by: &reporting)
      return report.exitCode == .success ? ExitCode(lost.kind) : report.exitCode
    }
  }

  private func say(
    _ failure: Failure, as severity: Finding.Severity, rule: String, by reporting: inout Reporting
  ) {
    let finding = Finding(severity, failure.what, rule: rule, remedies: failure.remedies)
    for output in reporting.render(.finding(finding)) { write(output) }
  }

  private func write(_ output: Output) {
    if output.isTransient {
      console.progress(output.text)
    } else {
      console.write(output.text, to: output.stream.ofConsole)
    }
  }
}
