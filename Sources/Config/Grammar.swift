import Model

/// Directories on this machine.
enum DirectoryPath {
  static let pattern = "^(?!~[^/])[^\\u0000]+$"

  /// Nil if it is valid.
  static func problem(of text: String) -> Text? {
    let scalars = text.unicodeScalars
    if scalars.contains("\0") { return "contains a NUL byte" }
    guard scalars.first == "~", scalars.count > 1, scalars.dropFirst().first != "/" else { return nil }
    return "is in the home directory of another user"
  }
}

/// Rules for globs, beyond the syntax that `Glob` checks.
enum GlobText {
  static let pattern = "^(?!!?(/|\\./|~/))\(sane)[^\\\\]+$"
  static let refPattern = "^(?!!?(/|\\./|~/))\(sane)[^\\\\]*[^/\\\\]$"
  /// No white space at the ends, no braces with a comma.
  private static let sane = "(?!!?\\s)(?!.*\\s$)(?!.*\\{[^{}]*,[^{}]*\\})"
  /// The limit for a list: every file is compared with every glob.
  static let mostInList = 1000
  /// The longest path of Linux, in bytes.
  static let longest = 4096

  /// Why the glob cannot match anything, or means something else than in other tools, with the remedy. Nil if it is
  /// valid.
  static func problem(of pattern: String, isForRefs: Bool) -> (what: Text, remedy: Text)? {
    let scalars = pattern.unicodeScalars
    let components = scalars.split(separator: "/", omittingEmptySubsequences: false).map { String($0) }
    if scalars.contains("\\") {
      return (
        "contains a backslash, which has no meaning here",
        "separate folders with /, and write [*] for a literal *"
      )
    }
    if pattern.firstMatch(of: #/\{[^{}]*,[^{}]*\}/#) != nil {
      return ("contains {…,…}, which is not supported", "write one glob for each alternative")
    }
    if [scalars.first, scalars.last].contains(where: { $0?.properties.isWhitespace == true }) {
      return ("begins or ends with white space", "remove it, or write ? to match it")
    }
    if ["", "."].contains(components.first), components.count > 1 {
      return ("matches nothing: names never start with / or ./", "remove it from the start")
    }
    if components.first == "~", components.count > 1 {
      return (
        "matches nothing: ~ is not expanded here", "remove ~/ from the start"
      )
    }
    if components.dropLast().contains("") || components.contains(where: { $0 == "." || $0 == ".." }) {
      return (
        "matches nothing: names have no empty component, \".\" or \"..\"",
        "write the name as git prints it"
      )
    }
    if isForRefs, components.last == "" {
      return ("matches nothing: no branch or tag ends with /", "write \"\(pattern)**\"")
    }
    return nil
  }
}

extension Shape {
  var isGlob: Bool {
    switch self {
    case .text(.glob), .text(.refGlob): true
    default: false
    }
  }
}

/// Paths below the repository root.
enum RelativePath {
  static let pattern = "^(?!/)(?!~(/|$))(?!(.*/)?\\.\\.(/|$))(?!.*//)[^\\\\\\u0000-\\u001f]+$"

  /// Nil if it is valid.
  static func problem(of text: String) -> Text? {
    // By scalar: a slash with a combining mark is another character, but a slash for the system.
    let components = text.unicodeScalars.split(separator: "/", omittingEmptySubsequences: false)
    if text.unicodeScalars.first == "/" { return "is absolute" }
    if components.first?.elementsEqual("~".unicodeScalars) == true { return "is in the home directory" }
    if components.contains(where: { $0.elementsEqual("..".unicodeScalars) }) {
      return "is outside the repository"
    }
    if components.dropLast().contains(where: \.isEmpty) { return "has an empty component" }
    if text.unicodeScalars.contains("\\") { return "contains a backslash; separate folders with /" }
    if text.unicodeScalars.contains(where: { $0.value < 0x20 }) { return "contains a control character" }
    return nil
  }

  /// Without `.` components and without a slash at the end; `.` if nothing remains.
  static func normalized(_ text: String) -> String {
    let components = text.unicodeScalars.split(separator: "/").map { String($0) }.filter { $0 != "." }
    return components.isEmpty ? "." : components.joined(separator: "/")
  }
}

/// URLs for `verify`: those that can be sent byte for byte (RFC 3986, without a fragment).
enum ProbeURL {
  static let pattern =
    "^(?![^?]*/\\.\\.?([/?]|$))(https?://\(host)(:[0-9]{1,5})?(/\(part))?|/(?!/)\(part))$"
  private static let host = "([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\])"
  private static let part = "([A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*"

  /// Nil if it is valid.
  static func problem(of text: String) -> Text? {
    let scalars = text.unicodeScalars
    if scalars.contains(where: { $0.properties.isWhitespace || $0.value < 0x20 }) {
      return "contains white space"
    }
    if !scalars.allSatisfy(\.isASCII) {
      return "contains characters that are not ASCII: percent-encode them"
    }
    if scalars.contains("#") { return "has a fragment (#), which is never sent to a server" }
    if scalars.first == "/" {
      return scalars.dropFirst().first == "/" ? "starts with two slashes" : problem(ofPath: text[...])
    }
    guard let scheme = ["https://", "http://"].first(where: { scalars.starts(with: $0.unicodeScalars) })
    else {
      return "is neither an https or http URL nor a path"
    }
    let rest = text.dropFirst(scheme.count)
    let authority = rest.prefix { $0 != "/" && $0 != "?" }
    if let problem = problem(ofAuthority: authority) { return problem }
    return problem(ofPath: rest.dropFirst(authority.count))
  }

  private static func problem(ofAuthority text: Substring) -> Text? {
    if text.isEmpty { return "has no host" }
    if text.contains("@") { return "contains a user name or password" }
    let bracket = text.first == "[" ? text.firstIndex(of: "]") : nil
    let host = bracket.map { text[...$0] } ?? text.prefix { $0 != ":" }
    guard isHost(host) else { return "has an invalid host" }
    let rest = text.dropFirst(host.count)
    if rest.isEmpty { return nil }
    let port = rest.dropFirst()
    let isPort =
      rest.first == ":" && port.utf8.allSatisfy(\.isDigit)
      && (1...65535).contains(Int(port) ?? 0)
    return isPort ? nil : "has a port that is not a number from 1 to 65535"
  }

  /// A name, an IPv4 address, or an IPv6 address in brackets.
  private static func isHost(_ text: Substring) -> Bool {
    let address = text.dropFirst().dropLast()
    if text.first == "[", text.last == "]" {
      return !address.isEmpty && address.allSatisfy { $0.isASCII && $0.isHexDigit || $0 == ":" || $0 == "." }
    }
    return !text.isEmpty && text.utf8.allSatisfy { $0.isAlphanumeric || "._-".utf8.contains($0) }
  }

  private static func problem(ofPath text: Substring) -> Text? {
    if text.first == "?" { return "has a query without a path: write / before the ?" }
    let path = text.prefix { $0 != "?" }
    if path.split(separator: "/").contains(where: { $0 == "." || $0 == ".." }) {
      return "has . or .. in its path"
    }
    let bytes = Array(text.utf8)
    for (index, byte) in bytes.enumerated()
    where !byte.isAlphanumeric && !"._~!$&'()*+,;=:@/?-".utf8.contains(byte) {
      guard byte == UInt8(ascii: "%") else { return "contains a character that must be percent-encoded" }
      let digits = bytes.dropFirst(index + 1).prefix(2)
      guard digits.count == 2, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else {
        return "has a % without two hexadecimal digits: write %25"
      }
    }
    return nil
  }
}

/// The syntax in the config. `ImageRepository` is stricter; what it refuses is reported with the target.
extension ImageRepository {
  static let pattern = "^(?!.*://)(?!.*:[^/]*$)[^\\s@/]([^\\s@]*[^\\s@/])?$"

  /// Nil if it is only registry and repository.
  static func problem(of text: String) -> Text? {
    let scalars = text.unicodeScalars
    let lastComponent = scalars.split(separator: "/", omittingEmptySubsequences: false).last
    if text.contains("://") { return "starts with a scheme" }
    if scalars.contains("@") || lastComponent?.contains(":") == true { return "has a tag or digest" }
    if scalars.contains(where: \.properties.isWhitespace) { return "contains white space" }
    return scalars.first == "/" || scalars.last == "/" ? "starts or ends with a slash" : nil
  }
}

/// The size of a wave of a fleet.
enum FleetWave {
  static let pattern = "^([1-9]|[1-9][0-9]|100)%$"

  /// 1 to 100; nil if it is not a percentage.
  static func percent(_ text: String) -> Int? {
    guard text.hasSuffix("%"), text.first != "0", text.first != "+", let share = Int(text.dropLast()) else {
      return nil
    }
    return (1...100).contains(share) ? share : nil
  }
}

/// Names that users choose.
enum Name {
  static let targetPattern = "^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$"
  static let environmentPattern = "^[A-Za-z_][A-Za-z0-9_]*$"

  static func isTarget(_ text: String) -> Bool {
    let scalars = text.unicodeScalars
    guard let first = scalars.first, first.isAlphanumeric, scalars.count <= 63 else { return false }
    return scalars.allSatisfy { $0.isAlphanumeric || $0 == "." || $0 == "_" || $0 == "-" }
  }

  static func isEnvironmentVariable(_ text: String) -> Bool {
    let scalars = text.unicodeScalars
    guard let first = scalars.first, !("0"..."9").contains(first) else { return false }
    return scalars.allSatisfy { $0.isAlphanumeric || $0 == "_" }
  }
}
