import Emulator
import HTTP
import Model
import Providers
import Support
import Testing

/// What TEM refuses, and what becomes of it.
@Suite struct TemRefusalTests {
  /// The list of the interface's own page, and the classes of the service's other codes.
  static let codes: [(code: String, kind: Failure.Kind, retry: Failure.Retry)] = [
    ("InternalError.DefaultInternalError", .unavailable, .readsOnly),
    ("InternalError.DeployVersionError", .unavailable, .readsOnly),
    ("InvalidParameterValue.ApmNotBind", .configuration, .never),
    ("InvalidParameterValue.InvalidDeployVersion", .configuration, .never),
    ("InvalidParameterValue.InvalidEnvName", .configuration, .never),
    ("InvalidParameterValue.InvalidMountPath", .configuration, .never),
    ("InvalidParameterValue.JdkVersionRequired", .configuration, .never),
    ("InvalidParameterValue.NamespaceNotBelongToAppid", .configuration, .never),
    ("InvalidParameterValue.OsNotSupport", .configuration, .never),
    ("InvalidParameterValue.RegistryNotBind", .configuration, .never),
    ("InvalidParameterValue.ServiceNotBelongToAppid", .configuration, .never),
    ("InvalidParameterValue.ServicePodReachMaximum", .configuration, .never),
    ("InvalidParameterValue.TemIdInvalid", .configuration, .never),
    ("InvalidParameterValue.VersionLengthLimit", .configuration, .never),
    ("InvalidParameterValue.VersionLowerCase", .configuration, .never),
    ("MissingParameter.DeployModeNull", .configuration, .never),
    ("MissingParameter.DeployVersionNull", .configuration, .never),
    ("MissingParameter.LogsetOrTopicNull", .configuration, .never),
    ("MissingParameter.NamespaceIdNull", .configuration, .never),
    ("MissingParameter.SvcRepoNotReady", .tryLater, .safe(after: .seconds(5))),
    ("ResourceInUse.ServiceDeploying", .tryLater, .whenIdle),
    ("ResourceNotFound.ServiceNotFound", .configuration, .never),
    ("ResourceNotFound.VersionNamespaceNotFound", .configuration, .never),
    ("ResourceUnavailable.WaitForKruise", .tryLater, .safe(after: .seconds(5))),
    ("UnauthorizedOperation.MissingEksLogRole", .credentials, .never),
    ("UnauthorizedOperation.UnauthorizedOperation", .credentials, .never),
    // Beyond the page.
    ("ResourceInUse.ResourceAlreadyLocked", .tryLater, .safe(after: .seconds(5))),
    ("ResourceInUse.EnvironmentAlreadyLocked", .tryLater, .safe(after: .seconds(5))),
    ("InternalError.ActionReadTimeout", .unavailable, .readsOnly),
    ("FailedOperation.DescribeServiceError", .unavailable, .readsOnly),
    ("InvalidParameter.UnauthorizedOrMissingRole", .credentials, .never),
    ("OperationDenied.BalanceNotEnough", .credentials, .never),
    ("OperationDenied.ResourceIsolated", .credentials, .never),
    ("ResourceNotFound.MicroserviceOffline", .configuration, .never),
    ("ResourceUnavailable.ApplicationStopped", .configuration, .never),
    ("ActionOffline", .configuration, .never),
    // Unknown: by the prefix.
    ("InvalidParameterValue.NeverHeardOf", .configuration, .never),
    ("ResourceInUse.NeverHeardOf", .tryLater, .whenIdle),
    ("NeverHeardOf.AtAll", .unavailable, .readsOnly),
  ]

  @Test(arguments: codes)
  func `each code of the update has its meaning, and only what was not executed is sent again`(
    code: String, kind: Failure.Kind, retry: Failure.Retry
  ) async throws {
    let server = try scripted([
      "RollingUpdateApplicationByVersion": [
        "Error": ["Code": .string(code), "Message": "the provider's words"], "RequestId": "r-1",
      ]
    ])
    defer { server.stop() }
    let failure = await #expect(throws: Failure.self) {
      try await Orders(on: server.endpoint).send(nil, since: ServiceState())
    }
    #expect(failure?.kind == kind)
    #expect(failure?.retry == retry)
    #expect(failure?.code == code)
    #expect(failure?.requestID == "r-1")
    #expect(failure?.what == "RollingUpdateApplicationByVersion: the provider's words")
    #expect(server.requests.count == (retry == .safe(after: .seconds(5)) ? 5 : 1))
  }

  /// Of the documented ones: all but a busy server, which leaves nothing to do.
  @Test(arguments: codes.prefix(26).map(\.code).filter { $0 != "InternalError.DefaultInternalError" })
  func `each documented refusal says what a person can do`(code: String) {
    #expect(!TencentErrors.meaning(of: code, from: "tem").remedies.isEmpty)
  }

  @Test func `the words of one service are not those of another`() {
    let code = "ResourceNotFound.ServiceNotFound"
    #expect(
      TencentErrors.meaning(of: code, from: "tcbr").remedies
        != TencentErrors.meaning(of: code, from: "tem").remedies)
    for service in ["tcbr", "tcb", "tem", "sts"] {
      let meaning = TencentErrors.meaning(of: "ActionOffline", from: service)
      #expect(meaning.kind == .configuration)
      #expect(!meaning.remedies.contains { $0.contains("tcbr") })
    }
  }

  @Test func `an application that is not there is a fault of the configuration, where it stands`()
    async throws
  {
    let cloud = try EmulatedTencent.orders()
    defer { cloud.stop() }
    for (options, code) in [
      (["applicationId": "app-other"], "ResourceNotFound.ServiceNotFound"),
      (["environmentId": "en-other"], "ResourceNotFound.VersionNamespaceNotFound"),
      (["region": "ap-shanghai"], "ResourceNotFound.ServiceNotFound"),
    ] as [([String: JSON], String)] {
      let failure = await #expect(throws: Failure.self) {
        try await Orders(on: cloud.endpoint, options: options).provider.state()
      }
      #expect(failure?.kind == .configuration)
      #expect(failure?.code == code)
      #expect(failure?.place?.line == 7)
      #expect(failure?.requestID?.isEmpty == false)
    }
  }

  @Test func `credentials that are refused are named by code and request id`() async throws {
    let cloud = try EmulatedTencent.orders()
    defer { cloud.stop() }
    for (variables, code) in [
      (["TENCENTCLOUD_SECRET_KEY": "wrong"], "AuthFailure.SignatureFailure"),
      (["TENCENTCLOUD_SECRET_ID": "AKIDnobody"], "AuthFailure.SecretIdNotFound"),
      (["TENCENTCLOUD_TOKEN": "stale"], "AuthFailure.TokenFailure"),
    ] {
      let failure = await #expect(throws: Failure.self) {
        try await Orders(on: cloud.endpoint, variables: variables).provider.state()
      }
      #expect(failure?.kind == .credentials)
      #expect(failure?.code == code)
    }
    #expect(cloud.requests.count == 3)
  }

  @Test func `a key that may not write changes nothing, and its policy is named`() async throws {
    let cloud = try EmulatedTencent.orders("denied")
    defer { cloud.stop() }
    let failure = await #expect(throws: Failure.self) { try await Orders(on: cloud.endpoint).update() }
    #expect(failure?.kind == .credentials)
    #expect(failure?.what.contains("tem:RollingUpdateApplicationByVersion") == true)
    #expect(failure?.remedies.contains { $0.contains("QcloudTEMFullAccess") } == true)
    #expect(cloud.writes(of: "RollingUpdateApplicationByVersion") == 0)
  }

  @Test func `throttled calls are repeated, the update too, and executed once`() async throws {
    let cloud = try EmulatedTencent.orders("throttled")
    defer { cloud.stop() }
    _ = try await Orders(on: cloud.endpoint).update()
    #expect(cloud.count("RollingUpdateApplicationByVersion") == 3)
    #expect(cloud.writes(of: "RollingUpdateApplicationByVersion") == 1)
  }

  @Test func `a rollout in flight refuses the update`() async throws {
    let cloud = try EmulatedTencent.orders("busy")
    defer { cloud.stop() }
    let failure = await #expect(throws: Failure.self) { try await Orders(on: cloud.endpoint).update() }
    #expect(failure?.kind == .tryLater)
    #expect(failure?.code == "ResourceInUse.ServiceDeploying")
  }

  @Test(arguments: ["unavailable", "malformed"])
  func `a question that a gateway answers is asked five times`(scenario: String) async throws {
    let cloud = try EmulatedTencent.orders(scenario)
    defer { cloud.stop() }
    let failure = await #expect(throws: Failure.self) {
      try await Orders(on: cloud.endpoint).provider.state()
    }
    #expect(failure?.kind == .unavailable)
    #expect(cloud.requests.count == 5)
  }

  @Test func `answers that arrive in pieces are whole`() async throws {
    let cloud = try EmulatedTencent.orders("drip")
    defer { cloud.stop() }
    let orders = try Orders(on: cloud.endpoint)
    #expect(try await orders.end(of: try await orders.update()).state == .finished)
  }

  @Test func `a batch that is being replaced is not promoted`() async throws {
    let cloud = try EmulatedTencent.orders("stuck")
    defer { cloud.stop() }
    let orders = try Orders(on: cloud.endpoint)
    _ = try await orders.update()
    let state = try await orders.provider.state()
    let failure = await #expect(throws: Failure.self) {
      try await orders.provider.promote(state, percent: 100)
    }
    #expect(failure?.kind == .usage)
    #expect(!cloud.actions.contains("ResumeDeployApplication"))
  }

  @Test func `nothing waits, nothing was there before: the verbs say so and send nothing`() async throws {
    let cloud = try EmulatedTencent.orders()
    defer { cloud.stop() }
    let provider = try Orders(on: cloud.endpoint).provider
    let state = try await provider.state()
    for operation in ["promote", "rollback"] {
      let failure = await #expect(throws: Failure.self) {
        _ =
          operation == "promote"
          ? try await provider.promote(state, percent: 100)
          : try await provider.rollback(to: nil, from: state)
      }
      #expect(failure?.kind == .usage)
      #expect(failure?.remedies.isEmpty == false)
    }
    #expect(Set(cloud.actions) == ["DescribeApplicationInfo", "DescribeDeployApplicationDetail"])
  }
}
