import HTTP
import Model

extension World {
  /// An endpoint given by the environment, without a trailing slash; nil when the variable is not set. Only https is
  /// accepted, except to this machine.
  ///
  /// `service`: of a cloud whose services have hosts of their own. Then the value may also be a pattern, in which `*`
  /// stands for the service (`https://*.intl.tencentcloudapi.com`), and a list with endpoints of single services, which
  /// go before the rest (`https://*.intl.tencentcloudapi.com, cos=https://cos.example`). A pattern is for the API only:
  /// the object storage, `cos`, has hosts of its own.
  package func endpoint(_ variable: String, of service: String? = nil) throws(Failure) -> String? {
    guard let text = try setting(variable) else { return nil }
    guard let service else { return try endpoint(text, in: variable) }
    var common: String?
    var own: String?
    for entry in text.split(whereSeparator: { $0 == "," || $0.isWhitespace }) {
      let (name, url) = Self.named(entry)
      // Every entry is checked, used or not.
      let endpoint = try endpoint(url.replacing("*", with: name ?? service), in: variable)
      guard name == nil || name == service else { continue }
      if name != nil { own = endpoint } else if !url.contains("*") || service != "cos" { common = endpoint }
    }
    return own ?? common
  }

  /// `cos=https://host` is a name and an address; without a name it is for every service.
  private static func named(_ entry: Substring) -> (name: String?, url: String) {
    guard let equals = entry.firstIndex(of: "="),
      entry[..<equals].utf8.allSatisfy({ $0.isAlphanumeric || $0 == UInt8(ascii: "-") })
    else { return (nil, String(entry)) }
    return (String(entry[..<equals]), String(entry[entry.index(after: equals)...]))
  }

  private func endpoint(_ value: String, in variable: String) throws(Failure) -> String {
    var text = value
    while text.hasSuffix("/") { text.removeLast() }
    guard let origin = Origin(of: text), text == "\(origin.scheme)://\(origin.name)" else {
      throw Failure(
        .configuration, "\(variable) is not a valid endpoint: \"\(redacted(text))\"",
        remedies: ["write it as https://host or, on this machine only, http://127.0.0.1:8080"])
    }
    guard origin.scheme == "https" || origin.isLoopback else {
      throw Failure(
        .configuration, "\(variable) uses http: credentials would be sent unencrypted to \(origin.host)",
        remedies: ["use https; http is accepted for this machine only"])
    }
    return text
  }
}
