import Config
import Model
import Testing

@Suite struct ConfigurationTests {
  @Test func `the sample of the documentation is read`() throws {
    let reading = read(Samples.file)
    #expect(reading.findings.isEmpty)
    let configuration = try #require(reading.configuration)
    #expect(configuration.targets.map(\.name) == ["staging", "production"])
    let staging = configuration.targets[0]
    #expect(staging.place.description == "sampan.json:6:5")
    #expect(staging.provider == "tcbr")
    #expect(
      staging.options["envId"]
        == Target.Option("staging-1a2b3c", at: Place(file: "sampan.json", line: 8, column: 26)))
    #expect(staging.when?.branch == GlobList(["main", "release/*"]))
    #expect(
      staging.artifact
        == .package(
          PackageSpec(place: Place(file: "sampan.json", line: 9, column: 7), exclude: GlobList(["docs/**"]))))
    #expect(
      configuration.targets[1].artifact
        == .image(
          ImageSpec(
            place: Place(file: "sampan.json", line: 14, column: 7),
            repository: "ccr.ccs.tencentyun.com/acme/api",
            from: try Template("{commit}"), tag: try Template("{version}"))))
  }

  @Test func `what a file leaves out has its default`() throws {
    let target = try #require(read(complete("").withoutMarkers).configuration?.targets.first)
    let place = Place(file: "sampan.json", line: 1, column: 14)
    #expect(
      target
        == Target(
          name: "prod", place: place,
          places: [
            "local": Place(file: "sampan.json", line: 1, column: 23),
            "package": Place(file: "sampan.json", line: 1, column: 55),
          ], provider: "local",
          options: ["directory": Target.Option("/srv", at: Place(file: "sampan.json", line: 1, column: 46))],
          artifact: .package(PackageSpec(place: Place(file: "sampan.json", line: 1, column: 55))),
          version: [try Template("{tag}"), try Template("{date}-{short}")],
          remark: [try Template("{version} {subject} ({short} {author})")]))
    #expect(target.wait == Target.Wait(isEnabled: true, timeout: .seconds(1800), interval: nil))
  }

  @Test func `writing out every default changes nothing`() throws {
    // The defaults of the tables are documentation; this holds them to what the reader does.
    func value(_ section: String, _ name: String) throws -> String {
      let sections = ConfigurationSchema.sections(providers: Samples.providers)
      return try #require(
        sections.first { $0.name == section }?.options.first { $0.name == name }?.defaultText)
    }
    func options(_ section: String, _ names: [String]) throws -> String {
      try names.map { try "\"\($0)\": \(value(section, $0))" }.joined(separator: ", ")
    }
    let full = """
      {\(try options("file", ["version", "remark", "allowEnv"])), "targets": {"a": {
      \(try options("target", ["onConflict", "onFailure", "order"])),
      "wait": {\(try options("wait", ["timeout"]))},
      "verify": {\(try options("verify", ["expectStatus", "within"]))}, "tcbr": {"envId": "e", "serverName": "s"},
      "fleet": {"over": {"file": "f"}, \(try options("fleet", ["waves", "maxFailures", "parallel"]))},
      "package": {\(try options("package", ["path", "symlinks", "submodules", "lfs", "level"]))}},
      "b": {"tem": {"applicationId": "a"},
      "image": {"repository": "r", \(try options("image", ["tag", "via", "replace"]))}}}}
      """
    let bare = """
      {"targets": {"a": {"verify": {}, "tcbr": {"envId": "e", "serverName": "s"},
      "fleet": {"over": {"file": "f"}}, "package": {}}, "b": {"tem": {"applicationId": "a"}, "image": {"repository": "r"}}}}
      """
    func placeless(_ text: String) throws -> [Target] {
      let reading = read(text)
      #expect(reading.findings.isEmpty)
      return try #require(reading.configuration).targets.map { target in
        let nowhere = Place(file: "")
        var target = target
        target.place = nowhere
        target.places = [:]
        target.options = target.options.mapValues { Target.Option($0.value, at: nowhere) }
        switch target.artifact {
        case .package(var package):
          package.place = nowhere
          target.artifact = .package(package)
        case .image(var image):
          image.place = nowhere
          target.artifact = .image(image)
        default: break
        }
        return target
      }
    }
    #expect(try placeless(full) == placeless(bare))
  }

  @Test func `every key arrives`() throws {
    let reading = read(Samples.everything)
    #expect(reading.findings.isEmpty)
    let targets = try #require(reading.configuration).targets
    let a = targets[0]
    #expect(a.when == Target.When(branch: GlobList(["main"]), tag: GlobList(["v*", "!v0.*"])))
    #expect(a.tags == GlobList(["api/v*"]))
    #expect(a.version.map(\.text) == ["{tag}", "{short}"])
    #expect(a.remark.map(\.text) == ["{version} 🚢"])
    #expect(a.wait == Target.Wait(isEnabled: true, timeout: .seconds(5400), interval: .seconds(5)))
    #expect(
      a.verify == Target.Verify(url: "/health", expectStatus: 204, expectBody: "ok", within: .seconds(300)))
    #expect(
      [a.onConflict.rawValue, a.onFailure.rawValue, a.order.rawValue] == ["cancel", "rollback", "any"])
    #expect(
      a.fleet
        == Target.Fleet(
          over: .values(option: "envId", ["x", "y"]), waves: ["1", "10%", "100%"], maxFailures: 2, parallel: 3
        ))
    #expect(
      a.options["items"]?.value
        == ["Cpu": .number(0.5), "MinNum": 0, "EnvParams": ["A": "=b="], "Ports": [80, 443]])
    guard case .package(let package) = a.artifact else { throw Unexpected() }
    #expect(
      package
        == PackageSpec(
          place: package.place, path: "services/api", include: GlobList(["**"]),
          exclude: GlobList(["*.md", "!README.md"]), shared: ["lib"], symlinks: .keep, submodules: .skip,
          lfs: .worktree, add: GlobList(["dist/**"]), level: 0, maxBytes: 1000))
    guard case .file("target/app.jar", maxBytes: 9, _) = targets[1].artifact else { throw Unexpected() }
    #expect(targets[1].wait.isEnabled == false)
    #expect(targets[1].version.map(\.text) == ["{describe}"])
    #expect(targets[2].artifact == nil)
    #expect(targets[3].options["externalId"]?.value == "{env:BUILD}")
    guard case .repository(let repository) = targets[4].artifact else { throw Unexpected() }
    #expect(
      [repository.source, repository.name, repository.branch?.text] == ["github", "acme/api", "{branch}"])
    guard case .image(let image) = targets[5].artifact else { throw Unexpected() }
    #expect(image.via == .docker && image.replace)
  }

  private struct Unexpected: Error {}
}
