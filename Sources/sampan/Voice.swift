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

  /// Says what is left and writes the CI's files; a file that cannot be written is said, too, and costs the exit code
  /// of a run that was fine otherwise.
  func finish(_ report: RunReport, files: Files) -> ExitCode {
    reporting.withLock { reporting in
      let ending = reporting.finish(report)
      for output in ending.outputs { write(output) }
      var exitCode = report.exitCode
      for file in ending.files {
        do throws(Failure) {
          let bytes = Array(file.text.utf8)
          switch file.mode {
          case .append: try files.append(file.path, bytes)
          case .replace: try files.write(file.path, bytes)
          }
        } catch {
          for output in reporting.render(.finding(Finding(.error, error.what, rule: "report/file"))) {
            write(output)
          }
          if exitCode == .success { exitCode = ExitCode(error.kind) }
        }
      }
      return exitCode
    }
  }

  private func write(_ output: Output) {
    if output.isTransient {
      console.progress(output.text)
    } else {
      console.write(output.text, to: output.stream == .standard ? .output : .errors)
    }
  }
}
