import Digest
import Effects
import HTTP

@testable import Model
@testable import Providers

/// Pond's API: JSON to `/v1/<action>`, signed by an HMAC over date, action and body.
final class PondAPI: Sendable {
  /// One call as a value: what to send, and whether it changes anything.
  struct Call: Sendable {
    var action: String
    var body: [String: JSON]
    var kind: CallKind

    init(_ action: String, _ body: [String: JSON], _ kind: CallKind = .read) {
      self.action = action
      self.body = body
      self.kind = kind
    }
  }

  private let world: World
  private let keys: AccessKeySource
  private let clock: ServerClock

  init(_ world: World) {
    self.world = world
    keys = AccessKeySource(of: .pond, in: world) { (world) async throws(Failure) in
      try await CloudAccount.pond.key(in: world) { (_) async throws(Failure) -> AccessKey in
        throw Failure(.defect, "Pond has no roles")
      }
    }
    clock = ServerClock(world, rule: "pond/clock")
  }

  private func endpoint() throws(Failure) -> String {
    try world.endpoint(CloudAccount.pond.endpoint) ?? "https://api.pond.example"
  }

  /// The request as a plan shows it: no signature, no credentials.
  func planned(_ call: Call, when condition: Text? = nil) -> PlannedRequest {
    PlannedRequest(
      method: "POST", url: "\((try? endpoint()) ?? "<\(CloudAccount.pond.endpoint)>")/v1/\(call.action)",
      action: call.action, body: .object(call.body), isWrite: call.kind.isWrite, condition: condition)
  }

  func keyName() async throws(Failure) -> Text {
    let key = try await keys.current(at: clock.now)
    return "\(key.maskedID) from \(key.source)"
  }

  /// Sends a call and decodes its answer. Reads are retried after any temporary failure; a write only when it is proven
  /// that nothing was executed.
  func send<Answer: Decodable & Sendable>(
    _ call: Call, expecting: Answer.Type
  ) async throws(Failure) -> Answer {
    try await world.retrying(call.kind, call.action) { () async throws(Failure) -> Answer in
      let response = try await self.world.transport(try await self.request(call))
      let setting = CloudAccount.pond.endpoint
      guard response.status == 200 else {
        throw .gateway(response, answering: call.action, setting: setting)
      }
      let status = try JSONCoding.decode(
        Status.self, of: response, answering: call.action, names: .pascal, setting: setting)
      if let error = status.error { throw self.failure(error, status.requestID, call, response) }
      return try JSONCoding.decode(
        Answer.self, of: response, answering: call.action, names: .pascal, setting: setting)
    }
  }

  private func request(_ call: Call) async throws(Failure) -> Request {
    let key = try await keys.current(at: clock.now)
    let body = JSON.object(call.body).text
    let date = clock.now.utc.iso8601
    let signature = hex(
      HashFunction.sha256.authenticate("\(date)\n\(call.action)\n\(body)".utf8, key: key.key.reveal().utf8))
    return Request(
      "POST", "\(try endpoint())/v1/\(call.action)",
      headers: [
        Header("Content-Type", "application/json"), Header("X-Pond-Key", key.id), Header("X-Pond-Date", date),
        Header("X-Pond-Signature", signature),
      ], body: .bytes(Array(body.utf8)), deadline: .seconds(30), kind: call.kind, action: call.action)
  }

  private func failure(
    _ error: Status.Refusal, _ requestID: String?, _ call: Call, _ response: Response
  ) -> Failure {
    var failure = (Self.errors.meaning(of: error.code) ?? .unknown(error.code))
      .failure(call.action, error.message, code: error.code, requestID: requestID)
    if error.code == "WrongClock", clock.learn(from: response) { failure.retry = .safe(after: .zero) }
    return failure
  }

  private static let errors = ErrorTable([
    "Throttled": .later(nil, "try again in a minute"),
    "Internal": .serverError("try again in a few minutes"),
    "WrongClock": .credentials("set the clock of this machine"),
    "WrongKey": .credentials("check POND_KEY_ID and POND_KEY_SECRET"),
    "Forbidden": .permission("let the key update services"),
    "NoSuchService": .configuration("check \"service\" in \"pond\""),
    "NoSuchRelease": .configuration("list the releases: sampan history"),
    "NoSuchAction": .configuration("update sampan: Pond has removed this call"),
    "RolloutInProgress": .tryLater("wait for the rollout in progress"),
  ])

  // MARK: Answers

  private struct Status: Decodable, Sendable {
    struct Refusal: Decodable, Sendable {
      var code: String
      var message: String
    }
    var error: Refusal?
    var requestID: String?
  }

  struct Service: Decodable, Sendable {
    struct Release: Decodable, Sendable {
      var version: String
      var image: String
      var remark: String
    }
    var live: Release
    var rollout: Rollout?
    var requestID: String
  }

  struct Rollout: Decodable, Sendable {
    var id: Int
    var version: String
    var remark: String
    /// `running`, `waiting`, `done` or `failed`.
    var status: String
    var reason: String?
  }

  struct Releases: Decodable, Sendable {
    struct Release: Decodable, Sendable {
      var version: String
      var image: String
      var remark: String
      /// `live`, `kept`, or that of its rollout.
      var status: String
      var created: String
    }
    /// Newest first.
    var releases: [Release]
  }

  struct Log: Decodable, Sendable {
    var lines: [String]
    /// The number of the next line; nil when the log has ended.
    var next: Int?
  }

  struct Started: Decodable, Sendable {
    /// 0 when the cloud has no number yet.
    var rollout: Int
  }
}

extension CloudAccount {
  static let pond = CloudAccount(
    name: "Pond", keys: [KeyVariables(id: "POND_KEY_ID", secret: "POND_KEY_SECRET", tokens: [])], role: nil,
    endpoint: "SAMPAN_ENDPOINT_POND", settings: ["POND_"], foreign: [])
}
