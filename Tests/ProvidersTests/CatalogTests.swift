import Effects
import Model
import Providers
import Support
import Testing

@Suite struct CatalogTests {
  @Test func `every provider is found by its name, in the order of their names`() {
    let names = Catalog.schemas.map(\.name)
    #expect(names == ["esa", "local", "tcbTask", "tcbr", "tem", "wechat"])
    #expect(names.map { Catalog.schema($0)?.name } == names)
    #expect(Catalog.schema("nobody") == nil)
  }

  @Test func `a target gets the provider that it names`() throws {
    let local = try Deployment.test("local", options: ["directory": "/d"])
    #expect(try Catalog.provider(of: local.target, .refusing) is LocalReleases)
    let express = try Deployment.test("tcbr", options: ["envId": "e", "serverName": "express"])
    #expect(try Catalog.provider(of: express.target, .refusing) is CloudBaseRun)
    #expect(throws: Failure.self) {
      try Catalog.provider(of: Deployment.test("nobody", options: [:]).target, .refusing)
    }
  }

  /// Names that a person can type, options that are told apart, and a sentence for each.
  @Test(arguments: Catalog.schemas.map(\.name))
  func `a provider describes itself in full`(name: String) throws {
    let schema = try #require(Catalog.schema(name))
    #expect(!schema.title.isEmpty)
    // What deploys nothing has to be told what to wait for.
    #expect(!schema.accepts.isEmpty || schema.options.contains { $0.isRequired })
    #expect(Set(schema.options.map(\.name)).count == schema.options.count)
    #expect(schema.options.allSatisfy { !$0.help.isEmpty && !$0.help.hasSuffix(".") })
    #expect(schema.polling.shortest <= schema.polling.usual)
    // A stamp has to fit, and a version beside it.
    #expect(
      schema.remarkLimit.characters >= 80 && schema.remarkLimit.utf8Bytes >= schema.remarkLimit.characters)
  }
}
