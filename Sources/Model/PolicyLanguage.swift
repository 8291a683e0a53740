/// How a cloud writes who may assume a role, and what a role may do.
package enum PolicyLanguage: Sendable {
  /// Tencent Cloud: https://cloud.tencent.com/document/product/598/10603. The condition keys are those of public roles
  /// for GitHub's jobs (read 2026-11-29).
  case cam
  /// Alibaba Cloud: https://www.alibabacloud.com/help/en/ram/user-guide/create-a-ram-role-for-a-trusted-idp (read
  /// 2026-11-29)
  case ram

  /// What full names begin with.
  package var prefix: String {
    switch self {
    case .cam: "qcs::"
    case .ram: "acs:"
    }
  }

  /// The full name of an identity provider of an account.
  package func identityProvider(_ name: String, of account: String) -> String {
    switch self {
    case .cam: "qcs::cam::uin/\(account):oidc-provider/\(name)"
    case .ram: "acs:ram::\(account):oidc-provider/\(name)"
    }
  }

  /// The full name of a role of an account.
  package func role(_ name: String, of account: String) -> String {
    switch self {
    case .cam: "qcs::cam::uin/\(account):roleName/\(name)"
    case .ram: "acs:ram::\(account):role/\(name)"
    }
  }

  /// Account and name of a role or an identity provider, from its full name; nil when it is not one.
  package func parts(of name: String) -> (account: String, name: String)? {
    let start =
      switch self {
      case .cam: "\(prefix)cam::uin/"
      case .ram: "\(prefix)ram::"
      }
    guard name.hasPrefix(start) else { return nil }
    let rest = name.dropFirst(start.count).split(separator: ":", maxSplits: 1)
    guard rest.count == 2, rest[0].utf8.allSatisfy(\.isDigit),
      let slash = rest[1].firstIndex(of: "/")
    else { return nil }
    return (String(rest[0]), String(rest[1][rest[1].index(after: slash)...]))
  }

  /// Who may assume the role: jobs that the identity provider confirms, with one of the subjects. A subject with `*` is
  /// a pattern, for which both clouds have a condition of its own: `string_like`
  /// (https://cloud.tencent.com/document/product/598/10608) and `StringLike`
  /// (https://www.alibabacloud.com/help/en/ram/user-guide/policy-elements).
  package func trust(
    _ identityProvider: String, issuer: String, audience: String, subjects: [String]
  ) -> JSON {
    var equal: [String: JSON] = ["oidc:iss": [.string(issuer)], "oidc:aud": [.string(audience)]]
    var like: [String: JSON] = [:]
    let subject = JSON.array(subjects.map(JSON.string))
    if subjects.contains(where: { $0.contains("*") }) {
      like["oidc:sub"] = subject
    } else {
      equal["oidc:sub"] = subject
    }
    func conditions(_ equalName: String, _ likeName: String) -> JSON {
      .object(
        [equalName: JSON.object(equal)].merging(like.isEmpty ? [:] : [likeName: JSON.object(like)]) { $1 })
    }
    switch self {
    case .cam:
      return [
        "version": "2.0",
        "statement": [
          [
            "effect": "allow", "action": ["name/sts:AssumeRoleWithWebIdentity"],
            "principal": ["federated": [.string(identityProvider)]],
            "condition": conditions("string_equal", "string_like"),
          ]
        ],
      ]
    case .ram:
      return [
        "Version": "1",
        "Statement": [
          [
            "Effect": "Allow", "Action": "sts:AssumeRole",
            "Principal": ["Federated": [.string(identityProvider)]],
            "Condition": conditions("StringEquals", "StringLike"),
          ]
        ],
      ]
    }
  }

  /// What a role or a user may do. `actions`: `<service>:<action>`.
  package func permission(_ actions: [String]) -> JSON {
    let actions = JSON.array(actions.map(JSON.string))
    return switch self {
    case .cam:
      ["version": "2.0", "statement": [["effect": "allow", "action": actions, "resource": ["*"]]]]
    case .ram:
      ["Version": "1", "Statement": [["Effect": "Allow", "Action": actions, "Resource": ["*"]]]]
    }
  }
}
