import Config
import Foundation
import Model
import Support
import Testing

@Suite struct SchemaTests {
  private struct Question: Encodable {
    var schema: JSON
    var files: [String]
  }

  /// Python's answer for each file: whether the schema takes it.
  private func judged(_ files: [String]) async throws -> [Bool] {
    let script = """
      import json, sys
      from jsonschema import Draft7Validator
      question = json.load(sys.stdin)
      Draft7Validator.check_schema(question["schema"])
      judge = Draft7Validator(question["schema"])
      print(json.dumps([judge.is_valid(json.loads(file)) for file in question["files"]]))
      """
    return try await Python.run(
      script, Question(schema: ConfigurationSchema.document(providers: Samples.providers), files: files))
  }

  @Test func `the schema accepts what the reader accepts`() async throws {
    guard await Python.hasSchemaValidator() else { return }
    let fleet =
      #"{"targets": {"a": {"tcbr": {"serverName": "s"}, "package": {}, "fleet": {"over": {"envId": ["x"]}}}}}"#
    let files = [Samples.file, Samples.everything, fleet]
    #expect(files.map { read($0).findings } == [[], [], []])
    await #expect(try judged(files) == [true, true, true])
  }

  @Test func `the schema refuses what the reader refuses`() async throws {
    guard await Python.hasSchemaValidator() else { return }
    let files =
      [
        "{}", "[]", "{\"targets\": {}}", "{\"targets\": {\"a b\": {\"tcbTask\": {\"externalId\": \"x\"}}}}",
        "{\"targets\": {\"a\": {\"tcbTask\": {\"externalId\": \"x\"}}}, \"version\": []}",
      ]
      + [
        "\"order\": \"old\"", "\"unknown\": 1", "\"when\": {}", "\"when\": {\"branch\": []}",
        "\"wait\": true",
        "\"wait\": {\"timeout\": 30}", "\"wait\": {\"timeout\": \"30\"}", "\"wait\": {\"timeout\": \"\"}",
        "\"verify\": {\"url\": \"ftp://a\"}", "\"verify\": {\"url\": \"https://a/#b\"}",
        "\"verify\": {\"url\": \"http://[::1/\"}", "\"verify\": {\"url\": \"/健康\"}",
        "\"verify\": {\"url\": \"/a/../b\"}", "\"verify\": {\"within\": 90}",
        "\"verify\": {\"expectStatus\": 99}", "\"remark\": \"{shrot}\"",
        "\"version\": \"{version}\"", "\"remark\": \"{tag\"", "\"tags\": \"\"",
        "\"image\": {\"repository\": \"r\"}",
        "\"fleet\": {}", "\"fleet\": {\"over\": {}}", "\"fleet\": {\"over\": {\"directory\": []}}",
        "\"fleet\": {\"over\": {\"file\": \"f\"}, \"waves\": [\"0%\"]}",
        "\"tcbTask\": {\"externalId\": \"x\"}",
      ].map { complete($0).withoutMarkers }
      + [
        "\"package\": {}", "\"local\": {\"directory\": \"d\"}", "\"local\": {}, \"package\": {}",
        "\"local\": {\"directory\": \"\"}, \"package\": {}", "\"local\": {\"directory\": 1}, \"package\": {}",
        "\"local\": {\"directory\": \"d\", \"keep\": 0}, \"package\": {}",
        "\"local\": {\"directory\": \"d\"}, \"package\": {\"level\": 10}",
        "\"local\": {\"directory\": \"d\"}, \"package\": {\"path\": \"../a\"}",
        "\"local\": {\"directory\": \"d\"}, \"package\": {\"path\": \"/a\"}",
        "\"local\": {\"directory\": \"d\"}, \"package\": {\"include\": []}",
        "\"local\": {\"directory\": \"d\"}, \"package\": {}, \"onConflict\": \"cancel\"",
        "\"local\": {\"directory\": \"~git/d\"}, \"package\": {}",
        "\"local\": {\"directory\": \"d\"}, \"package\": {\"path\": \"~/a\"}",
        "\"local\": {\"directory\": \"d\"}, \"package\": {\"exclude\": [\"a\\\\b\"]}",
        "\"local\": {\"directory\": \"d\"}, \"package\": {\"exclude\": [\"!/a\"]}",
        "\"local\": {\"directory\": \"d\"}, \"package\": {}, \"when\": {\"branch\": \"release/\"}",
        "\"tem\": {\"applicationId\": \"a\"}, \"package\": {}, \"image\": {\"repository\": \"r\"}",
        "\"tem\": {\"applicationId\": \"a\"}, \"image\": {\"repository\": \"r:1\"}",
        "\"tem\": {\"applicationId\": \"a\", \"packageName\": \"p\"}, \"package\": {}",
        "\"tem\": {\"applicationId\": \"a\"}", "\"tcbTask\": {\"externalId\": \"x\"}, \"package\": {}",
        "\"tcbr\": {\"envId\": \"e\", \"serverName\": \"s\", \"releaseType\": \"gray\"}, \"package\": {}",
        "\"tcbr\": {\"envId\": \"e\", \"serverName\": \"s\"}, "
          + "\"repository\": {\"source\": \"svn\", \"name\": \"n\"}",
      ].map { target($0).withoutMarkers }
    let verdicts = try await judged(files)
    for (file, isTaken) in zip(files, verdicts) {
      #expect(!isTaken, "the schema takes \(file)")
      #expect(read(file).configuration == nil, "the reader takes \(file)")
    }
  }

  @Test func `a file that the reader accepts is never refused by the schema`() async throws {
    guard await Python.hasSchemaValidator() else { return }
    var random = SeededRandom(seed: 7)
    let sample = try JSONDecoder().decode(JSON.self, from: Data(Samples.everything.utf8))
    let files = try (0..<600).map { _ in
      let depth = Int.random(in: 1...5, using: &random)
      return String(decoding: try JSONEncoder().encode(mutated(sample, depth, &random)), as: UTF8.self)
    }
    let verdicts = try await judged(files)
    var takenCount = 0
    for (file, isTaken) in zip(files, verdicts) {
      let reading = read(file)
      if reading.configuration != nil {
        takenCount += 1
        #expect(isTaken, "the schema refuses \(file)")
      } else if isTaken {
        // Rules that a schema cannot express.
        let readerOnly: Set = [
          "config/template", "config/glob", "config/artifact", "config/fleet", "config/missing-key",
        ]
        #expect(Set(reading.findings.map(\.rule)).isSubset(of: readerOnly), "\(reading.findings) in \(file)")
      }
    }
    #expect((20...580).contains(takenCount))
  }

  /// Changes one value, `depth` levels down or at the leaf before.
  private func mutated(_ value: JSON, _ depth: Int, _ random: inout SeededRandom) -> JSON {
    switch value {
    case .object(var members) where depth > 0 && !members.isEmpty:
      let keys = members.keys.sorted()
      let key = keys[Int.random(in: keys.indices, using: &random)]
      if depth == 1, Bool.random(using: &random) {
        members[key] = nil
      } else {
        members[key] = members[key].map { mutated($0, depth - 1, &random) }
      }
      return .object(members)
    case .array(var elements) where depth > 0 && !elements.isEmpty:
      let index = Int.random(in: elements.indices, using: &random)
      elements[index] = mutated(elements[index], depth - 1, &random)
      return .array(elements)
    default:
      let others: [JSON] = [
        .null, true, false, 0, 1, 7, 1000, -1, .number(0.5), "", "a", "v*", "{tag}", "5s", "1h", "/x", "a/b/",
        "any",
        "rollback", "50%", [], ["a"], ["v*", "!b"], [:], ["a": "b"], ["file": "x"],
      ]
      return others[Int.random(in: others.indices, using: &random)]
    }
  }

  @Test func `the config reference has every key of the contract`() {
    let sections = ConfigurationSchema.sections(providers: Samples.providers)
    #expect(
      sections.map(\.name) == [
        "file", "target", "when", "package", "image", "repository", "wait", "verify", "freeze", "fleet",
        "tcbr", "tcbr.items", "tem", "tcbTask", "local",
      ])
    #expect(
      sections[1].options.map(\.name) == [
        "when", "tags", "version", "remark", "package", "image", "repository", "wait", "verify", "onConflict",
        "onFailure", "order", "notify", "before", "after", "freeze", "fleet", "tcbr", "tem", "tcbTask",
        "local",
      ])
    let level = sections[3].options.first { $0.name == "level" }
    #expect(level?.type == "an integer from 0 to 9")
    #expect(level?.defaultText == "6")
  }
}
