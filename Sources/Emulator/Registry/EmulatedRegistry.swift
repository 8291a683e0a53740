import Foundation
import Model
import Synchronization

/// A registry in this process, strict as the OCI distribution specification 1.1; with tokens a token server beside
/// it. It serves tests and `sampan rehearse`.
package final class EmulatedRegistry: Sendable {
  private let registry: RegistryAPI
  private let server: LoopbackServer
  private let tokens: LoopbackServer?

  /// Starts to serve. `images` are there from the start, each as `repository:tag`.
  package init(
    scenario: Scenario = .calm, access: RegistryAccess = .open, images: [String] = []
  ) throws(Failure) {
    var desk: TokenDesk?
    if case .bearer(let rules) = access { desk = TokenDesk(rules) }
    var tokens: LoopbackServer?
    if let desk { tokens = try LoopbackServer { .answer(desk.reply(to: $0)) } }
    self.tokens = tokens
    let registry = RegistryAPI(scenario: scenario, access: access, desk: desk, tokenServer: tokens?.endpoint)
    self.registry = registry
    server = try LoopbackServer { registry.reply(to: $0) }
    for image in images {
      let parts = image.split(separator: ":", maxSplits: 1).map(String.init)
      if parts.count == 2 { add(.manifest(image), to: parts[0], tag: parts[1]) }
    }
  }

  /// `http://127.0.0.1:PORT`
  package var endpoint: String { server.endpoint }
  /// As it stands before the repository in an image's name: `127.0.0.1:PORT`.
  package var host: String { "127.0.0.1:\(server.port)" }

  /// Every request to the registry that arrived in full, in order.
  package var requests: [RecordedRequest] { server.requests }
  /// Those to the token server.
  package var tokenRequests: [RecordedRequest] { tokens?.requests ?? [] }

  package func add(_ image: EmulatedImage, to repository: String, tag: String?) {
    registry.store.withLock { $0.add(image, to: repository, tag: tag) }
  }

  package func digest(of tag: String, in repository: String) -> String? {
    registry.store.withLock { $0.digest(of: tag, in: repository) }
  }

  /// How many requests of a method and kind were executed, e.g. `PUT manifests`, `POST blobs`.
  package func writes(of action: String) -> Int { registry.executions.withLock { $0[action, default: 0] } }

  /// Replaces the answers of requests that the closure has one for.
  package func intercept(_ answer: @escaping @Sendable (RecordedRequest) -> Reply?) {
    registry.interception.withLock { $0 = answer }
  }

  package func stop() {
    server.stop()
    tokens?.stop()
  }
}
