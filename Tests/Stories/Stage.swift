import Emulator
import Foundation
import Model
import Support

/// The environment of a story: an empty repository, the built program in PATH, no settings of this machine, and
/// with `cloud: SCENARIO` a cloud on this machine that knows the story's keys. With `registries: N`, Debian's docker-registry
/// at `$REGISTRY_1` … (user `ci`, passwords `sesame` and `mustard`), and files of an image for skopeo's `dir:`.
struct Stage {
  private let home: TemporaryDirectory
  private let clouds: EmulatedClouds?
  private let registries: [DockerRegistry]
  private let environment: [String: String]

  /// Of this project.
  static let repository = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static let folder = Bundle.module.resourceURL?.appendingPathComponent("stories") ?? URL(fileURLWithPath: "")

  static var stories: [URL] {
    let files = try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    return (files ?? []).filter { $0.pathExtension == "story" }
  }

  static func story(_ name: String) -> URL { folder.appendingPathComponent("\(name).story") }

  /// Beside the tests.
  static var program: String {
    (Bundle.main.executableURL ?? URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath())
      .deletingLastPathComponent().appendingPathComponent("sampan").path
  }

  init(_ settings: [String: String]) async throws {
    home = try TemporaryDirectory()
    var variables = GitFixture.environment.compactMapValues { $0 }
    variables["HOME"] = home.path
    variables["TMPDIR"] = try home.makeFolder("tmp")
    variables["FIXTURES"] = Self.folder.path
    variables["TEMPLATES"] = Self.repository.appendingPathComponent("ci-templates").path
    variables["JUDGES"] = Self.repository.appendingPathComponent(".build/judges/bin").path
    variables["LC_ALL"] = "C.UTF-8"
    variables["SAMPAN_LANG"] = settings["lang"]
    variables["PATH"] =
      URL(fileURLWithPath: Self.program).deletingLastPathComponent().path + ":"
      + (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")
    let gate = Self.gate(settings["holds"] ?? "", in: home.path)
    let logs = Self.logs(in: home.path)
    clouds = try settings["cloud"].map { name in
      guard let scenario = Scenario.named(name) else { throw NoScenario(name: name) }
      let clouds = try EmulatedClouds(
        holding: Self.holdings(live: settings["live"], vpc: settings["vpc"]), scenario: scenario,
        account: .init(id: "AKIDstory", key: "key-of-the-story"),
        now: { Timestamp(seconds: Int64(Date().timeIntervalSince1970)) })
      for cloud in clouds.all {
        cloud.gateway.pass { request, serve in
          gate(request)
          let reply = serve()
          return logs(request) ?? reply
        }
      }
      return clouds
    }
    if let clouds {
      // The chats only where the story is about them: a CI job masks what is secret of them.
      variables.merge(
        clouds.variables.filter { settings["chats"] != nil || !$0.key.hasPrefix(ChatAccount.prefix) }
      ) { $1 }
      variables["ROLE_ARN"] = Self.role
      variables["ID_TOKEN"] = Self.idToken
      variables["ALIBABA_ROLE"] = Self.alibabaRole
      variables["ALIBABA_IDENTITY_PROVIDER"] = Self.alibabaProvider
      variables["ALIBABA_ID_TOKEN"] = Self.alibabaToken
    }
    var registries: [DockerRegistry] = []
    for number in 0..<(settings["registries"].flatMap { Int($0) } ?? 0) {
      let registry = try await DockerRegistry(
        asksForPassword: true, password: number == 0 ? DockerRegistry.password : DockerRegistry.otherPassword)
      registries.append(registry)
      variables["REGISTRY_\(number + 1)"] = registry.host
    }
    self.registries = registries
    if !registries.isEmpty {
      for (file, bytes) in EmulatedImage.index("the story's").directory {
        try home.write("image/\(file)", bytes)
      }
      // The registries are real ones, whatever the clouds replace.
      variables["SAMPAN_ENDPOINT_REGISTRY"] = ""
    }
    environment = variables
    try await Command.succeed(
      ["git", "init", "-q", "-b", "main", home.makeFolder("work")], environment: GitFixture.environment)
  }

  private static func holdings(live remark: String?, vpc: String?) -> [any Holding] {
    [
      EmulatedRole(
        arn: role, identityProvider: "github", idTokens: [idToken], audience: "sts.tencentcloudapi.com"),
      EmulatedRole(
        arn: alibabaRole, identityProvider: alibabaProvider, idTokens: [alibabaToken],
        audience: "sts.aliyuncs.com"),
      EmulatedTencent.Service(environment: "env-a", name: "api", remark: remark, vpc: vpc),
      // Those of the config that `sampan init` writes.
      EmulatedTencent.Service(environment: "staging-1a2b3c", name: "api"),
      EmulatedTencent.Service(environment: "prod-4d5e6f", name: "api"),
      EmulatedTencent.Application(id: "app-a", environment: "en-a"),
      EmulatedTencent.Application(id: "app-jar", environment: "en-a", package: "old.jar"),
      EmulatedTencent.OneClickTask(id: "task-a", server: "api"), EmulatedAlibaba.App(id: "app-a"),
      EmulatedWeChat.Service(environment: "env-a", name: "api"),
    ]
  }

  /// With `holds: WORD …`, a request of one of these methods or actions that comes while there is a file `$HOME/hold` turns
  /// that into `$HOME/held`, and waits until the story removes it.
  private static func gate(_ words: String, in home: String) -> @Sendable (RecordedRequest) -> Void {
    let words = Set(words.split(separator: " ").map(String.init))
    return { request in
      let names = [request.method, request[header: "X-TC-Action"], request[header: "x-acs-action"]]
      guard !words.isDisjoint(with: names.compactMap { $0 }),
        (try? FileManager.default.moveItem(atPath: "\(home)/hold", toPath: "\(home)/held")) != nil
      else { return }
      for _ in 0..<1200 where FileManager.default.fileExists(atPath: "\(home)/held") {
        Thread.sleep(forTimeInterval: 0.05)
      }
    }
  }

  /// Where there is a file `$HOME/build.log` or `$HOME/process.log`, it is what Tencent's builder or platform has logged.
  private static func logs(in home: String) -> @Sendable (RecordedRequest) -> Reply? {
    { request in
      let action = request[header: "X-TC-Action"] ?? ""
      let name =
        ["DescribeCloudBaseRunBuildLog": "build.log", "DescribeCloudRunProcessLog": "process.log"][action]
      guard let name, let text = try? String(contentsOfFile: "\(home)/\(name)", encoding: .utf8) else {
        return nil
      }
      let lines = text.split(separator: "\n").map { JSON.string(String($0)) }
      let log: [String: JSON] =
        name == "build.log"
        ? [
          "Log": [
            "Text": .string(text), "More": false, "Total": .integer(lines.count),
            "Delivered": .integer(lines.count),
          ]
        ]
        : ["Logs": .array(lines)]
      let answer = JSON.object(["Response": .object(log.merging(["RequestId": "0"]) { $1 })])
      return .answer(Answer(200, type: "application/json", answer.text))
    }
  }

  /// What a job without stored keys has to show: `{"alg":"none"}` and a token that ends in 2100.
  private static let idToken =
    "eyJhbGciOiJub25lIn0"
    + ".eyJpc3MiOiJodHRwczovL2NpLmV4YW1wbGUiLCJzdWIiOiJyZXBvOmFjbWUvYXBpIiwiYXVkIjoic3RzLnRlbmNlbnRjbG91ZGFwaS5jb20i"
    + "LCJleHAiOjQxMDI0NDQ4MDB9.c2lnbmF0dXJl"
  private static let role = "qcs::cam::uin/100000000001:roleName/deploy"

  /// The same for Alibaba Cloud: only the audience differs.
  private static let alibabaToken =
    "eyJhbGciOiJub25lIn0"
    + ".eyJpc3MiOiJodHRwczovL2NpLmV4YW1wbGUiLCJzdWIiOiJyZXBvOmFjbWUvYXBpIiwiYXVkIjoic3RzLmFsaXl1bmNzLmNvbSIsImV4cCI6"
    + "NDEwMjQ0NDgwMH0.c2lnbmF0dXJl"
  private static let alibabaRole = "acs:ram::1000000000000001:role/deploy"
  private static let alibabaProvider = "acs:ram::1000000000000001:oidc-provider/github"

  private struct NoScenario: Error { var name: String }

  /// Begins in the empty repository `$HOME/work`. What differs from run to run is shown by a name.
  func tell(_ story: Story) async throws -> [Story.Step] {
    let mark = "=== \(UUID().uuidString)"
    let assignments = environment.map { "\($0)=\($1)" }
    let result = try await Command.run(
      ["env", "-i"] + assignments + ["sh", "-c", "exec 2>&1\n" + story.script(mark: mark)],
      in: home.path + "/work", seconds: 120)
    return story.told(result.text, mark: mark).map { step in
      var step = step
      step.output = step.output.map(settled)
      return step
    }
  }

  private func settled(_ text: String) -> String {
    var text = text.replacing(home.path, with: "$HOME")
    for (index, registry) in registries.enumerated() {
      text = text.replacing(registry.host, with: "$REGISTRY_\(index + 1)")
    }
    for (name, endpoint) in clouds.map({
      [
        ("$CLOUD", $0.tencent.endpoint), ("$ALIBABA", $0.alibaba.endpoint), ("$WECHAT", $0.weChat.endpoint),
        ("$CHATS", $0.chats.endpoint),
      ]
    }) ?? [] {
      text = text.replacing(endpoint, with: name).replacing(endpoint.dropFirst("http://".count), with: name)
    }
    return
      text
      .replacing(#/\b[0-9]+(\.[0-9]+)?( min [0-9]+)? (s|[kM]?B/s)\b/#) { "# \($0.output.3)" }
      .replacing(#/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/#.ignoresCase(), with: "$ID")
      .replacing(#/\b[0-9a-f]{64}\b/#, with: "$SHA256")
      .replacing(#/\b[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}\b/#, with: "$TIME")
  }

  /// `expected`: `ACTION COUNT, …`; what the cloud executed otherwise.
  func wrongCalls(_ expected: String?) -> [String] {
    (expected ?? "").split(separator: ",").compactMap { item in
      let words = item.split(separator: " ")
      guard words.count == 2, let count = Int(words[1]), let clouds else { return "what is \"\(item)\"?" }
      let actual = clouds.writes(of: String(words[0]))
      return actual == count ? nil : "\(words[0]) was executed \(actual) times, not \(count)"
    }
  }

  /// The lines, printed or in any file, that hold a secret: the key, what the cloud hands out, any signature. Only a
  /// CI's mask command has to name one.
  func leaks(_ told: [Story.Step]) throws -> [String] {
    var texts = told.map { ("the output", Data($0.output.joined(separator: "\n").utf8)) }
    let files = FileManager.default.enumerator(atPath: home.path)?.compactMap { $0 as? String } ?? []
    for file in files {
      FileManager.default.contents(atPath: "\(home.path)/\(file)").map { texts.append((file, $0)) }
    }
    // Most files contain none of these words: then their lines need not be checked.
    let words = ["key-of-the-story", "temporary-", "ignature=", "Bearer "].map { Data($0.utf8) }
    let secret = #/key-of-the-story|temporary-(key|token)-|[Ss]ignature=[0-9a-f]|Bearer [0-9A-Za-z]/#
    return texts.filter { text in words.contains { text.1.range(of: $0) != nil } }.flatMap { name, text in
      String(decoding: text, as: UTF8.self).split(separator: "\n")
        .filter { $0.contains(secret) && !$0.contains("::add-mask::") }
        .map { "\(name) holds a secret: \($0.prefix(200))" }
    }
  }

  func clear() {
    clouds?.stop()
    for registry in registries { registry.stop() }
    home.remove()
  }
}
