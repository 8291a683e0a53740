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
  /// a pattern, and has a statement of its own, so that the others do not depend on how patterns are compared.
  ///
  /// RAM compares patterns with `StringLike`
  /// (https://www.alibabacloud.com/help/en/ram/user-guide/conditional-operator, read 2026-11-29). CAM's list of operators
  /// has none for patterns (https://cloud.tencent.com/document/product/598/10608, read 2026-11-29): `string_like` is what
  /// public policies for COS use, and `documentsPatterns` is false.
  package func trust(
    _ identityProvider: String, issuer: String, audience: String, subjects: [String]
  ) -> JSON {
    let names = (
      equal: self == .cam ? "string_equal" : "StringEquals", like: self == .cam ? "string_like" : "StringLike"
    )
    let token: [String: JSON] = ["oidc:iss": [.string(issuer)], "oidc:aud": [.string(audience)]]
    func list(_ subjects: [String]) -> JSON { .array(subjects.map(JSON.string)) }
    let patterns = subjects.filter { $0.contains("*") }
    let exact = subjects.filter { !$0.contains("*") }
    var conditions: [JSON] = []
    if !exact.isEmpty || patterns.isEmpty {
      conditions.append([names.equal: .object(token.merging(["oidc:sub": list(exact)]) { $1 })])
    }
    if !patterns.isEmpty {
      conditions.append([names.equal: .object(token), names.like: ["oidc:sub": list(patterns)]])
    }
    return switch self {
    case .cam:
      [
        "version": "2.0",
        "statement": .array(
          conditions.map { condition in
            [
              "effect": "allow", "action": ["name/sts:AssumeRoleWithWebIdentity"],
              "principal": ["federated": [.string(identityProvider)]], "condition": condition,
            ]
          }),
      ]
    case .ram:
      [
        "Version": "1",
        "Statement": .array(
          conditions.map { condition in
            [
              "Effect": "Allow", "Action": "sts:AssumeRole",
              "Principal": ["Federated": [.string(identityProvider)]], "Condition": condition,
            ]
          }),
      ]
    }
  }

  /// Whether the vendor's documents have an operator for patterns.
  package var documentsPatterns: Bool { self == .ram }

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
