import Model

/// Paths below the repository root.
enum RelativePath {
  static let pattern = "^(?!/)(?!(.*/)?\\.\\.(/|$))(?!.*//)[^\\\\\\u0000-\\u001f]+$"

  /// Nil when it stays inside.
  static func problem(of text: String) -> String? {
    // By scalar: a slash with a combining mark is another character, and still a slash to the system.
    let components = text.unicodeScalars.split(separator: "/", omittingEmptySubsequences: false)
    if text.unicodeScalars.first == "/" { return "is absolute" }
    if components.contains(where: { $0.elementsEqual("..".unicodeScalars) }) {
      return "leaves the repository"
    }
    if components.dropLast().contains(where: \.isEmpty) { return "has an empty component" }
    if text.unicodeScalars.contains("\\") { return "has a backslash; folders are separated by /" }
    if text.unicodeScalars.contains(where: { $0.value < 0x20 }) { return "has a control character" }
    return nil
  }

  /// Without `.` components and the slash at the end; `.` when nothing is left.
  static func normalized(_ text: String) -> String {
    let components = text.unicodeScalars.split(separator: "/").map { String($0) }.filter { $0 != "." }
    return components.isEmpty ? "." : components.joined(separator: "/")
  }
}

/// URLs that are probed after a rollout.
enum ProbeURL {
  static let pattern = "^(https?://[^/?#@\\s]+([/?#]\\S*)?|/(?!/)\\S*)$"

  /// Nil when it can be asked.
  static func problem(of text: String) -> String? {
    if text.unicodeScalars.contains(where: { $0.properties.isWhitespace || $0.value < 0x20 }) {
      return "has white space in it"
    }
    let scalars = text.unicodeScalars
    if scalars.first == "/" { return scalars.dropFirst().first == "/" ? "starts with two slashes" : nil }
    guard let scheme = ["https://", "http://"].first(where: { scalars.starts(with: $0.unicodeScalars) })
    else {
      return "is neither absolute (https, http) nor a path"
    }
    let host = scalars.dropFirst(scheme.unicodeScalars.count).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    if host.isEmpty { return "has no host" }
    return host.contains("@") ? "has a user name or password in it" : nil
  }
}

/// Where an image is, without which one.
enum ImageRepository {
  static let pattern = "^(?!.*://)(?!.*:[^/]*$)[^\\s@/]([^\\s@]*[^\\s@/])?$"

  /// Nil when it is registry and repository and nothing else.
  static func problem(of text: String) -> String? {
    let scalars = text.unicodeScalars
    let lastComponent = scalars.split(separator: "/", omittingEmptySubsequences: false).last
    if text.contains("://") { return "starts with a scheme" }
    if scalars.contains("@") || lastComponent?.contains(":") == true { return "has a tag or digest" }
    if scalars.contains(where: \.properties.isWhitespace) { return "has white space in it" }
    return scalars.first == "/" || scalars.last == "/" ? "starts or ends with a slash" : nil
  }
}

/// How many tenants a wave of a fleet has.
enum FleetWave {
  static let pattern = "^([1-9]|[1-9][0-9]|100)%$"

  /// 1 to 100; nil when it is no share.
  static func percent(_ text: String) -> Int? {
    guard text.hasSuffix("%"), text.first != "0", text.first != "+", let share = Int(text.dropLast()) else {
      return nil
    }
    return (1...100).contains(share) ? share : nil
  }
}

/// The words that users make up.
enum Name {
  static let targetPattern = "^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$"
  static let environmentPattern = "^[A-Za-z_][A-Za-z0-9_]*$"

  static func isTarget(_ text: String) -> Bool {
    let scalars = text.unicodeScalars
    guard let first = scalars.first, isLetterOrDigit(first), scalars.count <= 63 else { return false }
    return scalars.allSatisfy { isLetterOrDigit($0) || $0 == "." || $0 == "_" || $0 == "-" }
  }

  static func isEnvironmentVariable(_ text: String) -> Bool {
    let scalars = text.unicodeScalars
    guard let first = scalars.first, !("0"..."9").contains(first) else { return false }
    return scalars.allSatisfy { isLetterOrDigit($0) || $0 == "_" }
  }

  private static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII && scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
  }
}
