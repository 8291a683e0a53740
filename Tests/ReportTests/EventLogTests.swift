import Foundation
import Model
import Support
import Testing

@testable import Report

/// The lines of `--events`, and the schemas of what programs read.
@Suite struct EventLogTests {
  private func lines(_ events: [Event], secrets: [String] = []) -> [String] {
    let clock = HastyClock()
    var log = EventLog(now: { clock.tick() }, secrets: { secrets })
    return [log.start("deploy", version: "1.0.0", isRehearsal: false)]
      + events.compactMap { log.line(for: $0) }
      + [log.end(.success, nil), log.end(ExitCode(.usage), Failure(.usage, "wrong"))]
  }

  private func decoded(_ line: String) throws -> JSON {
    try JSONDecoder().decode(JSON.self, from: Data(line.utf8))
  }

  /// `jsonschema`'s complaints, with a schema to which nothing may be added.
  private func complaints(_ schema: JSON, about values: [String]) async throws -> String {
    let script = """
      import json, sys
      from jsonschema import Draft7Validator
      def close(node):
          if isinstance(node, dict):
              if "properties" in node: node["additionalProperties"] = False
              for child in node.values(): close(child)
          elif isinstance(node, list):
              for child in node: close(child)
      schema, values = json.load(sys.stdin)
      Draft7Validator.check_schema(schema)
      close(schema)
      judge = Draft7Validator(schema)
      for value in values:
          for error in judge.iter_errors(json.loads(value)): print(error.message[:300])
      """
    let question = JSON.array([schema, .array(values.map(JSON.string))])
    return try await Command.succeed(
      ["python3", "-W", "ignore", "-c", script], input: Array(question.text.utf8))
  }

  @Test func `every kind of event has a schema, and its lines are valid`() async throws {
    let lines = lines(Run.events("text"))
    let kinds = try lines.map { try decoded($0)["kind"]?.string ?? "" }
    #expect(Set(kinds) == Set(EventLog.Kind.allCases.map(\.rawValue)))
    #expect(try await complaints(ReportSchema.events, about: lines) == "")
  }

  @Test func `a line that is not of the form is found`() async throws {
    let wrong = #"{"schema":1,"time":"t","kind":"notice","target":null,"facts":{"text":1}}"#
    #expect(try await complaints(ReportSchema.events, about: [wrong]) != "")
    #expect(try await complaints(ReportSchema.report, about: ["{}"]) != "")
  }

  @Test func `lines belong to their target until it has ended`() throws {
    let events: [Event] = [
      .notice("before"), .targetStarted(name: "a", provider: "p", service: "s", version: "1"),
      .stepStarted(.package), .targetFinished(Outcome(target: "a", provider: "p", status: .deployed)),
      .notice("after"),
    ]
    let targets = try lines(events).dropFirst().dropLast(2).map { try decoded($0)["target"] ?? "missing" }
    #expect(targets == [.null, "a", "a", "a", .null])
  }

  @Test func `no secret and no line end is in a line`() throws {
    for line in lines(Run.events("a\nhunter22\u{2028}\u{1B}[31m"), secrets: ["hunter22"]) {
      #expect(!line.contains("hunter22"))
      #expect(line.unicodeScalars.allSatisfy { !Sanitizer.isHazard($0) })
    }
  }

  @Test func `the progress of an upload is a line a second at most, and its end always is`() {
    let time = Timestamp(seconds: 0)
    var log = EventLog(now: { time }, secrets: { [] })
    let lines = (1...50).compactMap { log.line(for: .uploaded(byteCount: $0, of: 50, elapsed: .zero)) }
    #expect(lines.count == 2)
    #expect(lines.last?.contains("\"bytes\":50") == true)
  }
}
