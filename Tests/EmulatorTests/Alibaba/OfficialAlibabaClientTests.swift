import Emulator
import Foundation
import Model
import Support
import Testing

/// The vendor's own client for Python (`alibabacloud_esa20240910`) talks to the cloud and says what it thinks of it.
@Suite struct OfficialAlibabaClientTests {
  private static let prelude = #"""
    import sys, time
    from alibabacloud_esa20240910 import models
    from alibabacloud_esa20240910.client import Client
    from alibabacloud_tea_openapi.utils_models import Config

    app, live = "app-880688675783794688", "ver-879626371616512000"

    def client(id="LTAIofficial", key="the-right-key", token="the-token"):
      return Client(Config(access_key_id=id, access_key_secret=key, security_token=token,
        endpoint=sys.argv[1], protocol="http"))

    def publish(client, version=live, **values):
      request = models.PublishEdgeContainerAppVersionRequest(
        app_id=app, version_id=version, publish_env="prod", **values)
      return client.publish_edge_container_app_version(request)

    def status(client):
      request = models.GetEdgeContainerAppStatusRequest(app_id=app, publish_env="prod")
      return client.get_edge_container_app_status(request).body.app_status

    def settled(client):
      for _ in range(20):
        it = status(client)
        if it.publish_status in ("published", "rollbacked"): break
      return it

    def refusal(call):
      try: call()
      except Exception as error: print(getattr(error, "status_code", None), getattr(error, "code", error)); return
      print("accepted")

    """#

  /// What the script printed, and the cloud it talked to, stopped.
  private func run(_ script: String) async throws -> (lines: [String], cloud: EmulatedAlibaba) {
    let cloud = try EmulatedAlibaba(
      credentials: [.init(id: "LTAIofficial", key: "the-right-key", token: "the-token")],
      roles: [
        .init(
          arn: "acs:ram::1:role/deploy", identityProvider: "acs:ram::1:oidc-provider/ci",
          idTokens: ["a.job.token"],
          seconds: 3600)
      ],
      apps: [.init(id: EdgeClient.app)],
      now: { Timestamp(seconds: Int64(Date().timeIntervalSince1970)) })
    defer { cloud.stop() }
    let probe = try await Command.run(["python3", "-c", "import alibabacloud_esa20240910.client"])
    guard probe.status == 0 else {
      Issue.record("the official Python SDK is missing: pip install alibabacloud_esa20240910")
      return ([], cloud)
    }
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let file = try folder.write("client.py", Self.prelude + script)
    let output = try await Command.succeed(
      ["python3", file, cloud.endpoint.replacing("http://", with: "")], in: folder.path,
      environment: ["HTTP_PROXY": nil, "http_proxy": nil, "NO_PROXY": "127.0.0.1"], seconds: 60)
    return (output.split(separator: "\n").map(String.init), cloud)
  }

  @Test func `the official client creates a version, publishes it and follows it until it serves`()
    async throws
  {
    let (lines, cloud) = try await run(
      """
      it = client()
      probe = models.CreateEdgeContainerAppVersionRequestContainersProbeContent(port=80)
      web = models.CreateEdgeContainerAppVersionRequestContainers(name="web", image="nginx:2",
        is_acrimage=False, spec="1C2G", storage="0.5G", probe_type="tcpSocket", probe_content=probe)
      version = it.create_edge_container_app_version(models.CreateEdgeContainerAppVersionRequest(
        app_id=app, name="version 2", remarks="发布 (main) ~*", containers=[web])).body.version_id
      for _ in range(20):
        made = it.get_edge_container_app_version(models.GetEdgeContainerAppVersionRequest(
          app_id=app, version_id=version)).body.version
        if made.status == "created": break
      print(made.status, made.remarks, made.containers[0].image, made.containers[0].probe_content.port)
      print(publish(it, version, remarks="修复 登录", percentage=100).body.request_id != "")
      done = settled(it)
      print(done.publish_status, done.publish_percentage, done.deployed_version == version, done.base_line_version)
      listed = it.list_edge_container_app_versions(models.ListEdgeContainerAppVersionsRequest(
        app_id=app, search_key="version 2", search_type="Name", order_key="CreateTime", order_type="Desc",
        page_number=1, page_size=20)).body.versions
      print([one.version_id == version for one in listed])
      """)
    #expect(
      lines == [
        "created 发布 (main) ~* nginx:2 80", "True", "published 100 True \(EdgeClient.live)", "[True]",
      ])
    #expect(cloud.writes(of: "PublishEdgeContainerAppVersion") == 1)
  }

  /// It writes booleans with a capital, and its regions as one text.
  @Test func `the official client publishes by region, at a time, and rolls back`() async throws {
    let (lines, cloud) = try await run(
      """
      it = client()
      publish(it, publish_type="region", regions=["huadong", "hk"], full_release=False,
        start_time="2023-06-05T16:00:00Z")
      done = settled(it)
      print(done.publish_type, done.regions.region, done.full_release)
      it.rollback_edge_container_app_version(models.RollbackEdgeContainerAppVersionRequest(
        app_id=app, version_id=live, remarks="back", used_percent=False))
      print(settled(it).publish_status)
      """)
    #expect(lines == ["region ['huadong', 'hk'] False", "rollbacked"])
    #expect(cloud.writes(of: "RollbackEdgeContainerAppVersion") == 1)
  }

  @Test func `the official client reads staging's health and the log`() async throws {
    let (lines, _) = try await run(
      """
      it = client()
      health = it.get_edge_container_staging_deploy_status(
        models.GetEdgeContainerStagingDeployStatusRequest(app_id=app)).body
      print(health.phase, health.ready, health.pod_restart_state.restart_count)
      print(it.get_edge_container_logs(models.GetEdgeContainerLogsRequest(app_id=app, lines=5)).body.to_map())
      """)
    #expect(lines.first == "NoContainer unready 0")
    #expect(lines.last?.contains("listening on 0.0.0.0:8080") == true)
  }

  @Test func `the official client reads the account's plan, the app and its versions`() async throws {
    let (lines, _) = try await run(
      """
      it = client()
      plan = it.get_edge_container(models.GetEdgeContainerRequest()).body
      print(plan.instance_id, plan.status)
      web = it.get_edge_container_app(models.GetEdgeContainerAppRequest(app_id=app)).body.app
      print(web.app_id, web.target_port, web.version_count)
      versions = it.list_edge_container_app_versions(models.ListEdgeContainerAppVersionsRequest(
        app_id=app, order_key="CreateTime", order_type="Desc", page_number=1, page_size=100)).body.versions
      print([version.version_id == live for version in versions], versions[0].create_time[-1])
      publish(it, percentage=30)
      settled(it)
      publish(it, percentage=60)
      print(settled(it).publish_percentage)
      """)
    #expect(
      lines == ["esa-ec-1a2b3c4d online", "\(EdgeClient.app) 8080 1", "[True] Z", "60"])
  }

  @Test func `a wrong key, an unknown key and a missing token are refused`() async throws {
    let (lines, cloud) = try await run(
      """
      refusal(lambda: publish(client()))
      refusal(lambda: publish(client(key="another")))
      refusal(lambda: publish(client(id="LTAIother")))
      refusal(lambda: publish(client(token=None)))
      refusal(lambda: publish(client(token="another")))
      """)
    #expect(
      lines == [
        "accepted", "400 SignatureDoesNotMatch", "404 InvalidAccessKeyId.NotFound",
        "400 MissingSecurityToken",
        "400 InvalidSecurityToken.Mismatch",
      ])
    #expect(cloud.writes(of: "PublishEdgeContainerAppVersion") == 1)
  }

  @Test func `what the official client cannot know is refused in the cloud's words`() async throws {
    let (lines, _) = try await run(
      """
      it = client()
      refusal(lambda: publish(it, "ver-1"))
      refusal(lambda: publish(it, percentage=101))
      publish(it)
      refusal(lambda: publish(it))
      """)
    #expect(
      lines == ["400 InvalidParameter.VersionId", "400 InvalidParameter.Percentage", "400 LockFailed"])
  }

  @Test func `the official credentials library takes a role with a job's token, and publishes with its key`()
    async throws
  {
    let (lines, cloud) = try await run(
      """
      from alibabacloud_credentials.provider.oidc import OIDCRoleArnCredentialsProvider as Role
      from alibabacloud_credentials.provider import oidc

      # The library knows only https; everything else is as it sends it.
      send = oidc.TeaCore.do_action
      def plain(request, options):
        request.protocol = "http"
        request.port = int(sys.argv[1].split(":")[1])
        request.headers["host"] = "127.0.0.1"
        return send(request, options)
      oidc.TeaCore.do_action = plain

      def role(token):
        open("token", "w").write(token)
        return Role(role_arn="acs:ram::1:role/deploy", oidc_provider_arn="acs:ram::1:oidc-provider/ci",
          oidc_token_file_path="token", role_session_name="job", sts_endpoint="127.0.0.1").get_credentials()

      key = role("a.job.token")
      print(key.get_access_key_id())
      publish(client(key.get_access_key_id(), key.get_access_key_secret(), key.get_security_token()))
      try: role("another.job.token")
      except Exception as error: print("AuthenticationFail.OIDCToken.Invalid" in str(error))
      """)
    #expect(lines == ["STS.temporary1", "True"])
    #expect(cloud.writes(of: "PublishEdgeContainerAppVersion") == 1)
  }
}
