import Model
import Testing

@testable import Pipeline

/// What a cloud's console has to contain before jobs can deploy without a stored key.
@Suite struct ConsoleSetupTests {
  @Test(
    arguments: [
      ("jobs:\n  a:\n    environment: production # the real one\n", ["production"]),
      ("jobs:\n  a:\n    environment:\n      url: https://a.example\n      name: 'live'\n", ["live"]),
      (
        "    environment:\n      name: ${{ github.ref_type == 'tag' && 'prod' || 'test' }}\n",
        ["prod", "test"]
      ),
      ("    # environment: old\n    name: deploy\n", []),
    ]) func `the environments of a workflow are those that its jobs may choose`(
      text: String, names: [String]
    )
  {
    #expect(GitHubEnvironments.names(in: text) == names)
  }

  @Test func `a subject for all tags is a pattern of the cloud`() throws {
    let subjects = ["project_path:acme/api:ref_type:tag:ref:v*"]
    let cam = PolicyLanguage.cam.trust("p", issuer: "i", audience: "a", subjects: subjects)
    let condition = cam["statement"]?.array?.first?["condition"]
    #expect(condition?["string_like"]?["oidc:sub"]?.array?.first?.string == subjects[0])
    #expect(condition?["string_equal"]?["oidc:sub"] == nil)
    #expect(condition?["string_equal"]?["oidc:aud"] != nil)
    let ram = PolicyLanguage.ram.trust("p", issuer: "i", audience: "a", subjects: ["exactly this"])
    let exact = ram["Statement"]?.array?.first?["Condition"]
    #expect(exact?["StringEquals"]?["oidc:sub"]?.array?.first?.string == "exactly this")
    #expect(exact?["StringLike"] == nil)
  }
}
