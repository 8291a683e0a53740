import Model

/// One action of an API: its name, its parameters, its effect on the cloud.
struct TencentAction: Sendable {
  var name: String
  /// The product, as in the credential scope and in the host name.
  var service: String
  var kind = CallKind.read
  /// Some calls are authenticated by an id token, without a signature.
  var isSigned = true
  var parameters: [Parameter]
  /// The members of `Response`, without `RequestId`. The parameters have been checked.
  var run: @Sendable (inout TencentState, TencentCall) throws(APIError) -> [String: JSON]

  /// API versions by service.
  static let versions = [
    "tcbr": "2022-02-17", "tcb": "2018-06-08", "tem": "2021-07-01", "sts": "2018-08-13",
    "cls": "2020-10-16",
  ]

  /// Every action that is emulated. Another cloud of the same API family adds its list here.
  static let all: [TencentAction] =
    tcbrReads + tcbrLogs + tcbrWrites + tcbrGray + tcbBuilds + tcbTasks
    + temReads + temWrites + sts

  /// The action that a signed request asks for. Without a host name of its own, a service is identified by the
  /// credential scope.
  static func find(_ head: RequestHead, service: String) throws(APIError) -> TencentAction {
    guard let name = head[header: "X-TC-Action"] else { throw .missing("Action") }
    guard let version = head[header: "X-TC-Version"] else { throw .missing("Version") }
    let namesakes = all.filter { $0.name == name }
    guard let action = namesakes.first(where: { $0.service == service }) else {
      guard namesakes.isEmpty else {
        throw APIError(
          "AuthFailure.SignatureFailure", "The credential scope's service `\(service)` is not `\(name)`'s.")
      }
      throw APIError("InvalidAction", "The request action=`\(name)` is invalid or not match version.")
    }
    guard version == versions[service] else {
      throw APIError("NoSuchVersion", "The version `\(version)` of product `\(service)` does not exist.")
    }
    return action
  }
}

/// One call's checked parameters and the context an action may need.
struct TencentCall: Sendable {
  var parameters: [String: JSON]
  var region: String?
  /// Where this cloud can be reached, as the caller spelled it: `127.0.0.1:PORT`.
  var host: String

  func string(_ name: String) -> String { parameters[name]?.string ?? "" }
  func integer(_ name: String) -> Int? { parameters[name]?.integer }
}

extension TencentAction {
  /// The identity of the caller, and temporary keys for callers with a token that a role trusts.
  static let sts: [TencentAction] = [
    TencentAction(
      name: "AssumeRoleWithWebIdentity", service: "sts", isSigned: false,
      parameters: [
        .required("ProviderId", .string), .required("WebIdentityToken", .string),
        .required("RoleArn", .string),
        .required("RoleSessionName", .string), .optional("DurationSeconds", .integer),
      ]
    ) { state, call throws(APIError) in
      let name = call.string("RoleSessionName")
      guard (2...128).contains(name.count), name.wholeMatch(of: /[A-Za-z0-9_+=,.@-]+/) != nil else {
        throw APIError("InvalidParameter.ParamError", "RoleSessionName is not valid.")
      }
      guard (1...43_200).contains(call.integer("DurationSeconds") ?? 7200) else {
        throw APIError("InvalidParameter.OverTimeError", "DurationSeconds exceeds the limit.")
      }
      guard let role = state.keys.roles.first(where: { $0.arn == call.string("RoleArn") }) else {
        throw APIError("ResourceNotFound.RoleNotFound", "The role does not exist.")
      }
      guard role.identityProvider == call.string("ProviderId"),
        role.idTokens.contains(call.string("WebIdentityToken")),
        role.accepts(audienceOf: call.string("WebIdentityToken"))
      else {
        throw APIError("InvalidParameter.WebIdentityTokenError", "The web identity token is not valid.")
      }
      let seconds = call.integer("DurationSeconds") ?? role.seconds
      let end = Timestamp(seconds: state.now.seconds + Int64(seconds))
      let key = state.keys.give(prefix: "AKID", until: end)
      return [
        "Credentials": [
          "TmpSecretId": .string(key.id), "TmpSecretKey": .string(key.key), "Token": .string(key.token ?? ""),
        ],
        "ExpiredTime": .integer(Int(end.seconds)), "Expiration": .string(end.utc.iso8601),
      ]
    },

    TencentAction(name: "GetCallerIdentity", service: "sts", parameters: []) { _, call in
      [
        "Arn": .string("qcs::cam::uin/100000000001:uin/100000000001"), "AccountId": "100000000001",
        "UserId": "100000000001", "PrincipalId": "100000000001", "Type": "CAMUser",
      ]
    },
  ]
}
