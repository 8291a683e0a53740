import HTTP
import Model

extension Transport {
  /// The same transport, which reports every request and its answer: method, host and path, the API's action, status,
  /// time and the id by which the provider's support finds it. Never a query, a header or a body: signatures, tokens
  /// and keys are there.
  package func logged(
    by tell: @escaping @Sendable (Event) -> Void, uptime: @escaping @Sendable () -> Duration
  ) -> Transport {
    Transport { (request, sent) throws(Failure) in
      let start = uptime()
      do throws(Failure) {
        let response = try await send(request, sent)
        tell(.detail("\(request.shown): \(response.shown), \(time(since: start, uptime))"))
        return response
      } catch {
        tell(.detail("\(request.shown): no answer, \(time(since: start, uptime)): \(error.what)"))
        throw error
      }
    }
  }
}

/// `120 ms`, `1.4 s`
private func time(since start: Duration, _ uptime: () -> Duration) -> String {
  let milliseconds = Int(((uptime() - start) / .milliseconds(1)).rounded())
  if milliseconds < 1000 { return "\(milliseconds) ms" }
  return "\(milliseconds / 1000).\(milliseconds % 1000 / 100) s"
}

extension Request {
  /// `POST tcbr.tencentcloudapi.com/ UpdateCloudRunServer`
  fileprivate var shown: String {
    let address = redacted(url)
    let place = address.firstRange(of: "://").map { String(address[$0.upperBound...]) } ?? address
    return ([method, place] + [action].compactMap(\.self)).joined(separator: " ")
  }
}

extension Response {
  /// `200, request id 6f2c…`
  fileprivate var shown: Text {
    requestID.map { "\(status), request id \($0)" } ?? "\(status)"
  }

  private static let memberName = Array("\"RequestId\"".utf8)
  private static let idHeaders = [
    "x-acs-request-id", "x-cos-request-id", "x-request-id", "x-github-request-id",
  ]

  /// That of a header, else the `RequestId` of a JSON body, where both Tencent and Alibaba Cloud have it.
  var requestID: String? {
    for name in Self.idHeaders { if let id = self[header: name].flatMap(Self.id) { return id } }
    // As bytes: every answer is searched, whether it is shown or not.
    let (text, quote) = (body.prefix(64 * 1024), UInt8(ascii: "\""))
    let name = text.indices.first { text[$0] == quote && text[$0...].starts(with: Self.memberName) }
    guard let name else { return nil }
    let value = text[name...].dropFirst(Self.memberName.count).drop { ": \t\r\n".utf8.contains($0) }
    guard value.first == quote else { return nil }
    return Self.id(String(decoding: value.dropFirst().prefix { $0 != quote }.prefix(65), as: UTF8.self))
  }

  /// Ids are short and plain; anything else is not shown.
  private static func id(_ text: String) -> String? {
    let isPlain = text.utf8.allSatisfy { $0.isAlphanumeric || "-_=:+/.".utf8.contains($0) }
    return isPlain && (1...64).contains(text.utf8.count) ? text : nil
  }
}
