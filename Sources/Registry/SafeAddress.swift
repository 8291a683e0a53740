import HTTP
import Model

/// The origin of a URL that a registry sent, of a token server or a redirect. It must be https, and must not be in a
/// private network unless the registry is there. Otherwise a registry could make this machine send requests to hosts in
/// its own network.
func safeOrigin(of url: String, sentBy registry: Origin, as what: Text) throws(Failure) -> Origin {
  func refusal(_ why: String) -> Failure {
    Failure(
      .configuration, "\(registry.name) sent \"\(redacted(url))\" as its \(what), which \(why)",
      remedies: ["ask the administrator of the registry: its \(what) must be a public https address"])
  }
  guard let origin = Origin(of: url), url.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), !url.contains("#")
  else { throw refusal("is not a valid URL") }
  if origin == registry { return origin }
  let areHere = origin.isLoopback && registry.isLoopback
  guard origin.scheme == "https" || areHere else { throw refusal("is not https") }
  guard areHere || origin.host == registry.host || !isInternal(origin.host) else {
    throw refusal("is in a private network")
  }
  return origin
}

/// Names are not resolved. The network library takes every host that ends in a number for an IPv4 address, however it
/// is written. IPv6 literals are rare, so they are all refused.
private func isInternal(_ host: String) -> Bool {
  if host.contains(":") || host == "localhost" || host.hasSuffix(".localhost") { return true }
  let labels = host.split(separator: ".", omittingEmptySubsequences: true)
  guard let last = labels.last, last.hasPrefix("0x") || last.allSatisfy(\.isNumber) else { return false }
  let octets = host.split(separator: ".", omittingEmptySubsequences: false).compactMap { part in
    part.count > 1 && part.hasPrefix("0") ? nil : UInt8(part)
  }
  guard octets.count == 4, labels.count == 4 else { return true }
  return switch (octets[0], octets[1]) {
  case (0, _), (10, _), (127, _), (169, 254), (192, 168), (172, 16...31), (100, 64...127), (224..., _): true
  default: false
  }
}
