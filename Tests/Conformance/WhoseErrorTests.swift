import Effects
import HTTP
import Model
import Support
import Synchronization
import Testing

/// A step may send more than one kind of call: a key is taken before what it signs, a token before what it opens. An
/// error is explained by the call that it came from.
@Suite struct WhoseErrorTests {
  /// As the exchange of an id token refuses, or the platform the request for a token.
  private static func refusals(for subject: Subject) -> [Failure] {
    let (action, codes) =
      switch subject.provider {
      case "wechat": ("api_component_token", ["40066", "40097", "48001", "61006"])
      case "esa":
        ("AssumeRoleWithOIDC", ["InvalidApp.NotFound", "InvalidParameter.appid", "EntityNotExist.Role"])
      default:
        (
          "AssumeRoleWithWebIdentity",
          [
            "InvalidParameter.WebIdentityTokenError", "ResourceNotFound.RoleNotFound", "ResourceInUse",
            "ActionOffline",
          ]
        )
      }
    return codes.map { code in
      Failure(
        .credentials, "\(action): refused with \(code)", remedies: ["the remedy of the exchange"],
        requestID: "of-the-exchange", code: code, action: action)
    }
  }

  private static func name(of request: Request) -> String {
    request.headers.first { ["x-tc-action", "x-acs-action"].contains($0.name.lowercased()) }?.value
      ?? String(redacted(request.url).split(separator: "/").last ?? "")
  }

  /// At the first call of each kind in turn the key has ended, and the exchange for a new one is refused.
  @Test(arguments: Subject.all)
  func `a refused exchange is not blamed on the call that it was for`(subject: Subject) async throws {
    let calls = try await calls(of: subject)
    #expect(calls.count >= (subject.write == nil ? 1 : 3))
    for call in calls {
      for refusal in Self.refusals(for: subject) {
        var rehearsal = try await Rehearsal(subject)
        defer { rehearsal.end() }
        let send = rehearsal.world.transport
        let hasEnded = Mutex(false)
        rehearsal.world.transport = Transport { (request, sent) throws(Failure) in
          let isDue = hasEnded.withLock { hasEnded in
            hasEnded = hasEnded || Self.name(of: request) == call
            return hasEnded
          }
          guard !isDue else { throw refusal }
          return try await send.send(request, sent)
        }
        let outcome = try await rehearsal.deploy()
        let failure = try #require(outcome.failure, "\(call)")
        #expect(outcome.exitCode.rawValue == 77, "\(call): \(outcome)")
        #expect(failure.what.hasSuffix(refusal.what.description), "\(call): \(failure.what)")
        #expect(failure.place == nil)
        #expect(failure.remedies.first == "the remedy of the exchange")
        #expect(rehearsal.writes <= 1)
      }
    }
  }

  /// The kinds of calls that a deploy sends, in order; by their path without the ports of the emulated clouds.
  private func calls(of subject: Subject) async throws -> [String] {
    var rehearsal = try await Rehearsal(subject)
    defer { rehearsal.end() }
    let send = rehearsal.world.transport
    let calls = Mutex<[String]>([])
    rehearsal.world.transport = Transport { (request, sent) throws(Failure) in
      calls.withLock { calls in
        let name = Self.name(of: request)
        if !calls.contains(name) { calls.append(name) }
      }
      return try await send.send(request, sent)
    }
    let outcome = try await rehearsal.deploy()
    #expect(outcome.failure == nil)
    return calls.withLock { $0 }
  }

  private static let keyless = Subject.all.filter { $0.provider != "wechat" }

  /// The clouds hold no role, so that every exchange is refused.
  @Test(arguments: keyless)
  func `a refused id token is a question of credentials, in the real exchange`(subject: Subject) async throws
  {
    var rehearsal = try await Rehearsal(subject)
    defer { rehearsal.end() }
    for name in rehearsal.world.environment.keys where name.contains("CLOUD_") {
      rehearsal.world.environment[name] = nil
    }
    let token = "e30.\("eyJpc3MiOiJodHRwczovL2NpLmV4YW1wbGUifQ").c2ln"
    rehearsal.world.environment.merge([
      "SAMPAN_ID_TOKEN": token, "SAMPAN_TENCENT_ROLE_ARN": "qcs::cam::uin/1:roleName/ci",
      "SAMPAN_TENCENT_OIDC_PROVIDER": "ci", "ALIBABA_CLOUD_ROLE_ARN": "acs:ram::1:role/ci",
      "ALIBABA_CLOUD_OIDC_PROVIDER_ARN": "acs:ram::1:oidc-provider/ci",
    ]) { $1 }
    // ALIBABA_CLOUD_OIDC_TOKEN_FILE is not set: the token is that of SAMPAN_ID_TOKEN.
    let outcome = try await rehearsal.deploy()
    #expect(outcome.exitCode.rawValue == 77, "\(outcome)")
    #expect(outcome.failure?.what.hasPrefix("AssumeRoleWith") == true, "\(outcome)")
    #expect(outcome.failure?.remedies.contains { $0.contains("the role is") } == true)
    #expect(rehearsal.writes == 0)
    #expect(rehearsal.leaks(outcome).isEmpty)
  }

  @Test(arguments: [40_066, 40_097, 47_001, 40_013, 61_006])
  func `a token that cannot be minted is a question of credentials`(code: Int) async throws {
    let subject = try #require(Subject.all.first { $0.provider == "wechat" })
    let minting = subject.target.replacing(
      #""serverName": "api""#, with: #""serverName": "api", "mintToken": true"#)
    var rehearsal = try await Rehearsal(subject, target: minting)
    defer { rehearsal.end() }
    rehearsal.world.environment["WECHAT_COMPONENT_ACCESS_TOKEN"] = nil
    rehearsal.world.environment.merge([
      "WECHAT_COMPONENT_APPID": "wx1", "WECHAT_COMPONENT_APPSECRET": "secret-of-the-platform",
      "WECHAT_COMPONENT_VERIFY_TICKET": "ticket-of-the-platform",
      "XDG_CACHE_HOME": rehearsal.repository.path + "/.git",
    ]) { $1 }
    rehearsal.world.transport = Transport { (_, _) throws(Failure) in
      Response(status: 200, body: Array("{\"errcode\": \(code), \"errmsg\": \"no\"}".utf8))
    }
    let outcome = try await rehearsal.deploy()
    #expect(outcome.exitCode.rawValue == 77, "\(outcome)")
    #expect(outcome.failure?.what == "api_component_token: no", "\(outcome)")
    #expect(rehearsal.leaks(outcome).isEmpty)
  }
}
