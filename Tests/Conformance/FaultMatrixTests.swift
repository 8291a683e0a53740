import Courses
import Emulator
import Model
import Support
import Testing

/// Whatever happens between us and where an artifact goes: the exit code is the contract's, nothing is written more
/// often than it may be, and what may not have arrived is not deployed.
@Suite struct FaultMatrixTests {
  /// Targets that upload a package: the last of each is built by a job.
  private static let uploading: [Subject] = Subject.all.compactMap { subject in
    let package = [
      "tcbr": #""package": { "path": "." }"#, "wechat": #""package": { "path": "." }"#,
      "tem": #""package": { "file": "app.jar" }"#,
    ][subject.provider]
    return package.map { subject.deploying($0) }
  }

  private static let tagging: [Subject] = Subject.all.filter { $0.write != nil }.map { subject in
    subject.deploying(#""image": { "repository": "127.0.0.1:1/acme/api", "from": "from-ci" }"#)
  }

  private func rehearsal(_ subject: Subject, scenario: String = "calm") async throws -> Rehearsal {
    let rehearsal = try await Rehearsal(
      subject, scenario: scenario, package: subject.target.contains("app.jar") ? "old.jar" : nil)
    rehearsal.clouds.registry.add(.manifest("a"), to: "acme/api", tag: "from-ci")
    return rehearsal
  }

  private func check(_ rehearsal: Rehearsal, _ fault: Fault) async throws -> Outcome {
    let outcome = try await rehearsal.deploy()
    #expect(outcome.exitCode.rawValue == fault.code, "\(outcome)")
    #expect(rehearsal.writes == 0)
    if fault.hints {
      #expect(outcome.failure?.remedies.contains { $0.contains("HTTPS_PROXY") } == true, "\(outcome)")
    }
    #expect(rehearsal.leaks(outcome).isEmpty)
    return outcome
  }

  // MARK: Uploads

  @Test(arguments: uploading) func `a package that arrives is deployed`(subject: Subject) async throws {
    let rehearsal = try await rehearsal(subject)
    defer { rehearsal.end() }
    let outcome = try await rehearsal.deploy()
    #expect(outcome.exitCode.rawValue == 0, "\(outcome)")
    #expect(rehearsal.writes == 1)
    #expect(rehearsal.clouds.tencent.uploads.count == 1)
  }

  @Test(arguments: uploading, Fault.uploads)
  func `a package that may not have arrived is not deployed`(subject: Subject, fault: Fault) async throws {
    let rehearsal = try await rehearsal(subject)
    defer { rehearsal.end() }
    rehearsal.clouds.tencent.interceptUploads(fault.reply)
    _ = try await check(rehearsal, fault)
    #expect(rehearsal.clouds.tencent.requests.count { $0.method == "PUT" } == fault.attempts)
  }

  @Test(arguments: uploading, ["upload-portal", "upload-changed", "upload-refused"])
  func `a storage that misbehaves by its scenario is not believed`(subject: Subject, scenario: String)
    async throws
  {
    let rehearsal = try await rehearsal(subject, scenario: scenario)
    defer { rehearsal.end() }
    let outcome = try await rehearsal.deploy()
    #expect(outcome.exitCode.rawValue == 69, "\(outcome)")
    #expect(rehearsal.writes == 0)
  }

  // MARK: Registries

  @Test(arguments: tagging) func `an image that CI pushed is tagged and deployed`(subject: Subject)
    async throws
  {
    let rehearsal = try await rehearsal(subject)
    defer { rehearsal.end() }
    let outcome = try await rehearsal.deploy()
    #expect(outcome.exitCode.rawValue == 0, "\(outcome)")
    #expect(rehearsal.writes == 1)
    #expect(rehearsal.clouds.registry.writes(of: "PUT manifests") == 1)
  }

  @Test(arguments: tagging, Fault.registries)
  func `an image whose registry cannot be believed is not deployed`(subject: Subject, fault: Fault)
    async throws
  {
    let rehearsal = try await rehearsal(subject)
    defer { rehearsal.end() }
    rehearsal.clouds.registry.intercept(fault.reply)
    _ = try await check(rehearsal, fault)
    #expect(rehearsal.clouds.registry.writes(of: "PUT manifests") == 0)
    let requests = rehearsal.clouds.registry.requests
    #expect(requests.count { $0.method == "PUT" } <= 1)
    #expect(requests.count <= max(fault.attempts, 5))
  }

  @Test(arguments: tagging, Fault.registries)
  func `a tag that may not have been written is not deployed`(subject: Subject, fault: Fault) async throws {
    let rehearsal = try await rehearsal(subject)
    defer { rehearsal.end() }
    rehearsal.clouds.registry.intercept { $0.method == "PUT" ? fault.reply($0) : nil }
    let calm = ["changed manifest", "empty 200"].contains(fault.name)
    guard !calm else { return }
    _ = try await check(rehearsal, fault)
    // A lost answer is looked for, and what never arrived is sent once more.
    let puts = rehearsal.clouds.registry.requests.count { $0.method == "PUT" }
    #expect(puts <= (fault.name == "throttled" ? 5 : 2))
    #expect(rehearsal.clouds.registry.writes(of: "PUT manifests") == 0)
  }
}

extension Subject {
  /// The same target with another artifact.
  fileprivate func deploying(_ artifact: String) -> Subject {
    var subject = self
    subject.target = "\(target.split(separator: ", \"image\"")[0]), \(artifact)"
    return subject
  }
}
