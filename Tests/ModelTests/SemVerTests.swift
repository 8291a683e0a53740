import Model
import Support
import Testing

@Suite struct SemVerTests {
  @Test func `versions are ordered as semver dot org orders them`() throws {
    let ascending = [
      "0.0.0-0", "0.9.0", "1.0.0-1", "1.0.0-2", "1.0.0-10", "1.0.0--1", "1.0.0-alpha", "1.0.0-alpha.1",
      "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0",
      "1.0.1", "1.9.0", "1.10.0", "2.0.0", "10.0.0", "18446744073709551616.0.0", "99999999999999999999.0.0",
    ]
    let versions = try ascending.map { try #require(SemVer($0), "\($0)") }
    for (i, left) in versions.enumerated() {
      for (j, right) in versions.enumerated() {
        #expect((left < right) == (i < j), "\(left) < \(right)")
        #expect((left == right) == (i == j), "\(left) == \(right)")
      }
    }
  }

  @Test(arguments: [
    "1.0.0", "v1.0.0", "V1.0.0", "1.2", "v1.2-rc.1", "1.0.0-0", "1.0.0-g0123456", "1.0.0--", "1.0.0+001",
    "1.0.0-x.7.z.92+exp.sha.5114f85", "1.0.0+a-b",
  ])
  func `a version is read with or without its v`(text: String) throws {
    let version = try #require(SemVer(text))
    #expect(version.description == (text.lowercased().hasPrefix("v") ? String(text.dropFirst()) : text))
  }

  @Test(arguments: [
    "", "v", "1", "v1", "1.2.3.4", "01.2.3", "1.02.3", "1.2.03", "1.2.3-", "1.2.3+", "1.2.3-01",
    "1.2.3-0123456",
    "1.2.3-a..b", "1.2.3+a+b", "1.2.3-a_b", "vv1.2.3", " 1.2.3", "1.2.3\n", "1.2.x", "-1.2.3", "1..3",
    "１.2.3",
    "1.2.3-ä", "v 1.2.3", "latest",
  ])
  func `what is not a version is not read as one`(text: String) {
    #expect(SemVer(text) == nil)
  }

  @Test func `build metadata and spelling do not count`() {
    #expect(SemVer("1.2.3+a") == SemVer("v1.2.3+b"))
    #expect(SemVer("1.2") == SemVer("1.2.0"))
  }

  @Test(arguments: [
    ("v1.2.3", "1.2.3"), ("api/v1.2.3", "1.2.3"), ("a/b/1.2", "1.2"), ("release-1.2.3", "1.2.3"),
    ("core@1.2.3-rc.1", "1.2.3-rc.1"), ("my-lib-v2.0.0-rc1", "2.0.0-rc1"), ("app_1.0.0", "1.0.0"),
  ])
  func `the version is found behind a component's name`(tag: String, version: String) {
    #expect(SemVer(tag: tag)?.description == version)
  }

  @Test(arguments: ["nightly", "api/latest", "v1", "release-", "1.2.3/x", "side-tag"])
  func `a tag without a version has none`(tag: String) {
    #expect(SemVer(tag: tag) == nil)
  }
}
