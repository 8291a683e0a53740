import CI
import Effects
import Foundation
import Model
import Report

extension Reporting {
  /// As the flags and the environment want it. A command line that cannot be read is reported plainly, but as
  /// JSON where a program waits for that.
  static func live(
    _ words: [String], _ environment: [String: String], console: Console, secrets: SecretRegister
  ) -> Reporting {
    let arguments = try? Run.arguments(words, environment)
    let job = CISystems.detect(environment)
    let choice = arguments?.value(.color).flatMap(ColorChoice.init(rawValue:)) ?? .auto
    func usesColor(_ stream: Output.Stream) -> Bool {
      choice.usesColor(
        in: stream, to: console.sink(of: stream.ofConsole), environment: environment, job: job)
    }
    var verbosity = ReportOptions.Verbosity.normal
    if arguments?.isSet(.quiet) == true { verbosity = .quiet }
    if arguments?.isSet(.verbose) == true { verbosity = .verbose }
    var random = SystemRandomNumberGenerator()
    let token = (0..<4).map { _ in String(random.next(), radix: 16) }.joined()
    return Reporting(
      job: job, environment: environment,
      options: ReportOptions(
        colorsResults: usesColor(.standard), colorsTalk: usesColor(.error), verbosity: verbosity,
        json: arguments?.isSet(.json) ?? Arguments.asksForJSON(words, environment),
        isTerminal: console.isTerminal(.errors), width: console.width ?? 80),
      token: token, now: { Timestamp(seconds: Int64(Date().timeIntervalSince1970)) },
      secrets: { secrets.all })
  }
}

extension Output.Stream {
  var ofConsole: Console.Stream { self == .standard ? .output : .errors }
}

extension Console {
  fileprivate func sink(of stream: Stream) -> ColorChoice.Sink {
    if isTerminal(stream) { return .terminal }
    return isFile(stream) ? .file : .pipe
  }
}
