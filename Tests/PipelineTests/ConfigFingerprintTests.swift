import Model
import Testing

@testable import Pipeline

/// Whatever is sent counts; what only steers the run does not.
@Suite struct ConfigFingerprintTests {
  private func target(_ change: (inout Target) -> Void = { _ in }) throws -> Target {
    var target = Target(
      name: "prod", place: Place(file: "sampan.json"), provider: "tcbr", version: [try Template("{short}")],
      remark: [try Template("{version}")])
    target.artifact = .image(try image(tag: "{version}"))
    change(&target)
    return target
  }

  private func image(tag: String) throws -> ImageSpec {
    ImageSpec(place: Place(file: "sampan.json"), repository: "r.example/a", from: nil, tag: try Template(tag))
  }

  @Test func `another tag, repository or option is another deploy`() throws {
    let same = try ConfigFingerprint.of(target())
    #expect(try ConfigFingerprint.of(target()) == same)
    let other = try image(tag: "{short}")
    #expect(try ConfigFingerprint.of(target { $0.artifact = .image(other) }) != same)
    #expect(
      try ConfigFingerprint.of(target { $0.options["envId"] = .init("env-a", at: Place(file: "f")) }) != same)
    #expect(try ConfigFingerprint.of(target(), extras: ["app.jar": "00"]) != same)
  }

  @Test func `another branch to build is another deploy`() throws {
    let pulled = try target {
      $0.artifact = .repository(
        RepositorySpec(place: Place(file: "sampan.json"), source: "github", name: "a/b", branch: nil))
    }
    #expect(
      try ConfigFingerprint.of(pulled, branch: "main") != ConfigFingerprint.of(pulled, branch: "next"))
  }

  @Test func `how long is waited changes nothing`() throws {
    #expect(
      try ConfigFingerprint.of(target { $0.wait.timeout = .seconds(1) }) == ConfigFingerprint.of(target()))
  }
}
