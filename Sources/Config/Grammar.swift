import Model

/// Directories of this machine.
enum DirectoryPath {
  static let pattern = "^(?!~[^/])[^\\u0000]+$"

  /// Nil when it can be one.
  static func problem(of text: String) -> Text? {
    let scalars = text.unicodeScalars
    if scalars.contains("\0") { return "has a zero byte in it" }
    guard scalars.first == "~", scalars.count > 1, scalars.dropFirst().first != "/" else { return nil }
    return "names another user's home directory"
  }
}

/// Globs, whatever `Glob` itself can read.
enum GlobText {
  static let pattern = "^(?!!?(/|\\./|~/))\(sane)[^\\\\]+$"
  static let refPattern = "^(?!!?(/|\\./|~/))\(sane)[^\\\\]*[^/\\\\]$"
  /// No white space at its ends, no braces with a comma.
  private static let sane = "(?!!?\\s)(?!.*\\s$)(?!.*\\{[^{}]*,[^{}]*\\})"
  /// Every file is tried against every glob of a list.
  static let mostInList = 1000
  /// The longest path of Linux, in bytes.
  static let longest = 4096

  /// Why nothing can match it, or it does not mean what was meant; with the remedy. Nil when nothing is wrong.
  static func problem(of pattern: String, isForRefs: Bool) -> (what: Text, remedy: Text)? {
    let scalars = pattern.unicodeScalars
    let components = scalars.split(separator: "/", omittingEmptySubsequences: false).map { String($0) }
    if scalars.contains("\\") {
      return (
        "has a backslash, which means nothing here", "separate folders by /, and write [*] for a star itself"
      )
    }
    if pattern.firstMatch(of: #/\{[^{}]*,[^{}]*\}/#) != nil {
      return ("has {…,…}, which means nothing here", "write a glob for each of them")
    }
    if [scalars.first, scalars.last].contains(where: { $0?.properties.isWhitespace == true }) {
      return ("begins or ends with white space", "remove it; a name that has it is matched by ?")
    }
    if ["", "."].contains(components.first), components.count > 1 {
      return ("matches nothing: names never start with / or ./", "remove it from the start")
    }
    if components.first == "~", components.count > 1 {
      return (
        "matches nothing: no file of the repository is in the home directory", "remove ~/ from the start"
      )
    }
    if components.dropLast().contains("") || components.contains(where: { $0 == "." || $0 == ".." }) {
      return (
        "matches nothing: names have no empty component, \".\" or \"..\" in them",
        "write the path as git does"
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

  /// Nil when it stays inside.
  static func problem(of text: String) -> Text? {
    // By scalar: a slash with a combining mark is another character, and still a slash to the system.
    let components = text.unicodeScalars.split(separator: "/", omittingEmptySubsequences: false)
    if text.unicodeScalars.first == "/" { return "is absolute" }
    if components.first?.elementsEqual("~".unicodeScalars) == true { return "is in the home directory" }
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

/// URLs that are probed after a rollout: those that can be sent byte for byte (RFC 3986, without a fragment).
enum ProbeURL {
  static let pattern =
    "^(?![^?]*/\\.\\.?([/?]|$))(https?://\(host)(:[0-9]{1,5})?(/\(part))?|/(?!/)\(part))$"
  private static let host = "([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\])"
  private static let part = "([A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*"

  /// Nil when it can be asked.
  static func problem(of text: String) -> Text? {
    let scalars = text.unicodeScalars
    if scalars.contains(where: { $0.properties.isWhitespace || $0.value < 0x20 }) {
      return "has white space in it"
    }
    if !scalars.allSatisfy(\.isASCII) {
      return "has characters that are not ASCII: write them percent-encoded"
    }
    if scalars.contains("#") { return "has a fragment (#), which is never sent to a server" }
    if scalars.first == "/" {
      return scalars.dropFirst().first == "/" ? "starts with two slashes" : problem(ofPath: text[...])
    }
    guard let scheme = ["https://", "http://"].first(where: { scalars.starts(with: $0.unicodeScalars) })
    else {
      return "is neither absolute (https, http) nor a path"
    }
    let rest = text.dropFirst(scheme.count)
    let authority = rest.prefix { $0 != "/" && $0 != "?" }
    if let problem = problem(ofAuthority: authority) { return problem }
    return problem(ofPath: rest.dropFirst(authority.count))
  }

  private static func problem(ofAuthority text: Substring) -> Text? {
    if text.isEmpty { return "has no host" }
    if text.contains("@") { return "has a user name or password in it" }
    let bracket = text.first == "[" ? text.firstIndex(of: "]") : nil
    let host = bracket.map { text[...$0] } ?? text.prefix { $0 != ":" }
    guard isHost(host) else { return "has a host that is not a name or an IP address" }
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
      guard byte == UInt8(ascii: "%") else { return "has a character that needs percent-encoding" }
      let digits = bytes.dropFirst(index + 1).prefix(2)
      guard digits.count == 2, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else {
        return "has a % without two hexadecimal digits: write %25"
      }
    }
    return nil
  }
}

/// As the config has it. `ImageRepository` itself is stricter; what it refuses is reported with the target.
extension ImageRepository {
  static let pattern = "^(?!.*://)(?!.*:[^/]*$)[^\\s@/]([^\\s@]*[^\\s@/])?$"

  /// Nil when it is registry and repository and nothing else.
  static func problem(of text: String) -> Text? {
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
    guard let first = scalars.first, first.isAlphanumeric, scalars.count <= 63 else { return false }
    return scalars.allSatisfy { $0.isAlphanumeric || $0 == "." || $0 == "_" || $0 == "-" }
  }

  static func isEnvironmentVariable(_ text: String) -> Bool {
    let scalars = text.unicodeScalars
    guard let first = scalars.first, !("0"..."9").contains(first) else { return false }
    return scalars.allSatisfy { $0.isAlphanumeric || $0 == "_" }
  }
}
