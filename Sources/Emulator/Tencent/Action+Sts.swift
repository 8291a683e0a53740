import Model

extension Action {
  /// Who is calling, and temporary keys for those who bring a token that a role trusts.
  static let sts: [Action] = [
    Action(
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
      guard let role = state.roles.first(where: { $0.arn == call.string("RoleArn") }) else {
        throw APIError("ResourceNotFound.RoleNotFound", "The role does not exist.")
      }
      guard role.identityProvider == call.string("ProviderId"),
        role.idTokens.contains(call.string("WebIdentityToken"))
      else {
        throw APIError("InvalidParameter.WebIdentityTokenError", "The web identity token is not valid.")
      }
      let number = state.temporaryKeys.count + 1
      let end = Timestamp(seconds: state.now.seconds + Int64(call.integer("DurationSeconds") ?? role.seconds))
      let key = EmulatedCloud.Credentials(
        id: "AKIDtemporary\(number)", key: "temporary-key-\(number)", token: "temporary-token-\(number)",
        end: end)
      state.temporaryKeys.append(key)
      return [
        "Credentials": [
          "TmpSecretId": .string(key.id), "TmpSecretKey": .string(key.key), "Token": .string(key.token ?? ""),
        ],
        "ExpiredTime": .integer(Int(end.seconds)), "Expiration": .string(end.utc.iso8601),
      ]
    },

    Action(name: "GetCallerIdentity", service: "sts", parameters: []) { _, call in
      [
        "Arn": .string("qcs::cam::uin/100000000001:uin/100000000001"), "AccountId": "100000000001",
        "UserId": "100000000001", "PrincipalId": "100000000001", "Type": "CAMUser",
      ]
    },
  ]
}
