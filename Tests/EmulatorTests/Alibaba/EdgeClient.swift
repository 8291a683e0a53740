import Digest
import Emulator
import Foundation
import HTTP
import Model
import Support

/// A caller of Alibaba Cloud's API that signs for itself, right or wrong.
struct EdgeClient: Sendable {
  static let credentials = EmulatedCredentials(id: "LTAItest", key: "key-of-the-test")
  static let app = "app-880688675783794688"
  static let live = "ver-879626371616512000"
  static let now = Timestamp(seconds: 1_768_465_800)

  /// A cloud with one app, and this test's clock.
  static func cloud(
    _ scenario: String = "calm", app: EmulatedAlibaba.App = .init(id: app),
    pace: Pace = .polls(.seconds(30)), losing: Set<String> = []
  ) throws -> (EmulatedAlibaba, EdgeClient) {
    let cloud = try EmulatedAlibaba(
      scenario: Scenario.named(scenario) ?? .calm, credentials: [credentials], apps: [app], pace: pace,
      now: { now })
    cloud.lose(losing)
    return (cloud, EdgeClient(endpoint: cloud.endpoint))
  }

  var endpoint: String
  var time = now
  var nonce: String?
  var version = "2024-09-10"

  struct Answered: Sendable {
    var status: Int
    var headers: [String: String]
    var text: String

    var json: JSON { (try? JSONDecoder().decode(JSON.self, from: Data(text.utf8))) ?? .null }
    /// `ok`, or why not.
    var verdict: String { status == 200 ? "ok" : json["Code"]?.string ?? text }
  }

  func call(
    _ action: String, _ method: String = "POST", query: [String: String] = [:], form: [String: String] = [:],
    type: String = "application/x-www-form-urlencoded"
  ) async throws -> Answered {
    let body = Self.pairs(form)
    let query = Self.pairs(query)
    let hash = sha256Hex(Array(body.utf8))
    var headers = [
      "host": endpoint.replacing("http://", with: ""), "x-acs-action": action, "x-acs-version": version,
      "x-acs-date": time.utc.iso8601, "x-acs-signature-nonce": nonce ?? UUID().uuidString,
      "x-acs-content-sha256": hash,
    ]
    if !body.isEmpty { headers["content-type"] = type }
    headers["authorization"] = Self.authorization(method, query: query, headers: headers, hash: hash)
    let response = try await Transport.live(version: "test")(
      Request(
        method, "\(endpoint)/\(query.isEmpty ? "" : "?")\(query)",
        headers: headers.map { Header($0.key, $0.value) },
        body: body.isEmpty ? .none : .bytes(Array(body.utf8))))
    let fields = response.headers.map { ($0.name.lowercased(), $0.value) }
    return Answered(
      status: response.status, headers: Dictionary(fields) { first, _ in first },
      text: String(decoding: response.body, as: UTF8.self))
  }

  /// Signs the headers given, or those of them that are named.
  static func authorization(
    _ method: String, query: String, headers: [String: String], hash: String, signing names: [String]? = nil,
    credentials: EmulatedCredentials = credentials
  ) -> String {
    let names = names ?? headers.keys.sorted()
    let lines = names.map { "\($0):\(headers[$0] ?? "")\n" }.joined()
    let signedHeaders = names.joined(separator: ";")
    let canonical = "\(method)\n/\n\(query)\n\(lines)\n\(signedHeaders)\n\(hash)"
    let text = "ACS3-HMAC-SHA256\n\(sha256Hex(Array(canonical.utf8)))"
    let signature = hex(HashFunction.sha256.authenticate(Array(text.utf8), key: Array(credentials.key.utf8)))
    return
      "ACS3-HMAC-SHA256 Credential=\(credentials.id),SignedHeaders=\(signedHeaders),Signature=\(signature)"
  }

  private static func pairs(_ values: [String: String]) -> String {
    let unreserved = CharacterSet.alphanumerics.intersection(.init(charactersIn: "\0"..."~"))
      .union(.init(charactersIn: "-_.~"))
    return values.sorted { $0.key < $1.key }
      .map { "\($0.key)=\($0.value.addingPercentEncoding(withAllowedCharacters: unreserved) ?? "")" }
      .joined(separator: "&")
  }

  // MARK: The calls of a publication

  func publish(
    _ version: String = live, to environment: String = "prod", percentage: Int? = nil
  ) async throws -> Answered {
    var form = ["AppId": Self.app, "PublishEnv": environment]
    form["Percentage"] = percentage.map(String.init)
    return try await call("PublishEdgeContainerAppVersion", query: ["VersionId": version], form: form)
  }

  static let web = #"""
    {"Name":"web","Image":"nginx:1","IsACRImage":false,"Spec":"1C2G","Storage":"0.5G","ProbeType":"tcpSocket",
    "ProbeContent":{"Port":80}}
    """#

  func create(_ containers: String = "[\(web)]", name: String = "version 1") async throws -> Answered {
    try await call(
      "CreateEdgeContainerAppVersion",
      form: ["AppId": Self.app, "Name": name, "Containers": containers, "Remarks": "ours"])
  }

  func status(of environment: String = "prod") async throws -> JSON {
    try await call("GetEdgeContainerAppStatus", query: ["AppId": Self.app, "PublishEnv": environment])
      .json["AppStatus"] ?? .null
  }

  func version(_ id: String) async throws -> JSON {
    try await call("GetEdgeContainerAppVersion", "GET", query: ["AppId": Self.app, "VersionId": id])
      .json["Version"] ?? .null
  }
}
