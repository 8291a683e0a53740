import Foundation
import Model

/// The URL of a request that can be sent as it is, or why it cannot: another host than it seems, a plain-text
/// connection to another machine, or text that the network library would send differently.
func exactURL(_ request: Request) throws(Failure) -> (url: URL, origin: Origin) {
  let shown = redacted(request.url)
  guard let origin = Origin(of: request.url) else {
    throw Failure(.configuration, "\"\(shown)\" is not an http or https URL that can be sent")
  }
  guard origin.scheme == "https" || origin.isLoopback || request.allowsPlainHTTP else {
    throw Failure(
      .configuration, "\"\(shown)\" is not https",
      remedies: ["use https: plain http is sent to this machine only"])
  }
  // FoundationNetworking of Swift 6.3 ends such a request as a lost connection (`NSURLErrorDomain` -1000).
  guard !origin.host.contains(":") else {
    throw Failure(
      .configuration, "\"\(shown)\" names its host by an IPv6 address, which cannot be sent to",
      remedies: ["write the host's name instead, e.g. localhost"])
  }
  let url = URL(string: request.url, encodingInvalidCharacters: false)
  guard let url, url.absoluteString == request.url, isSentAsWritten(request.url) else {
    throw Failure(.defect, "the URL \"\(shown)\" would be changed on its way")
  }
  try check(request)
  return (url, origin)
}

/// libcurl 7.88 removes dot segments and puts a `/` before a query without a path; a fragment is never sent.
private func isSentAsWritten(_ url: String) -> Bool {
  guard !url.contains("#"), let scheme = url.firstRange(of: "://") else { return false }
  let target = url[scheme.upperBound...].drop { $0 != "/" && $0 != "?" }
  let path = target.prefix { $0 != "?" }
  guard !path.isEmpty || target.isEmpty else { return false }
  return !path.split(separator: "/").contains { $0 == "." || $0 == ".." }
}

/// What would be cut, split or ignored silently.
private func check(_ request: Request) throws(Failure) {
  for header in request.headers where !isHeader(header) {
    throw Failure(.defect, "header \"\(header.name)\" cannot be sent: control characters in it")
  }
  if request.body != .none, request.method == "GET" || request.method == "HEAD" {
    throw Failure(.defect, "a \(request.method) request cannot have a body")
  }
  if case .file(let path, let byteCount) = request.body {
    guard let file = FileHandle(forReadingAtPath: path), let end = try? file.seekToEnd() else {
      throw Failure(.configuration, "\"\(path)\" cannot be read")
    }
    try? file.close()
    guard end == UInt64(byteCount) else {
      throw Failure(.repository, "\"\(path)\" changed: it has \(end) bytes, not \(byteCount)")
    }
  }
}

private func isHeader(_ header: Header) -> Bool {
  let name = header.name.utf8
  return !name.isEmpty && name.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: ":") }
    && header.value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
}
