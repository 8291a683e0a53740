import Digest
import Effects
import HTTP
import Model

/// Alibaba Cloud's RPC-style API: signs, sends, reads answers and errors, and retries where that is safe. Every
/// provider on this cloud sends its calls through one of these.
package final class AlibabaAPI: Sendable {
  /// One call as a value: what to send where, and whether it changes anything.
  package struct Call: Equatable, Sendable {
    package var action: String
    package var method: String
    /// Parameters that go into the URL.
    package var query: [String: String]
    /// Parameters that go into the body; without any there is none.
    package var form: [String: String]
    package var kind: CallKind
    /// False for the call that is authenticated by an id token instead of a key.
    package var isSigned: Bool

    package init(
      _ action: String, _ method: String = "POST", query: [String: String] = [:],
      form: [String: String] = [:], kind: CallKind = .read, isSigned: Bool = true
    ) {
      self.action = action
      self.method = method
      self.query = query
      self.form = form
      self.kind = kind
      self.isSigned = isSigned
    }
  }

  private let world: World
  /// `https://<host>`: used unless a variable sets another endpoint.
  private let ownEndpoint: String
  private let version: String
  private let keys: AccessKeySource
  private let clock: ServerClock

  /// `host` is that of the product, `version` its API's, e.g. `2024-09-10`.
  package convenience init(_ world: World, host: String, version: String) {
    let keys = AccessKeySource(of: .alibaba, in: world) { (world) async throws(Failure) in
      try await Self.key(in: world)
    }
    self.init(world, host: host, version: version, keys: keys)
  }

  private init(_ world: World, host: String, version: String, keys: AccessKeySource) {
    self.world = world
    ownEndpoint = "https://\(host)"
    self.version = version
    self.keys = keys
    clock = ServerClock(world, rule: "alibaba/clock")
  }

  private static let endpointVariable = CloudAccount.alibaba.endpoint

  private func endpoint() throws(Failure) -> String {
    try world.endpoint(Self.endpointVariable) ?? ownEndpoint
  }

  /// The request as a plan shows it: no signature, no credentials, the query without percent-encoding.
  package func planned(_ call: Call, when condition: Text? = nil) -> PlannedRequest {
    let query = call.query.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "&")
    let endpoint = (try? endpoint()) ?? "<\(Self.endpointVariable)>"
    return PlannedRequest(
      method: call.method, url: "\(endpoint)/\(query.isEmpty ? "" : "?")\(query)", action: call.action,
      body: call.form.isEmpty ? nil : .object(call.form.mapValues(JSON.string)),
      isWrite: call.kind.isWrite, condition: condition)
  }

  /// Answers take a few seconds at most; no call may take longer than this without output.
  private static let deadline = Duration.seconds(30)

  /// Sends a call and decodes its answer. The members are properties in camelCase: see `JSONCoding.Names.pascal`.
  /// Reads are retried after any temporary failure; a write only when it is proven that nothing was executed.
  package func send<Answer: Decodable & Sendable>(
    _ call: Call, expecting: Answer.Type
  ) async throws(Failure) -> Answer {
    try await world.retrying(call.kind, call.action) { () async throws(Failure) -> Answer in
      let response = try await self.world.transport(try await self.request(call))
      guard response.status == 200 else { throw self.failure(response, call) }
      return try JSONCoding.decode(
        Answer.self, of: response, answering: call.action, names: .pascal, setting: Self.endpointVariable)
    }
  }

  /// The key in the environment, else a temporary one for the role that this job may assume.
  package static func key(in world: World) async throws(Failure) -> AccessKey {
    try await CloudAccount.alibaba.key(in: world) { (claim) async throws(Failure) -> AccessKey in
      try await AlibabaRole.key(claim, in: world)
    }
  }

  /// The identity of the key, by a call that needs no permission and changes nothing.
  /// https://www.alibabacloud.com/help/en/ram/developer-reference/api-sts-2015-04-01-getcalleridentity
  package func identity() async throws(Failure) -> CallerIdentity {
    struct Answer: Decodable {
      var arn: String
      var accountID: String
    }
    let answer = try await Self.sts(in: world, keys: keys).send(
      Call("GetCallerIdentity"), expecting: Answer.self)
    let key = try await keys.current(at: clock.now)
    return CallerIdentity(
      key: "\(key.maskedID) from \(key.source)", name: "\(answer.arn)", account: answer.accountID)
  }

  /// The security token service: who is calling, and temporary keys.
  static func sts(in world: World, keys: AccessKeySource? = nil) -> AlibabaAPI {
    let (host, version) = ("sts.aliyuncs.com", "2015-04-01")
    return keys.map { AlibabaAPI(world, host: host, version: version, keys: $0) }
      ?? AlibabaAPI(world, host: host, version: version)
  }

  private func request(_ call: Call) async throws(Failure) -> Request {
    guard !call.isSigned else { return try await signed(call) }
    // The older form of a call, as the official credentials libraries send it: everything is in the parameters.
    let query = call.query.merging([
      "Action": call.action, "Version": version, "Format": "JSON", "Timestamp": clock.now.utc.iso8601,
    ]) { own, _ in own }
    let endpoint = try endpoint()
    return Request(
      call.method, "\(endpoint)/?\(ACS3.canonicalQuery(query))",
      headers: [
        Header("Host", Origin(of: endpoint)?.name ?? ""), Header("Accept", "application/json"),
        Header("Content-Type", "application/x-www-form-urlencoded"),
      ], body: .bytes(Array(ACS3.canonicalQuery(call.form).utf8)), deadline: Self.deadline,
      action: call.action)
  }

  /// Every attempt has its own date and nonce.
  private func signed(_ call: Call) async throws(Failure) -> Request {
    let key = try await keys.current(at: clock.now)
    let endpoint = try endpoint()
    let body = Array(ACS3.canonicalQuery(call.form).utf8)
    let query = ACS3.canonicalQuery(call.query)
    let payloadHash = sha256Hex(body)
    var headers = [
      Header("Host", Origin(of: endpoint)?.name ?? ""),
      Header("x-acs-action", call.action),
      Header("x-acs-version", version),
      Header("x-acs-date", clock.now.utc.iso8601),
      Header("x-acs-signature-nonce", hex(world.random(16))),
      Header("x-acs-content-sha256", payloadHash),
    ]
    if !body.isEmpty { headers.append(Header("Content-Type", "application/x-www-form-urlencoded")) }
    if let token = key.token {
      headers.append(Header("x-acs-accesskey-id", key.id))
      headers.append(Header("x-acs-security-token", token.reveal()))
    }
    let signature = ACS3.sign(
      call.method, query: query, headers: headers, payloadHash: payloadHash, id: key.id, key: key.key)
    headers.append(Header("Authorization", signature.authorization))
    headers.append(Header("Accept", "application/json"))
    return Request(
      call.method, "\(endpoint)/\(query.isEmpty ? "" : "?")\(query)", headers: headers,
      body: body.isEmpty ? .none : .bytes(body), deadline: Self.deadline, action: call.action)
  }

  // MARK: Refusals

  private func failure(_ response: Response, _ call: Call) -> Failure {
    guard
      let error = try? JSONCoding.decode(
        ErrorAnswer.self, from: response.body, answering: call.action, names: .pascal)
    else { return .gateway(response, answering: call.action, setting: Self.endpointVariable) }
    let delay = response[header: "x-acs-retry-after"].flatMap { Int64($0) }
      .flatMap { $0 > 0 ? Duration.milliseconds($0) : nil }
    var failure = AlibabaErrors.failure(
      code: error.code, message: error.message ?? "no message", action: call.action,
      requestID: error.requestID, delay: delay)
    if error.code == "InvalidTimeStamp.Expired", clock.learn(from: response) {
      failure.retry = .safe(after: .zero)
    }
    return failure
  }
}

/// The names occur in either case (the official SDKs read both).
private struct ErrorAnswer: Decodable {
  var code: String
  var message: String?
  var requestID: String?
}
