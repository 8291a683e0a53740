import Digest
import Emulator
import Foundation
import HTTP
import Model

/// A caller of the emulated API that signs for itself. What it sends can be bent before it is sent.
struct Client: Sendable {
  static let credentials = EmulatedCredentials(id: "AKIDtest", key: "key-of-the-test")

  /// A cloud with the services `api` and `web` in `env-a`, and this test's clock.
  static func cloud(
    _ scenario: String = "calm", pace: Pace = .polls(.seconds(30)),
    services: [EmulatedTencent.Service] = [
      .init(environment: "env-a", name: "api"), .init(environment: "env-a", name: "web"),
    ]
  ) throws -> (EmulatedTencent, Client) {
    let cloud = try EmulatedTencent(
      scenario: Scenario.named(scenario) ?? .calm, credentials: [credentials], services: services,
      pace: pace, now: { Timestamp(seconds: 1_766_483_290) })
    return (cloud, Client(endpoint: cloud.endpoint))
  }

  var endpoint: String
  var time: Int64 = 1_766_483_290
  var headers: [String: String] = [:]
  /// Nil: told from the action.
  var service: String?

  /// `Response`, without a look at whether it is an error.
  func call(_ action: String, _ parameters: [String: JSON]) async throws -> JSON {
    let answered = try await exchange(action, parameters)
    return try JSONDecoder().decode(JSON.self, from: Data(answered.text.utf8))["Response"] ?? .null
  }

  /// As `call`, for a service in `env-a`.
  func call(_ action: String, of service: String, _ parameters: [String: JSON] = [:]) async throws -> JSON {
    let name = action == "DescribeCloudBaseBuildService" ? "ServiceName" : "ServerName"
    return try await call(
      action, ["EnvId": "env-a", name: .string(service)].merging(parameters) { $1 })
  }

  func errorCode(_ action: String, _ parameters: [String: JSON]) async throws -> String? {
    try await call(action, parameters)["Error"]?["Code"]?.string
  }

  /// Deploys an image and returns the task.
  func deploy(
    _ service: String = "api", releaseType: String = "FULL", remark: String = "ours"
  ) async throws -> JSON {
    try await call(
      "UpdateCloudRunServer", of: service,
      [
        "DeployInfo": [
          "DeployType": "image", "ImageUrl": "nginx:1", "DeployRemark": .string(remark),
          "ReleaseType": .string(releaseType),
        ]
      ])
  }

  func task(_ id: Int = 0, of service: String = "api") async throws -> JSON {
    try await call("DescribeServerManageTask", of: service, ["TaskId": .integer(id)])["Task"] ?? .null
  }

  /// Looks until the task is over, at most 20 times.
  func endOfTask(of service: String = "api") async throws -> JSON {
    for _ in 0..<20 {
      let task = try await task(of: service)
      if !["", "todo", "running"].contains(task["Status"]?.string ?? "") { return task }
    }
    return .null
  }

  func exchange(_ action: String, _ parameters: [String: JSON]) async throws -> Answered {
    try await exchange(action, [UInt8](try JSONEncoder().encode(JSON.object(parameters))))
  }

  func exchange(_ action: String, _ body: [UInt8]) async throws -> Answered {
    let service = service ?? (action.contains("CloudBase") ? "tcb" : "tcbr")
    let host = endpoint.replacing("http://", with: "")
    let authorization = Client.authorization(
      body: body, host: host, service: service, time: time, date: Timestamp(seconds: time).utc.date)
    var fields = [
      "Content-Type": "application/json", "X-TC-Action": action, "X-TC-Timestamp": String(time),
      "X-TC-Version": ["tcb": "2018-06-08", "tem": "2021-07-01"][service] ?? "2022-02-17",
      "Authorization": authorization,
    ]
    fields.merge(headers) { $1 }
    return try await send(
      Request(
        "POST", endpoint + "/", headers: fields.map { Header($0.key, $0.value) }, body: .bytes(body)))
  }

  /// Signs whatever it is told to, right or wrong.
  static func authorization(
    credentials: EmulatedCredentials = credentials, body: [UInt8], host: String, service: String,
    time: Int64, date: String, signedHeaders: [String] = ["content-type", "host"]
  ) -> String {
    let values = ["content-type": "application/json", "host": host]
    let lines = signedHeaders.map { "\($0):\(values[$0.lowercased()] ?? "")\n" }.joined()
    let names = signedHeaders.joined(separator: ";")
    let canonical = "POST\n/\n\n\(lines)\n\(names)\n\(sha256Hex(body))"
    let text =
      "TC3-HMAC-SHA256\n\(time)\n\(date)/\(service)/tc3_request\n\(sha256Hex(Array(canonical.utf8)))"
    var key = Array("TC3\(credentials.key)".utf8)
    for part in [date, service, "tc3_request", text] {
      key = HashFunction.sha256.authenticate(Array(part.utf8), key: key)
    }
    return "TC3-HMAC-SHA256 Credential=\(credentials.id)/\(date)/\(service)/tc3_request, "
      + "SignedHeaders=\(names), Signature=\(hex(key))"
  }

  func get(_ url: String) async throws -> Answered { try await send(Request("GET", url)) }

  func put(_ url: String, _ bytes: [UInt8], headers: [String: String] = [:]) async throws -> Answered {
    try await send(
      Request("PUT", url, headers: headers.map { Header($0.key, $0.value) }, body: .bytes(bytes)))
  }

  /// An answer, without the words of the library that fetched it.
  struct Answered: Sendable {
    var status: Int
    var date: String?
    var text: String
  }

  private func send(_ request: Request) async throws -> Answered {
    let response = try await Transport.live(version: "test")(request)
    return Answered(
      status: response.status, date: response[header: "Date"],
      text: String(decoding: response.body, as: UTF8.self))
  }
}
