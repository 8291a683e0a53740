import Effects
import Model

/// A list of providers. Help, schema, config checks and the conformance suite read the one of the program.
package struct Catalog: Sendable {
  private let providers: [any Provider.Type]

  /// `providers`: sorted by name.
  package init(_ providers: [any Provider.Type]) { self.providers = providers }

  /// Every provider of the program.
  package static let all = Catalog([
    EdgeContainers.self,
    LocalReleases.self,
    OneClickTask.self,
    CloudBaseRun.self,
    ElasticMicroservice.self,
    WeChatHosting.self,
  ])

  package var schemas: [ProviderSchema] { providers.map { $0.schema } }

  package func schema(_ name: String) -> ProviderSchema? { schemas.first { $0.name == name } }

  /// The names of the types, which are those of their folders.
  package var typeNames: [String] { providers.map { String(describing: $0) } }

  /// What is wrong with a target, whatever the commit, by the rules of its provider.
  package func problems(of target: Target, in world: World) -> [Failure] {
    type(of: target)?.problems(of: target, in: world) ?? []
  }

  /// The provider of a target.
  package func provider(of target: Target, _ world: World) throws(Failure) -> any Provider {
    guard let type = type(of: target) else {
      throw Failure(.defect, "provider \"\(target.provider)\" is not in the catalog")
    }
    return try type.init(target, world)
  }

  private func type(of target: Target) -> (any Provider.Type)? {
    providers.first { $0.schema.name == target.provider }
  }
}
