import Effects
import HTTP
import Model

/// The server API of WeChat's open platform, as a third-party platform calls it: JSON to a path, the token in the
/// query, `errcode` in every answer.
package final class WeChatAPI: Sendable {
  /// One call as a value: what to send, and whether it changes anything.
  package struct Call: Equatable, Sendable {
    /// The last part of the path, e.g. `getcsversionlist`.
    package var action: String
    package var body: [String: JSON]
    package var kind: CallKind

    package init(_ action: String, _ body: [String: JSON], _ kind: CallKind) {
      self.action = action
      self.body = body
      self.kind = kind
    }
  }

  private let world: World
  private let tokens: ComponentTokens

  package init(_ world: World, mayMint: Bool) {
    self.world = world
    tokens = ComponentTokens(world, mayMint: mayMint)
  }

  private static let variable = CloudAccount.weChat.endpoint

  /// `https://api.weixin.qq.com`, or the value of `SAMPAN_ENDPOINT_WECHAT`.
  static func endpoint(in world: World) throws(Failure) -> String {
    try world.endpoint(variable) ?? "https://api.weixin.qq.com"
  }

  /// The same for a plan, which shows the name of the variable when its value is not valid.
  static func plannedEndpoint(in world: World) -> String {
    (try? endpoint(in: world)) ?? "<\(variable)>"
  }

  /// Answers take a few seconds at most; no call may take longer than this without output.
  static let deadline = Duration.seconds(30)
  /// The longest answer is a list of versions.
  private static let maxAnswerBytes = 4 << 20

  /// The request as a plan shows it: no token.
  package func planned(_ call: Call, when condition: Text? = nil) -> PlannedRequest {
    PlannedRequest(
      method: "POST",
      url: "\(Self.plannedEndpoint(in: world))/componenttcb/\(call.action)?access_token=…",
      action: call.action, body: .object(call.body), isWrite: call.kind.isWrite, condition: condition)
  }

  /// The requests that get the token, for a plan.
  package func plannedToken() -> [PlannedRequest] { tokens.planned() }

  /// Sends a call and decodes its answer. Reads are retried after any temporary failure; a write only when it is
  /// proven that nothing was executed. After a refused token a new one is requested once; with `mayMint` false, none
  /// is minted.
  package func send<Answer: Decodable & Sendable>(
    _ call: Call, expecting: Answer.Type, mayMint: Bool = true
  ) async throws(Failure) -> Answer {
    let body = Array(JSON.object(call.body).text.utf8)
    return try await world.retrying(call.kind, call.action) { () async throws(Failure) -> Answer in
      try await self.attempt(call, body: body, mayMint: mayMint)
    }
  }

  /// The identity of the token, by a call that changes nothing. No token is minted for it.
  package func identity() async throws(Failure) -> CallerIdentity {
    let origin = try tokens.origin()
    let key: Text = "component_access_token from \(origin.name)"
    guard origin.isAvailable else {
      return CallerIdentity(key: key, name: "not available yet: a deploy would mint one")
    }
    let count = try await environments(mayMint: false).count
    return CallerIdentity(key: key, name: "third-party platform, \(counted(count, "environment"))")
  }

  /// The ids of the environments that belong to the platform.
  package func environments(mayMint: Bool = true) async throws(Failure) -> [String] {
    struct Answer: Decodable, Sendable {
      struct Environment: Decodable, Sendable {
        var id: String?
        private enum CodingKeys: String, CodingKey { case id = "env_id" }
      }
      var environments: [Environment]?
      private enum CodingKeys: String, CodingKey { case environments = "env_list" }
    }
    let call = Call("describecloudbaserunenvs", [:], .read)
    return (try await send(call, expecting: Answer.self, mayMint: mayMint).environments ?? [])
      .map { $0.id ?? "" }
  }

  private func attempt<Answer: Decodable & Sendable>(
    _ call: Call, body: [UInt8], mayMint: Bool
  ) async throws(Failure) -> Answer {
    let token = try await tokens.current()
    let url =
      "\(try Self.endpoint(in: world))/componenttcb/\(call.action)"
      + "?access_token=\(percentEncoded(token.reveal()))"
    do throws(Failure) {
      return try await Self.exchange(
        Request(
          "POST", url, headers: [Header("Content-Type", "application/json")], body: .bytes(body),
          deadline: Self.deadline, maxAnswerBytes: Self.maxAnswerBytes), call.action, by: world.transport)
    } catch {
      var failure = error.masking(token)
      if let code = error.code.flatMap({ Int($0) }), WeChatErrors.refusedTokens.contains(code),
        try await tokens.renew(refused: token, mayMint: mayMint)
      {
        // The token is checked before anything is executed.
        failure.retry = .safe(after: .zero)
      }
      throw failure
    }
  }

  /// One request and its answer; an `errcode` other than 0 is a failure, a missing one is 0. `setting` is the
  /// variable that sets where the request goes.
  static func exchange<Answer: Decodable & Sendable>(
    _ request: Request, _ action: String, from setting: String = variable, by transport: Transport
  ) async throws(Failure) -> Answer {
    let response = try await transport(request)
    guard response.status == 200 else {
      if setting == ComponentTokens.broker, [401, 403, 404].contains(response.status) {
        throw Failure(
          response.status == 404 ? .configuration : .credentials,
          "\(action): the token server answered HTTP \(response.status)",
          remedies: ["check the address in \(setting), and which credentials that server expects in it"])
      }
      // Errors of the API arrive with status 200.
      throw .gateway(response, answering: action, setting: setting)
    }
    let status = try JSONCoding.decode(Status.self, of: response, answering: action, setting: setting)
    guard (status.code?.value ?? 0) == 0 else {
      throw WeChatErrors.failure(
        code: status.code?.value ?? 0, message: status.message ?? "", action: action)
    }
    return try JSONCoding.decode(Answer.self, of: response, answering: action, setting: setting)
  }

  private struct Status: Decodable {
    var code: LenientInteger?
    var message: String?
    private enum CodingKeys: String, CodingKey { case code = "errcode", message = "errmsg" }
  }
}

extension Failure {
  /// Without the token, wherever the server or a library repeated it.
  func masking(_ token: Secret) -> Failure {
    var failure = self
    for form in Set([token.reveal(), percentEncoded(token.reveal())]) where !form.isEmpty {
      func masked(_ text: String) -> String {
        text.split(separator: form, omittingEmptySubsequences: false).joined(separator: "…")
      }
      failure.what = failure.what.mappingArguments(masked)
      failure.remedies = failure.remedies.map { $0.mappingArguments(masked) }
      failure.causes = failure.causes.map { $0.mappingArguments(masked) }
    }
    return failure
  }
}
