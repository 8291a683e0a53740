import Model

/// What an object storage's answer other than 2xx means. Its body is
/// `<Error><Code>…</Code><Message>…</Message> <RequestId>…</RequestId></Error>` (Tencent COS "Error
/// Responses", as in S3). An answer without it is taken for that of a proxy: the storage explains what it refuses.
package func storageFailure(_ response: Response, host: String) -> Failure {
  let text = String(decoding: response.body.prefix(64 * 1024), as: UTF8.self)
  let code = text.contains("<Error>") ? element("Code", in: text) : nil
  let id = (code == nil ? nil : element("RequestId", in: text)) ?? response[header: "x-cos-request-id"]
  let retry: Failure.Retry = mayPass(response.status) ? .readsOnly : .never
  guard let code else {
    let isStorage = id?.isEmpty == false
    let what: Text =
      isStorage
      ? "\(host) answered \(response.status)"
      : "\(host) answered \(response.status), which is not an answer of the storage"
    return response.status == 403 && isStorage
      ? Failure(.credentials, what, remedies: [expired], requestID: id)
      : Failure(.unavailable, what, remedies: [Failure.proxyHint], retry: retry, requestID: id)
  }
  let message: Text = element("Message", in: text).map { ": \($0)" } ?? ""
  let what: Text = "\(host) answered \(response.status) \(code)\(message)"
  switch (response.status, code) {
  case (403, "RequestTimeTooSkewed"):
    return Failure(
      .credentials, what, remedies: ["set the clock of this machine", expired], requestID: id, code: code)
  case (403, _):
    return Failure(.credentials, what, remedies: [expired], requestID: id, code: code)
  case (400, "UserNetworkTooSlow"):
    return Failure(.unavailable, what, retry: .readsOnly, requestID: id, code: code)
  case (400, "BadDigest"), (400, "InvalidDigest"), (400, "IncompleteBody"):
    return Failure(
      .unavailable, what, remedies: [Failure.proxyHint], retry: .readsOnly, requestID: id, code: code)
  case (_, "EntityTooLarge"):
    return Failure(
      .repository, what, remedies: ["reduce the package: add \"exclude\" to \"package\""], requestID: id,
      code: code)
  default:
    return Failure(
      .unavailable, what, remedies: retry == .never ? [Failure.proxyHint] : [], retry: retry, requestID: id,
      code: code)
  }
}

private let expired: Text = "run again: the address of an upload expires"

private func mayPass(_ status: Int) -> Bool { status == 408 || status == 429 || status >= 500 }

extension Failure {
  /// For an answer that does not come from the server that was asked.
  package static let proxyHint: Text = "a proxy may have answered: check HTTPS_PROXY and NO_PROXY"
}

/// The text of the first element of that name: enough for flat error bodies. CDATA and attributes are not
/// read.
private func element(_ name: String, in xml: String) -> String? {
  guard let open = xml.firstRange(of: "<\(name)>"),
    let close = xml[open.upperBound...].firstRange(of: "</\(name)>")
  else { return nil }
  var text = String(xml[open.upperBound..<close.lowerBound].prefix(500))
  for (entity, character) in [
    ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&"),
  ] {
    text.replace(entity, with: character)
  }
  return text
}
