import Effects
import Model
import Pipeline
import Support
import Testing

@Suite struct BuiltFileTests {
  @Test(arguments: [#""package": { "file": "dist/app" }"#, #""package": { "add": ["dist/app"] }"#])
  func `a file that is swapped between the plan and the package is not deployed`(artifact: String)
    async throws
  {
    let repository = try await GitFixture()
    defer { repository.remove() }
    let site = "\(repository.path)/.git/site"
    let target = #"{ "local": { "directory": "\#(site)" }, \#(artifact) }"#
    try await repository.commit(
      files: [".gitignore": "dist", "sampan.json": #"{ "targets": { "it": \#(target) } }"#])
    let built = try repository.directory.write("dist/app", "one")
    let files = Files.live(temporaryDirectory: "\(repository.path)/.git")
    func outcome(swapping: Bool) async throws -> Outcome? {
      var world = World.refusing
      world.sleep = { (_) throws(Failure) in }
      world.files = files
      world.files.makeTemporaryDirectory = { () throws(Failure) in
        if swapping { try files.write(built, Array("two".utf8)) }
        return try files.makeTemporaryDirectory()
      }
      let project = try Project.open(repository.path, configFile: nil, trust: false, in: world)
      return try await project.deploy(named: ["it"]).first
    }
    let failure = try await outcome(swapping: true)?.failure
    #expect(failure?.kind == .repository)
    #expect(failure?.what.hasPrefix("built file \"dist/app\" changed") == artifact.contains("file"))
    #expect(failure?.what.contains("\"dist/app\" changed after it was ") == artifact.contains("add"))
    #expect(try files.info("\(site)/current") == nil)
    #expect(try await outcome(swapping: false)?.status == .deployed)
  }
}
