import Foundation
import Testing

/// Python's own JSON and its `jsonschema`: judges that know nothing of this code.
enum Python {
  struct Failed: Error { var text: String }

  /// Runs a script that reads one JSON value from its standard input and prints one to its output.
  static func run<Input: Encodable, Output: Decodable>(
    _ script: String, _ input: Input, as type: Output.Type = Output.self
  ) throws -> Output {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "config-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    // Files, not pipes: a pipe that nobody reads fills up.
    func handle(_ name: String, _ data: Data) throws -> FileHandle {
      let url = folder.appendingPathComponent(name)
      try data.write(to: url)
      return try FileHandle(forUpdating: url)
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-W", "ignore", "-c", script]
    process.standardInput = try handle("in", try JSONEncoder().encode(input))
    process.standardOutput = try handle("out", Data())
    process.standardError = try handle("err", Data())
    try process.run()
    let deadline = Date().addingTimeInterval(60)
    while process.isRunning, Date() < deadline { usleep(2000) }
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      let text = try String(contentsOf: folder.appendingPathComponent("err"), encoding: .utf8)
      throw Failed(text: text)
    }
    return try JSONDecoder().decode(type, from: Data(contentsOf: folder.appendingPathComponent("out")))
  }

  /// Whether `jsonschema` is there; a missing judge is an issue, since the test then proves nothing.
  static func hasSchemaValidator() -> Bool {
    if (try? run("import json, jsonschema, sys; json.load(sys.stdin); print('true')", [1], as: Bool.self))
      == true
    {
      return true
    }
    Issue.record("python3 with jsonschema is missing: the schema is NOT checked (pip install jsonschema)")
    return false
  }
}
