import Courses
import Emulator
import Model
import Providers
import Testing

/// A failed deploy: what a person learns from it, whatever the provider and the form of the artifact.
@Suite struct AdviceTests {
  /// A target of a subject.
  struct Form: Sendable, CustomStringConvertible {
    var subject: Subject
    var target: String
    var description: String { target }
  }

  private static let esa = #""esa": { "appId": "app-1", "publishEnv": "prod" }"#
  private static let tcbr = #""tcbr": { "envId": "env-a", "serverName": "api" }"#
  private static let tem =
    #""tem": { "region": "ap-guangzhou", "applicationId": "app-1", "environmentId": "en-1" }"#
  private static let wechat = #""wechat": { "envId": "env-a", "serverName": "api" }"#
  private static let image = #""image": { "repository": "127.0.0.1:1/acme/api" }"#
  private static let package = #""package": {}"#

  private static func forms(_ targets: [String]) -> [Form] {
    targets.flatMap { target in
      Subject.all.filter { target.hasPrefix("\"\($0.provider)\"") }.map { Form(subject: $0, target: target) }
    }
  }

  private static let images = forms([esa, tcbr, tem, wechat].map { "\($0), \(image)" })
  private static let packages = forms([
    "\(tcbr), \(package)", #"\#(tem), "package": { "file": "app.jar" }"#, "\(wechat), \(package)",
    #"\#(wechat), "repository": { "source": "github", "name": "acme/api", "branch": "main" }"#,
  ])

  private func deploy(
    _ form: Form, _ scenario: String, members: String = "",
    _ check: (Outcome, Rehearsal) throws -> Void
  ) async throws {
    let rehearsal = try await Rehearsal(
      form.subject, scenario: scenario, target: members + form.target,
      package: form.target.contains("app.jar") ? "tem/pkg/here.jar" : nil)
    defer { rehearsal.end() }
    try check(try await rehearsal.deploy(), rehearsal)
  }

  @Test func `every provider that writes is here`() {
    #expect(
      Set(Self.images.map(\.subject.provider))
        == Set(Subject.all.filter { $0.write != nil }.map(\.provider)))
  }

  @Test(
    arguments: packages,
    [
      "build-fails", "build-lost", "build-stuck", "busy", "crash", "denied", "first-deploy", "frozen", "gray",
      "lost-and-stolen", "malformed", "not-opened", "platform-version", "retired", "stuck", "unavailable",
      "upload-changed", "upload-portal", "upload-refused", "version-dead", "withdrawn",
    ])
  func `a package that is not deployed has a hint, too`(form: Form, scenario: String) async throws {
    try await deploy(form, scenario) { outcome, _ in
      #expect(Course.silence(of: outcome) == [])
    }
  }

  @Test(arguments: images + packages, ["build-fails", "crash"])
  func `a rollout that failed names the request, and shows a log or says where it is`(
    form: Form, scenario: String
  ) async throws {
    try await deploy(form, scenario) { outcome, rehearsal in
      let failure = try #require(outcome.failure)
      #expect(failure.kind == .rolloutFailed, "\(outcome)")
      // The answers of WeChat have an id only when they are errors.
      #expect(failure.requestID?.isEmpty == (form.subject.provider == "wechat" ? nil : false), "\(failure)")
      let hasLog = rehearsal.events.contains { if case .log = $0 { true } else { false } }
      let text = ([failure.what] + failure.remedies).map(\.description).joined(separator: " ")
      #expect(hasLog || text.contains("console"), "\(failure)")
    }
  }

  @Test(arguments: images, ["stop", "rollback"])
  func `an image that the cloud may not pull is met with how it may`(form: Form, onFailure: String)
    async throws
  {
    try await deploy(form, "image-refused", members: "\"onFailure\": \"\(onFailure)\", ") {
      outcome, rehearsal in
      let access = try #require(rehearsal.schema?.imageAccess).description
      let hints = outcome.failure?.remedies.map(\.description) ?? []
      #expect(hints.contains { $0.hasSuffix(access) }, "\(outcome)")
    }
  }

  @Test(arguments: images + packages)
  func `a release that failed is rolled back once, and reported so once`(form: Form) async throws {
    try await deploy(form, "crash", members: #""onFailure": "rollback", "#) { outcome, rehearsal in
      let failure = try #require(outcome.failure)
      #expect(Course.silence(of: outcome) == [])
      let texts = ([failure.what] + failure.causes).map(\.description)
      #expect(texts.count { $0.contains("rolled back") } <= 1, "\(texts)")
      // A cloud that has gone back by itself is not sent there again.
      #expect(rehearsal.sent("RollbackEdgeContainerAppVersion") == 0)
    }
  }
}
