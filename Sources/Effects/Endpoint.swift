import HTTP
import Model

extension World {
  /// An endpoint given by the environment, without a trailing slash; nil when the variable is not set. Only https is
  /// accepted, except to this machine.
  package func endpoint(_ variable: String) throws(Failure) -> String? {
    guard var text = try setting(variable) else { return nil }
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
