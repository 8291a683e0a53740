import Foundation
import Support
import Testing

/// Python's own JSON and its `jsonschema`: judges that know nothing of this code.
enum Python {
  /// Runs a script that reads one JSON value from its standard input and prints one to its output.
  static func run<Input: Encodable, Output: Decodable>(
    _ script: String, _ input: Input, as type: Output.Type = Output.self
  ) async throws -> Output {
    let output = try await Command.succeed(
      ["python3", "-W", "ignore", "-c", script], input: [UInt8](JSONEncoder().encode(input)))
    return try JSONDecoder().decode(type, from: Data(output.utf8))
  }

  /// Whether `jsonschema` is there; a missing judge is an issue, since the test then proves nothing.
  static func hasSchemaValidator() async -> Bool {
    if (try? await run(
      "import json, jsonschema, sys; json.load(sys.stdin); print('true')", [1], as: Bool.self))
      == true
    {
      return true
    }
    Issue.record("python3 with jsonschema is missing: the schema is NOT checked (pip install jsonschema)")
    return false
  }
}
