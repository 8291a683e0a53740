import Model

/// What an object storage's answer other than 2xx means. Its body is
/// `<Error><Code>…</Code><Message>…</Message> <RequestId>…</RequestId></Error>` (Tencent COS "Error
/// Responses", as in S3), or anything a proxy says.
func storageFailure(_ response: Response, host: String) -> Failure {
  let text = String(decoding: response.body.prefix(64 * 1024), as: UTF8.self)
  let code = element("Code", in: text)
  let said = [code, element("Message", in: text)].compactMap { $0 }.joined(separator: ": ")
  let what = "\(host) answered \(response.status)" + (said.isEmpty ? "" : " \(said)")
  let id = element("RequestId", in: text) ?? response[header: "x-cos-request-id"]
  switch (response.status, code) {
  case (403, _):
    return Failure(
      .credentials, what, remedies: ["run again: the address of an upload expires"], requestID: id, code: code
    )
  case (400, "UserNetworkTooSlow"), (408, _), (429, _), (500..., _):
    return Failure(.unavailable, what, retry: .readsOnly, requestID: id, code: code)
  case (_, "EntityTooLarge"):
    return Failure(
      .repository, what, remedies: ["send less: `exclude` in the target's `package`"], requestID: id,
      code: code)
  default:
    return Failure(.defect, what, requestID: id, code: code)
  }
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
