import Model
import Pipeline
import Support
import Testing

@Suite struct VersionNameTests {
  @Test(arguments: ["1.2.3", "v1.2.3-4-g1a2b3c4d", "20231114-1a2b3c4d", "a_b.c-d", "X"])
  func `a name that fits stays as it is`(name: String) throws {
    #expect(try VersionName.fit(name, .imageTag) == name)
  }

  // SHA-256 of the original, first eight digits, by sha256sum.
  @Test(arguments: [
    ("1.2.3+build.5", VersionRule.imageTag, "1.2.3-build.5-da393726"),
    ("feature/login page", .imageTag, "feature-login-page-0f8a3942"),
    ("V1.2", .lowercaseImageTag, "v1.2-27f3d88b"),
    ("-1.2-", .imageTag, "1.2-73ebf88e"),
  ])
  func `what does not fit is replaced and a hash of the original appended`(
    text: String, rule: VersionRule, expected: String
  ) throws {
    let name = try VersionName.fit(text, rule)
    let readable = expected.dropLast(9)
    #expect(name.hasPrefix(readable))
    #expect(name.count == expected.count)
    #expect(name == expected)
  }

  @Test func `different inputs never share a name`() throws {
    let inputs = ["1.0+a", "1.0-a", "1.0/a", "1.0 a", "1.0--a", "说1.0-a", "1.0-a.", "1.0_a"]
    let names = try inputs.map { try VersionName.fit($0, .imageTag) }
    #expect(Set(names).count == inputs.count)
  }

  @Test func `a long name keeps its beginning and gets the hash, within the limit of a tag`() throws {
    let long = String(repeating: "a", count: 200)
    let name = try VersionName.fit(long, .imageTag)
    #expect(name.count == 128)
    #expect(name.hasPrefix("aaaa"))
    #expect(try VersionName.fit(long + "b", .imageTag) != name)
    #expect(try VersionName.fit(String(repeating: "a", count: 128), .imageTag).count == 128)
  }

  @Test func `a name made of 10 MB costs nothing`() throws {
    for text in ["x", "x\u{301}y", "x ", "👩‍👧x"] {
      let long = String(repeating: text, count: 10_000_000 / text.utf8.count)
      let start = ContinuousClock.now
      let name = try VersionName.fit(long, .lowercaseImageTag)
      #expect(ContinuousClock.now - start < .seconds(3))
      #expect(name.utf8.count <= 128)
    }
  }

  @Test(arguments: ["", "---", "说明", "…"])
  func `a name with nothing readable in it is refused with a remedy`(text: String) {
    let failure = #expect(throws: Failure.self) { try VersionName.fit(text, .imageTag) }
    #expect(failure?.kind == .configuration)
    #expect(failure?.remedies.isEmpty == false)
  }
}
