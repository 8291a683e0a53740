import Glibc
import Model
import Posix

/// Where a request goes that can be sent as it is, or why it cannot: another host than it seems, a plain-text
/// connection to another machine, or text that the network library would send differently.
func exactURL(_ request: Request) throws(Failure) -> Origin {
  let shown = redacted(request.url)
  guard let origin = Origin(of: request.url) else {
    throw Failure(.configuration, "\"\(shown)\" is not an http or https URL that can be sent")
  }
  guard origin.scheme == "https" || origin.isLoopback || request.allowsPlainHTTP else {
    throw Failure(
      .configuration, "\"\(shown)\" is not https",
      remedies: ["use https: plain http is sent to this machine only"])
  }
  guard isSentAsWritten(request.url) else {
    throw Failure(.defect, "the URL \"\(shown)\" cannot be sent unchanged")
  }
  try check(request)
  return origin
}

/// libcurl puts a `/` before a query without a path and never sends a fragment. Proxies may encode, refuse or cut
/// characters that RFC 3986 does not allow in a target, and may resolve dot segments.
private func isSentAsWritten(_ url: String) -> Bool {
  guard let scheme = url.firstRange(of: "://") else { return false }
  let target = url[scheme.upperBound...].drop { $0 != "/" && $0 != "?" }
  guard target.isEmpty || target.first == "/" else { return false }
  var digits = 0
  for byte in target.utf8 {
    let isDigit = digits > 0
    digits = byte == UInt8(ascii: "%") ? 2 : max(digits - 1, 0)
    guard isDigit ? hexDigits.contains(byte) : inTargets.contains(byte) else { return false }
  }
  let path = target.prefix { $0 != "?" }
  return digits == 0 && !path.split(separator: "/").contains { $0 == "." || $0 == ".." }
}

private let hexDigits = Set("0123456789abcdefABCDEF".utf8)
/// `pchar`, `/` and `?` of RFC 3986.
private let inTargets = Set(
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/?%".utf8)

/// What would be cut, split or ignored silently.
private func check(_ request: Request) throws(Failure) {
  for header in request.headers where !isHeader(header) {
    throw Failure(.defect, "header \"\(header.name)\" cannot be sent: control characters in it")
  }
  if request.body != .none, request.method == "GET" || request.method == "HEAD" {
    throw Failure(.defect, "a \(request.method) request cannot have a body")
  }
  if case .file(let path, let byteCount) = request.body {
    guard let size = Descriptor(path, O_RDONLY)?.status?.st_size else {
      throw Failure(.configuration, "\"\(path)\" cannot be read")
    }
    guard size == byteCount else {
      throw Failure(.repository, "\"\(path)\" changed: it has \(size) bytes, not \(byteCount)")
    }
  }
}

private func isHeader(_ header: Header) -> Bool {
  let name = header.name.utf8
  return !name.isEmpty && name.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: ":") }
    && header.value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
}
