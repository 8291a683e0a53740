/// What the signatures of Tencent and Alibaba have in common: they differ in what is hashed, not in the form.
enum SignedRequest {
  /// The fields of `SCHEME NAME=VALUE,NAME=VALUE`; nil when it is malformed, of another scheme, or has a name twice.
  static func fields(
    _ authorization: String, scheme: String, allowsSpaces: Bool = false
  ) -> [Substring: Substring]? {
    guard authorization.hasPrefix(scheme + " "), allowsSpaces || !authorization.contains(", ") else {
      return nil
    }
    var fields: [Substring: Substring] = [:]
    for part in authorization.dropFirst(scheme.count + 1).split(separator: ",") {
      let pair = part.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
      guard pair.count == 2, fields.updateValue(pair[1], forKey: pair[0]) == nil else { return nil }
    }
    return fields
  }

  /// The names of the signed headers; nil unless they are sorted, in lower case, each once.
  static func headers(_ text: String) -> [String]? {
    let names = text.split(separator: ";", omittingEmptySubsequences: false).map(String.init)
    return names == names.sorted() && Set(names).count == names.count && text == text.lowercased()
      ? names : nil
  }
}
