import Config
import Model
import Providers
import Report

enum SchemaCommand: Command {
  static let name = "schema"
  static let summary: Text = "print the JSON Schema of the config, for editors"
  static let usage = ""
  static let flags = Flag.common
  static let notes: [Text] = ["sampan schema > sampan.schema.json"]

  static func run(_ context: Context) async throws(Failure) -> Product {
    .document(.page(ConfigurationSchema.document(providers: Catalog.schemas)))
  }
}
