import Model

extension EdgeAction {
  /// A temporary key for who brings a token that the role trusts.
  static let assumeRole = EdgeAction(
    name: "AssumeRoleWithOIDC", version: "2015-04-01", methods: ["GET", "POST"], isSigned: false,
    form: [
      EdgeParameter(name: "RoleArn", kind: .text, isRequired: true),
      EdgeParameter(name: "OIDCProviderArn", kind: .text, isRequired: true),
      EdgeParameter(name: "OIDCToken", kind: .text, isRequired: true),
      EdgeParameter(name: "RoleSessionName", kind: .text, isRequired: true),
      EdgeParameter(name: "DurationSeconds", kind: .integer(900...43_200)),
    ]
  ) { state, call throws(AlibabaError) in
    guard call["RoleSessionName"].wholeMatch(of: /[A-Za-z0-9.@_-]{2,64}/) != nil else {
      throw AlibabaError(
        "InvalidParameter.RoleSessionName", "The parameter RoleSessionName is wrongly formed.")
    }
    guard let role = state.roles.first(where: { $0.arn == call["RoleArn"] }) else {
      throw AlibabaError("EntityNotExist.Role", "The specified Role not exists.", status: 404)
    }
    guard role.identityProvider == call["OIDCProviderArn"] else {
      throw AlibabaError(
        "EntityNotExist.OIDCProvider", "The specified OIDC provider not exists.", status: 404)
    }
    guard role.idTokens.contains(call["OIDCToken"]) else {
      throw AlibabaError("AuthenticationFail.OIDCToken.Invalid", "This OIDC Token is invalid.", status: 401)
    }
    let number = state.temporaryKeys.count + 1
    let end = Timestamp(seconds: state.now.seconds + Int64(call.integer("DurationSeconds") ?? role.seconds))
    let key = EmulatedCloud.Credentials(
      id: "STS.temporary\(number)", key: "temporary-key-\(number)", token: "temporary-token-\(number)",
      end: end)
    state.temporaryKeys.append(key)
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
