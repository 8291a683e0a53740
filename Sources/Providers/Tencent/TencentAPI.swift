import Effects
import HTTP
import Model
import Synchronization

/// Tencent Cloud API 3.0: signs, sends, reads the envelope, and retries where that is safe. Every provider on this
/// cloud sends its calls through one of these.
package final class TencentAPI: Sendable {
  /// One call as a value: what to send, and whether it changes anything.
  package struct Call: Equatable, Sendable {
    /// The service as written in the host and in the signature, e.g. `tcbr`.
    package var service: String
    /// The API's version, e.g. `2022-02-17`.
    package var version: String
    package var action: String
    package var body: JSON
    package var kind: CallKind
    /// False for the call that is authenticated by an id token instead of a key.
    package var isSigned: Bool

    package init(
      service: String, version: String, action: String, body: JSON, kind: CallKind, isSigned: Bool = true
    ) {
      self.service = service
      self.version = version
      self.action = action
      self.body = body
      self.kind = kind
      self.isSigned = isSigned
    }
  }

  private let world: World
  private let region: Mutex<TencentRegion>
  private let keys: AccessKeySource
  private let clock: ServerClock

  package convenience init(_ world: World, region: String?) {
    self.init(world, in: TencentRegion(region))
  }

  /// For services of a CloudBase environment, which is in one region: where that is not the job's, the first read
  /// that fails because of it is sent once more without a region, and so are all calls after it.
  package convenience init(_ world: World, in region: TencentRegion) {
    let keys = AccessKeySource(of: .tencent, in: world) { (world) async throws(Failure) in
      try await Self.key(in: world)
    }
    self.init(world, region: region, keys: keys)
  }

  private init(_ world: World, region: TencentRegion, keys: AccessKeySource) {
    self.world = world
    self.region = Mutex(region)
    self.keys = keys
    clock = ServerClock(world, rule: "tencent/clock")
  }

  /// STS needs a region, any one; the vendor's own action for CI uses this one.
  static let stsRegion = "ap-guangzhou"

  /// The target's region, else that of the environment.
  static func region(_ option: String?, in world: World) throws(Failure) -> String? {
    if let option { return option }
    return try world.setting("TENCENTCLOUD_REGION")
  }

  /// Where a service is reached: `https://<service>.tencentcloudapi.com`, or what `SAMPAN_ENDPOINT_TENCENT` has for it.
  package static func endpoint(of service: String, in world: World) throws(Failure) -> String {
    try world.endpoint(CloudAccount.tencent.endpoint, of: service) ?? "https://\(service).tencentcloudapi.com"
  }

  /// The time of the cloud's clock, corrected by its answers.
  package var now: Timestamp { clock.now }

  /// The request as a plan shows it: no signature, no credentials.
  package func planned(_ call: Call, when condition: Text? = nil) -> PlannedRequest {
    let endpoint = try? Self.endpoint(of: call.service, in: world)
    return PlannedRequest(
      method: "POST", url: "\(endpoint ?? "<\(CloudAccount.tencent.endpoint)>")/", action: call.action,
      body: call.body, isWrite: call.kind.isWrite, condition: condition)
  }

  /// Answers take a few seconds at most; no call may take longer than this without output.
  private static let deadline = Duration.seconds(30)

  /// Sends a call and decodes the `Response` object. Its members are properties in camelCase: see
  /// `JSONCoding.Names.pascal`. Reads are retried after any temporary failure; a write only when it is proven that
  /// nothing was executed.
  package func send<Answer: Decodable & Sendable>(
    _ call: Call, expecting: Answer.Type
  ) async throws(Failure) -> Answer {
    let region = region.withLock { $0 }
    do throws(Failure) {
      return try await send(call, to: region.name)
    } catch {
      guard error.action == call.action, region.mayExplain(error) else { throw error }
      guard !call.kind.isWrite else { throw region.explained(error) }
      return try await send(call, without: region, after: error)
    }
  }

  private func send<Answer: Decodable & Sendable>(
    _ call: Call, to region: String?
  ) async throws(Failure) -> Answer {
    let body = Array(call.body.text.utf8)
    return try await world.retrying(call.kind, call.action) { () async throws(Failure) -> Answer in
      try await self.attempt(call, body: body, region: region)
    }
  }

  /// `failure`: with the region.
  private func send<Answer: Decodable & Sendable>(
    _ call: Call, without region: TencentRegion, after failure: Failure
  ) async throws(Failure) -> Answer {
    do throws(Failure) {
      let answer: Answer = try await send(call, to: nil)
      let isNews = self.region.withLock { known in
        defer { known = TencentRegion(nil) }
        return known.isJobs
      }
      if isNews { world.tell(.finding(region.misfit)) }
      return answer
    } catch {
      throw error.isStop ? error : region.explained(failure)
    }
  }

  /// The key in the environment, else a temporary one for the role that this job may assume.
  package static func key(in world: World) async throws(Failure) -> AccessKey {
    try await CloudAccount.tencent.key(in: world) { (claim) async throws(Failure) -> AccessKey in
      try await TencentRole.key(claim, in: world)
    }
  }

  /// The identity of the key, by a call that needs no permission and changes nothing.
  package func identity() async throws(Failure) -> CallerIdentity {
    struct Answer: Decodable {
      var arn: String
      var accountID: String
    }
    let call = Call(
      service: "sts", version: "2018-08-13", action: "GetCallerIdentity", body: [:], kind: .read)
    let region = region.withLock { $0.name } ?? Self.stsRegion
    let sts = TencentAPI(world, region: TencentRegion(region), keys: keys)
    let answer = try await sts.send(call, expecting: Answer.self)
    let key = try await keys.current(at: now)
    return CallerIdentity(
      key: "\(key.maskedID) from \(key.source)", name: "\(answer.arn)", account: answer.accountID)
  }

  /// Fails without a key; sends at most what exchanges an id token for one.
  func findKey() async throws(Failure) { _ = try await keys.current(at: now) }

  private func attempt<Answer: Decodable & Sendable>(
    _ call: Call, body: [UInt8], region: String?
  ) async throws(Failure) -> Answer {
    let request = try await request(call, body: body, region: region)
    let response = try await world.transport(request)
    let setting = CloudAccount.tencent.endpoint
    guard response.status == 200 else {
      throw .gateway(response, answering: call.action, setting: setting)
    }
    let envelope = try JSONCoding.decode(
      Envelope.self, of: response, answering: call.action, names: .pascal, setting: setting
    ).response
    if let warning = envelope.deprecatedWarning {
      world.tell(.finding(Finding(.warning, "\(call.action): \(warning)", rule: "tencent/deprecated")))
    }
    guard let error = envelope.error else {
      return try JSONCoding.decode(
        Answered<Answer>.self, of: response, answering: call.action, names: .pascal, setting: setting
      ).response
    }
    var failure = TencentErrors.failure(
      code: error.code, message: error.message, action: call.action, service: call.service,
      requestID: envelope.requestID)
    if error.code == "AuthFailure.SignatureExpire", clock.learn(from: response) {
      failure.retry = .safe(after: .zero)
    }
    throw failure
  }

  private func request(_ call: Call, body: [UInt8], region: String?) async throws(Failure) -> Request {
    let endpoint = try Self.endpoint(of: call.service, in: world)
    let host = Header("Host", Origin(of: endpoint)?.name ?? "")
    let contentType = Header("Content-Type", "application/json")
    let time = now
    var headers = [
      contentType, host,
      Header("X-TC-Action", call.action),
      Header("X-TC-Version", call.version),
      Header("X-TC-Timestamp", String(time.seconds)),
    ]
    if let region { headers.append(Header("X-TC-Region", region)) }
    if call.isSigned {
      let key = try await keys.current(at: now)
      let signature = TC3.sign(
        body, headers: [contentType, host], service: call.service, id: key.id, key: key.key, at: time)
      headers.append(Header("Authorization", signature.authorization))
      if let token = key.token { headers.append(Header("X-TC-Token", token.reveal())) }
    } else {
      headers.append(Header("Authorization", "SKIP"))
    }
    return Request(
      "POST", endpoint + "/", headers: headers, body: .bytes(body), deadline: Self.deadline,
      kind: call.kind, action: call.action)
  }
}

/// `{"Response": {… , "RequestId": …}}`: what every answer has besides its own members.
private struct Envelope: Decodable {
  struct Refusal: Decodable {
    var code: String
    var message: String
  }
  struct Content: Decodable {
    var error: Refusal?
    var requestID: String?
    var deprecatedWarning: String?
  }
  var response: Content
}

/// The answer itself.
private struct Answered<Answer: Decodable>: Decodable { var response: Answer }
