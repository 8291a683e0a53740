import Model

/// The proxy of the environment that libcurl would use: which variable sets it, and what is wrong with it. libcurl quotes
/// an address that it cannot parse, password included, so the address is checked first.
package struct ProxyAddress: Equatable, Sendable {
  /// The variable that counts.
  let variable: String
  private let text: String

  /// Nil when a request to this origin uses none. Exemptions by host are left to libcurl.
  /// https://curl.se/libcurl/c/libcurl-env.html (read 2026-11-28); an empty variable counts as not set.
  init?(for origin: Origin, in environment: [String: String]) {
    let names = origin.scheme == "https" ? ["https_proxy", "HTTPS_PROXY"] : ["http_proxy"]
    guard !origin.isLoopback, (environment["no_proxy"] ?? environment["NO_PROXY"]) != "*",
      let name = (names + ["all_proxy", "ALL_PROXY"]).first(where: { environment[$0]?.isEmpty == false }),
      let text = environment[name]
    else { return nil }
    (variable, self.text) = (name, text)
  }

  /// The passwords of all proxies in the environment, with their users and alone, as written and decoded. Everything
  /// before the last `@` counts: it contains the password, even if the address is malformed.
  package static func secrets(in environment: [String: String]) -> [Secret] {
    let names = OwnVariables.proxies
    return (names + names.map { $0.lowercased() }).compactMap { environment[$0].flatMap(login) }.flatMap {
      login -> [Secret] in
      guard let colon = login.unicodeScalars.firstIndex(of: ":") else { return [] }
      let written = [String(login), String(login.unicodeScalars[colon...].dropFirst())]
      return (written + written.compactMap { percentDecoded($0) }).map { Secret($0) }
    }
  }

  /// Failure: `.configuration` when libcurl could not parse the address, or would find another host in it than a person
  /// does. The address is not quoted.
  func check() throws(Failure) {
    guard let problem else { return }
    throw Failure(
      .configuration, "\(variable) is not a valid proxy address: \(problem)",
      remedies: [
        "write it as http://host:port or http://user:password@host:port",
        "special characters of user and password are percent-encoded: # as %23, / as %2F, @ as %40, a space as %20",
      ])
  }

  private static let schemes = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"]

  private var problem: Text? {
    if text.contains(where: \.isNewline) { return "it contains a line end" }
    if text.contains(where: \.isWhitespace) { return "it contains a space" }
    if text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
      return "it contains a control character"
    }
    if let scheme = text.firstRange(of: "://"),
      !Self.schemes.contains(text[..<scheme.lowerBound].lowercased())
    {
      return "it must begin with one of \(Self.schemes.map { "\($0)://" }.joined(separator: ", "))"
    }
    var host = Self.withoutScheme(text)
    if let login = Self.login(text) {
      if let special = login.unicodeScalars.first(where: { "/?#@\\".unicodeScalars.contains($0) }) {
        return "its user or password contains \"\(special)\""
      }
      host = Substring(host.unicodeScalars[login.endIndex...].dropFirst())
    }
    if host.hasSuffix("/") { host.removeLast() }
    let isPlain = !host.contains { "/?#".contains($0) }
    return isPlain && Origin(of: "http://\(host)") != nil ? nil : "its host or port is not valid"
  }

  /// User and password; nil without an `@`.
  private static func login(_ text: String) -> Substring? {
    let rest = withoutScheme(text)
    return rest.unicodeScalars.lastIndex(of: "@").map { rest[..<$0] }
  }

  private static func withoutScheme(_ text: String) -> Substring {
    text.firstRange(of: "://").map { text[$0.upperBound...] } ?? text[...]
  }

  // MARK: Refusals

  /// The failure for a proxy that answered with that status. Nothing was sent to the host, so nothing was executed.
  func refused(_ status: Int, _ origin: Origin) -> Failure {
    let what: Text =
      "the proxy of \(variable) answered \(status) when asked for a connection to \(origin.name)"
    let direct: Text = "or reach the host without the proxy: add \(origin.host) to NO_PROXY"
    if status == 407 {
      let login: Text = Self.login(text) == nil ? "set" : "check"
      return Failure(
        .configuration, "\(what): it requires a user and a password",
        remedies: ["\(login) them in \(variable): http://user:password@host:port", direct])
    }
    guard status == 408 || status == 429 || status >= 500 else {
      return Failure(
        .configuration, what, remedies: ["have \(origin.host):\(origin.port) allowed at the proxy", direct])
    }
    return Failure(
      .tryLater, what, remedies: ["check the proxy", direct], retry: .safe(after: nil))
  }
}
