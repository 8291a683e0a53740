import Model

/// One action of the API: its method, its parameters and their places, its effect on the cloud.
struct AlibabaAction: Sendable {
  var name: String
  /// Of the API that it belongs to.
  var version = "2024-09-10"
  var methods: Set<String> = ["POST"]
  var kind = CallKind.read
  /// One call is authenticated by an id token, in the older form without headers.
  var isSigned = true
  var query: [AlibabaParameter] = []
  var form: [AlibabaParameter] = []
  /// The members of the answer, without `RequestId`. The parameters have been checked.
  var run: @Sendable (inout AlibabaState, AlibabaCall) throws(APIError) -> [String: JSON]

  static let all: [AlibabaAction] = reads + writes + [assumeRole]

  /// `named` and `version`: as the headers or, of an unsigned call, the parameters have them.
  static func find(
    _ head: RequestHead, named name: String, version: String?, isSigned: Bool
  ) throws(APIError) -> AlibabaAction {
    guard let action = all.first(where: { $0.name == name && $0.isSigned == isSigned }) else {
      throw APIError("InvalidAction.NotFound", "Specified api is not found: \(name).", status: 404)
    }
    guard version == action.version else {
      throw APIError("InvalidVersion", "Specified parameter Version is not valid.")
    }
    guard action.methods.contains(head.method) else {
      throw APIError("UnsupportedHTTPMethod", "\(name) is not called with \(head.method).")
    }
    return action
  }
}

/// One call's checked parameters.
struct AlibabaCall: Sendable {
  var values: [String: String]

  subscript(_ name: String) -> String { values[name] ?? "" }
  func integer(_ name: String) -> Int? { values[name].flatMap { Int($0) } }
  func boolean(_ name: String) -> Bool { values[name]?.lowercased() == "true" }
  func list(_ name: String) -> [JSON] { values[name].flatMap { JSON.parse(Array($0.utf8))?.array } ?? [] }
}

/// One parameter of an action. What the API's model does not have at that place is refused.
struct AlibabaParameter: Sendable {
  enum Kind: Sendable {
    case text
    case identifier(prefix: String)
    case choice([String])
    case integer(ClosedRange<Int>)
    case boolean
    case time
    /// JSON in a string.
    case list(Parameter.Kind)
  }

  var name: String
  var kind: Kind
  var isRequired = false

  static let app = AlibabaParameter(name: "AppId", kind: .identifier(prefix: "app-"), isRequired: true)
  static let version = AlibabaParameter(
    name: "VersionId", kind: .identifier(prefix: "ver-"), isRequired: true)

  /// Checks the parameters at one place of a request.
  static func check(
    _ values: [String: String], against parameters: [AlibabaParameter], place: String
  ) throws(APIError) {
    for name in values.keys.sorted() where !parameters.contains(where: { $0.name == name }) {
      throw .invalid("Parameter \(name) is not known in the \(place).")
    }
    for parameter in parameters {
      guard let value = values[parameter.name] else {
        guard parameter.isRequired else { continue }
        if case .identifier = parameter.kind { throw parameter.refusal("is missing") }
        throw APIError("Missing\(parameter.name)", "\(parameter.name) is mandatory for this action.")
      }
      try parameter.check(value)
    }
  }

  private func refusal(_ why: String) -> APIError {
    APIError(
      "InvalidParameter.\(name == "AppId" ? "appid" : name)", "The specified \(name) is invalid: it \(why).")
  }

  private func check(_ value: String) throws(APIError) {
    switch kind {
    case .text: break
    case .identifier(let prefix):
      guard value.hasPrefix(prefix) else { throw refusal("does not start with \(prefix)") }
    case .choice(let words):
      guard words.contains(value) else { throw refusal("is none of \(words.joined(separator: ", "))") }
    case .integer(let range):
      guard let number = Int(value), range.contains(number) else {
        throw refusal("is not in the range of \(range.lowerBound)-\(range.upperBound)")
      }
    case .boolean:
      // The official Python client writes them with a capital.
      guard ["true", "false"].contains(value.lowercased()) else { throw refusal("is not a boolean") }
    case .time:
      guard value.wholeMatch(of: #/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/#) != nil else {
        throw refusal("is not in the form yyyy-MM-ddTHH:mm:ssZ")
      }
    case .list(let element):
      guard let list = JSON.parse(Array(value.utf8))?.array else { throw refusal("is not a JSON array") }
      do throws(APIError) {
        try Parameter.check(
          [name: .array(list)], against: [.required(name, .list(element))])
      } catch {
        throw .invalid(error.message)
      }
    }
  }
}

extension AlibabaAction {
  /// A temporary key for a caller with a token that the role trusts.
  static let assumeRole = AlibabaAction(
    name: "AssumeRoleWithOIDC", version: "2015-04-01", methods: ["GET", "POST"], isSigned: false,
    form: [
      AlibabaParameter(name: "RoleArn", kind: .text, isRequired: true),
      AlibabaParameter(name: "OIDCProviderArn", kind: .text, isRequired: true),
      AlibabaParameter(name: "OIDCToken", kind: .text, isRequired: true),
      AlibabaParameter(name: "RoleSessionName", kind: .text, isRequired: true),
      AlibabaParameter(name: "DurationSeconds", kind: .integer(900...43_200)),
    ]
  ) { state, call throws(APIError) in
    guard call["RoleSessionName"].wholeMatch(of: /[A-Za-z0-9.@_-]{2,64}/) != nil else {
      throw APIError(
        "InvalidParameter.RoleSessionName", "The parameter RoleSessionName is wrongly formed.")
    }
    guard let role = state.keys.roles.first(where: { $0.arn == call["RoleArn"] }) else {
      throw APIError("EntityNotExist.Role", "The specified Role not exists.", status: 404)
    }
    if let refusal = role.refusal { throw APIError(refusal, "The OIDC token is refused.", status: 401) }
    guard role.identityProvider == call["OIDCProviderArn"] else {
      throw APIError(
        "EntityNotExist.OIDCProvider", "The specified OIDC provider not exists.", status: 404)
    }
    guard role.accepts(audienceOf: call["OIDCToken"]) else {
      throw APIError("AuthenticationFail.OIDCToken.AudienceNotMatch", "Invalid audience.", status: 401)
    }
    guard role.idTokens.contains(call["OIDCToken"]) else {
      throw APIError("AuthenticationFail.OIDCToken.Invalid", "This OIDC Token is invalid.", status: 401)
    }
    let seconds = call.integer("DurationSeconds") ?? role.seconds
    let end = Timestamp(seconds: state.now.seconds + Int64(seconds))
    let key = state.keys.give(prefix: "STS.", until: end)
    return [
      "Credentials": [
        "AccessKeyId": .string(key.id), "AccessKeySecret": .string(key.key),
        "SecurityToken": .string(key.token ?? ""), "Expiration": .string(end.utc.iso8601),
      ],
      "AssumedRoleUser": [
        "Arn": .string("\(role.arn)/\(call["RoleSessionName"])"), "AssumedRoleId": "300000000000000001",
      ],
    ]
  }
}
