import Effects
import HTTP
import Model

/// Makes failures from error responses of registries and token servers: the method, the URL without its query, the
/// registry's own code and message, and what to do.
struct Refusals: Sendable {
  var world: World
  var repository: ImageRepository
  /// The repository is only read: the target's config has it in `from`.
  var isSource = false
  /// Nil if none were needed yet.
  var credentials: RegistryCredentials?
  /// The scheme of the challenge that was used.
  var scheme: String?

  /// `{"errors": [{"code", "message", "detail"}]}`. The details are not printed.
  private struct Envelope: Decodable {
    struct Entry: Decodable {
      var code: String?
      var message: String?
    }
    var errors: [Entry]
  }

  /// The server that sent the response.
  enum Peer: Equatable, Sendable { case registry, tokenServer }

  /// The errors in a response; empty if it does not have the form of a registry's.
  private static func entries(in response: Response) -> [Envelope.Entry] {
    (try? JSONCoding.decode(Envelope.self, from: response.body, answering: ""))?.errors ?? []
  }

  static func isOfRegistry(_ response: Response) -> Bool { !entries(in: response).isEmpty }

  func failure(_ response: Response, to request: Request, of peer: Peer = .registry) -> Failure {
    let entries = Self.entries(in: response)
    let code = entries.lazy.compactMap(\.code).first
    let message = message(entries, response, request)
    var failure = Failure(
      entries.isEmpty ? kind(unexplained: response, peer) : kind(response, code, peer),
      "\(request.method) \(redacted(request.url)): \(message)", code: code)
    failure.retry = retry(response)
    if peer == .registry || failure.kind == .credentials {
      failure.remedies = remedies(
        for: failure, response, request, isWrite: request.method != "GET" && request.method != "HEAD")
    }
    if entries.isEmpty, response.status != 401, response.status != 429, request.method != "HEAD" {
      failure.remedies.append(Failure.proxyHint)
    }
    if let known = Self.known.first(where: { message.description.lowercased().contains($0.sign) }) {
      failure.kind = known.kind
      failure.remedies = known.remedies
    }
    return failure
  }

  /// A response of status 2xx that does not come from a registry.
  static func unlikely(_ what: Text) -> Failure {
    Failure(.unavailable, what, remedies: [Failure.proxyHint])
  }

  /// An HTML page: of a captive portal, a proxy, a firewall.
  static func isPage(_ response: Response) -> Bool {
    let type = response[header: "Content-Type"]?.lowercased() ?? ""
    return type.hasPrefix("text/html") || type.hasPrefix("application/xhtml")
      || response.body.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) } == UInt8(ascii: "<")
  }

  private func message(_ entries: [Envelope.Entry], _ response: Response, _ request: Request) -> Text {
    var listed: [Text] = entries.prefix(3).map { entry in
      "\([entry.code, entry.message].compactMap(\.self).joined(separator: ": ").prefix(190))"
    }
    if entries.count > 3 { listed.append("and \(entries.count - 3) more") }
    if !listed.isEmpty { return listed.joined(separator: "; ") }
    return "status \(response.status) (\(reason(response, request)))"
  }

  /// Why a response has no message.
  private func reason(_ response: Response, _ request: Request) -> Text {
    if request.method == "HEAD" {
      return response.status == 401 ? "authentication required" : "a response to HEAD has no message"
    }
    if response.body.isEmpty { return "empty response" }
    return "not a registry's response: its type is \"\(response[header: "Content-Type"] ?? "")\""
  }

  private func kind(_ response: Response, _ code: String?, _ peer: Peer) -> Failure.Kind {
    switch (response.status, code) {
    case (401, _), (403, _): .credentials
    case (429, _), (_, "TOOMANYREQUESTS"?), (408, _), (499, _), (522, _): .tryLater
    case (500..., _): .unavailable
    case _ where peer == .tokenServer: .unavailable
    case (409, _), (412, _): .guarded
    case (404, "NAME_UNKNOWN"?), (405, _), (_, "UNSUPPORTED"?), (_, "NAME_INVALID"?): .configuration
    case (404, _) where code == nil: .configuration
    case (400..., _): .repository
    default: .unavailable
    }
  }

  /// Without an error in the form of a registry, only some statuses are likely to come from it; others come from a
  /// proxy.
  private func kind(unexplained response: Response, _ peer: Peer) -> Failure.Kind {
    let isPage = Self.isPage(response)
    return switch response.status {
    case 401: .credentials
    case 403 where !isPage: .credentials
    case 408, 429, 499, 522: .tryLater
    case 404 where peer == .registry: .configuration
    case 405 where peer == .registry && !isPage: .configuration
    case 409 where peer == .registry && !isPage, 412 where peer == .registry && !isPage: .guarded
    case 413 where peer == .registry: .repository
    default: .unavailable
    }
  }

  /// A throttled request was certainly not executed; after any other temporary error that is not known.
  private func retry(_ response: Response) -> Failure.Retry {
    switch response.status {
    case 429: .safe(after: pause(response))
    case 408, 499, 500, 502, 503, 504, 522: .readsOnly
    default: .never
    }
  }

  /// `Retry-After` in seconds or as a date (RFC 9110 §10.2.3).
  private func pause(_ response: Response) -> Duration? {
    guard let text = response[header: "Retry-After"] else { return nil }
    if let seconds = Int(text) { return .seconds(min(max(seconds, 0), 3600)) }
    return HTTPDate.parse(text).map { .seconds(min(max($0.seconds - world.now().seconds, 0), 3600)) }
  }

  /// Errors whose cause is only in the message.
  private static let known: [(sign: String, kind: Failure.Kind, remedies: [Text])] = [
    (
      "unknown manifest class", .repository,
      [
        "build without attestations: docker buildx build --provenance=false --sbom=false",
        "this registry does not accept the manifests that BuildKit adds for them",
      ]
    ),
    (
      "write_package", .credentials,
      [
        "open the package's settings on GitHub, \"Manage Actions access\", and give this repository the role Write"
      ]
    ),
    (
      "installation not allowed", .credentials,
      ["give the workflow the permission: \"permissions:\" with \"packages: write\""]
    ),
    (
      "immutable", .guarded,
      ["deploy a new version: tags of this registry cannot be moved"]
    ),
  ]

  private func remedies(
    for failure: Failure, _ response: Response, _ request: Request, isWrite: Bool
  ) -> [Text] {
    // In one registry, the source may be another repository.
    let isOther = request.url.contains("/manifests/") && !request.url.contains("/v2/\(repository.path)/")
    let isSource = isSource || isOther
    let check: Text =
      isSource
      ? "check \"from\" of the target's \"image\": it names the image to copy"
      : "check \"repository\" of the target's \"image\": \"\(repository)\""
    switch failure.kind {
    case .credentials: return credentialRemedies(response, isWrite: isWrite)
    case .configuration where isSource: return [check]
    case .configuration:
      return [
        check,
        "create the repository in the registry's console, if the registry does not create it automatically",
      ]
    case .repository where response.status == 404:
      return [
        "push the image before the deploy, and set \"from\" to its tag or digest", check,
      ]
    case .repository where failure.code == "MANIFEST_BLOB_UNKNOWN":
      return ["push the image again: parts of it are missing in the registry"]
    default: return []
    }
  }

  var loginRemedies: [Text] {
    [
      "log in: docker login \(repository.registry)",
      "or set SAMPAN_REGISTRY_USER, SAMPAN_REGISTRY_PASSWORD and SAMPAN_REGISTRY_HOST=\(repository.registry)",
    ]
  }

  private func credentialRemedies(_ response: Response, isWrite: Bool) -> [Text] {
    guard let credentials, !credentials.isAnonymous else { return loginRemedies }
    let right: Text = isWrite ? "push to" : "pull from"
    var remedies: [Text] = ["allow the account of \(credentials.source) to \(right) \"\(repository.path)\""]
    if response.status == 401, scheme == "basic" || !isWrite {
      remedies.insert("check user and password of \(credentials.source)", at: 0)
    }
    if repository.registry.hasSuffix(".aliyuncs.com") {
      remedies.append(
        "create the namespace and the repository: ACR reports the same error when one of them does not exist")
    }
    if credentials.source == "CI_REGISTRY_PASSWORD" {
      remedies.append(
        "in the project of the image, Settings, CI/CD, \"Job token permissions\", allow this project")
    }
    return remedies
  }
}
