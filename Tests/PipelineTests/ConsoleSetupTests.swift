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

  /// CAM's list of operators has none for patterns.
  @Test func `a subject for all tags is a pattern, and the exact subjects do not depend on it`() throws {
    let subjects = [
      "project_path:acme/api:ref_type:branch:ref:main", "project_path:acme/api:ref_type:tag:ref:v*",
    ]
    let cam = PolicyLanguage.cam.trust("p", issuer: "i", audience: "a", subjects: subjects)
    let conditions = (cam["statement"]?.array ?? []).compactMap { $0["condition"] }
    #expect(conditions.count == 2)
    #expect(conditions.first?["string_equal"]?["oidc:sub"]?.array?.compactMap(\.string) == [subjects[0]])
    #expect(conditions.first?["string_like"] == nil)
    #expect(conditions.last?["string_like"]?["oidc:sub"]?.array?.compactMap(\.string) == [subjects[1]])
    #expect(conditions.last?["string_equal"]?["oidc:sub"] == nil)
    #expect(conditions.allSatisfy { $0["string_equal"]?["oidc:aud"]?.array?.first?.string == "a" })
    let ram = PolicyLanguage.ram.trust("p", issuer: "i", audience: "a", subjects: ["exactly this"])
    #expect(ram["Statement"]?.array?.count == 1)
    let exact = ram["Statement"]?.array?.first?["Condition"]
    #expect(exact?["StringEquals"]?["oidc:sub"]?.array?.first?.string == "exactly this")
    #expect(exact?["StringLike"] == nil)
  }

  @Test(arguments: [
    ("main", "main"), ("release/**", "release/*"), ("v?.*", "v*.*"), ("v[0-9]*", "v*"), ("v[0-9].x", "v*.x"),
  ]) func `a glob is a pattern of the clouds`(glob: String, pattern: String) {
    #expect(JobIdentity.pattern(of: glob) == pattern)
  }
}
