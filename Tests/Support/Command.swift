import Foundation

/// Runs another program to its end, within a time limit.
package struct Command {
  package struct Result: Sendable {
    /// Exit status; 128 + signal when the program was killed.
    package var status: Int32
    package var output: [UInt8]
    package var errorOutput: [UInt8]

    package var text: String { String(decoding: output, as: UTF8.self) }
    package var errorText: String { String(decoding: errorOutput, as: UTF8.self) }
  }

  package struct NotFound: Error, CustomStringConvertible {
    package var name: String
    package var description: String { "\(name) is not on PATH" }
  }

  package struct TimedOut: Error { package var command: [String] }

  /// The absolute path of a program on PATH; nil when there is none.
  package static func find(_ name: String) -> String? {
    if name.contains("/") { return FileManager.default.isExecutableFile(atPath: name) ? name : nil }
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    return path.split(separator: ":").map { "\($0)/\(name)" }
      .first(where: FileManager.default.isExecutableFile(atPath:))
  }

  /// `environment` replaces the variables it names and keeps the rest; a nil value removes one. Waits on a thread
  /// of its own: hundreds of tests share the few threads of the task pool, and clocks run in some of them.
  package static func run(
    _ arguments: [String], in directory: String? = nil, environment: [String: String?] = [:],
    input: [UInt8] = [], seconds: Double = 60
  ) async throws -> Result {
    try await onThread {
      try runBlocking(arguments, in: directory, environment: environment, input: input, seconds: seconds)
    }
  }

  private static func runBlocking(
    _ arguments: [String], in directory: String?, environment: [String: String?], input: [UInt8],
    seconds: Double
  ) throws -> Result {
    guard let executable = find(arguments[0]) else { throw NotFound(name: arguments[0]) }
    var variables = ProcessInfo.processInfo.environment
    for (name, value) in environment { variables[name] = value }

    // Files, not pipes: a pipe nobody reads fills up, and a grandchild that keeps it open blocks the reader.
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let files = try ["in", "out", "err"].map { try folder.write($0, $0 == "in" ? input : []) }
    let command = [executable] + arguments.dropFirst()
    let group = try ProcessGroup.spawn(
      "/usr/bin/env", ["env"] + (directory.map { ["-C", $0] } ?? []) + command,
      environment: variables.map { "\($0)=\($1)" }, files: files)
    defer { group.kill() }
    guard let status = group.wait(seconds: seconds) else { throw TimedOut(command: arguments) }
    return Result(status: status, output: try folder.read("out"), errorOutput: try folder.read("err"))
  }

  /// As `run`, and a status other than 0 is an error that shows what the program said. Returns its output.
  @discardableResult
  package static func succeed(
    _ arguments: [String], in directory: String? = nil, environment: [String: String?] = [:],
    input: [UInt8] = [], seconds: Double = 60
  ) async throws -> String {
    let result = try await run(
      arguments, in: directory, environment: environment, input: input, seconds: seconds)
    guard result.status == 0 else { throw Failed(command: arguments, result: result) }
    return result.text
  }

  package struct Failed: Error, CustomStringConvertible {
    package var command: [String]
    package var result: Result
    package var description: String {
      "\(command.joined(separator: " ")) exited \(result.status): \(result.text)\(result.errorText)"
    }
  }
}
