import Effects
import Model

/// Every provider. Help, schema, config checks and the conformance suite read this list.
package enum Catalog {
  /// Sorted by name.
  package static let all: [any Provider.Type] = [
    EdgeContainers.self,
    LocalReleases.self,
    OneClickTask.self,
    CloudBaseRun.self,
    ElasticMicroservice.self,
    WeChatHosting.self,
  ]

  package static var schemas: [ProviderSchema] { all.map { $0.schema } }

  package static func schema(_ name: String) -> ProviderSchema? { schemas.first { $0.name == name } }

  /// What is wrong with a target, whatever the commit, by the rules of its provider.
  package static func problems(of target: Target, in world: World) -> [Failure] {
    all.first { $0.schema.name == target.provider }?.problems(of: target, in: world) ?? []
  }

  /// The provider of a target.
  package static func provider(of target: Target, _ world: World) throws(Failure) -> any Provider {
    guard let type = all.first(where: { $0.schema.name == target.provider }) else {
      throw Failure(.defect, "provider \"\(target.provider)\" is not in the catalog")
    }
    return try type.init(target, world)
  }
}
