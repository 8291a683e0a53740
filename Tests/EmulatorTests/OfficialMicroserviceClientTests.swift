import Emulator
import Foundation
import Model
import Support
import Testing

/// The vendor's own clients for Python, of TEM, of one-click tasks and of object storage, say what they think of the
/// cloud.
@Suite struct OfficialMicroserviceClientTests {
  private static let prelude = #"""
    import hashlib, json, sys, base64
    from tencentcloud.common import credential
    from tencentcloud.common.profile.client_profile import ClientProfile
    from tencentcloud.common.profile.http_profile import HttpProfile
    from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
    from tencentcloud.tem.v20210701 import tem_client, models
    from tencentcloud.tcb.v20180608 import tcb_client

    endpoint = sys.argv[1]
    application = {"ApplicationId": "app-1", "EnvironmentId": "en-1"}

    def client(module=tem_client.TemClient, key="the-right-key", token="the-token", region="ap-guangzhou"):
      profile = ClientProfile(httpProfile=HttpProfile(protocol="http", endpoint=endpoint, reqTimeout=20))
      return module(credential.Credential("AKIDofficial", key, token), region, profile)

    def call(it, action, **values):
      request = getattr(models, action + "Request")()
      request.from_json_string(json.dumps(application | values))
      return getattr(it, action)(request).Result

    def update(it, **values):
      return call(it, "RollingUpdateApplicationByVersion", **({"DeployVersion": "v2"} | values))

    def refusal(call):
      try: call()
      except TencentCloudSDKException as error: print(error.get_code()); return
      print("accepted")

    def task(it, id="build-7"):
      # The SDK's newer models do not have the call any more; its signer does.
      return it.call_json("DescribeCloudBaseRunOneClickTaskExternal", {"ExternalId": id})["Response"]

    """#

  /// The storage's client, which believes that it talks to the bucket.
  private static let storage = #"""
    import urllib3
    connect = urllib3.util.connection.create_connection
    host, port = endpoint.split(":")
    urllib3.util.connection.create_connection = lambda address, *a, **k: connect((host, int(port)), *a, **k)
    from qcloud_cos import CosConfig, CosS3Client, CosServiceError

    def token(it, file="app.jar", version="v2"):
      request = models.CreateCosTokenRequest()
      request.from_json_string(json.dumps({"ApplicationId": "app-1", "PkgName": file, "OptType": 1,
        "TimeVersion": version}))
      return it.CreateCosToken(request).Result

    def put(token, body, key=None, path=None, session=None, **headers):
      config = CosConfig(Region=token.Region, SecretId=token.TmpSecretId, SecretKey=key or token.TmpSecretKey,
        Token=session or token.SessionToken, Scheme="http")
      try:
        CosS3Client(config, retry=0).put_object(token.Bucket, body, path or token.FullPath, **headers)
        return "stored"
      except CosServiceError as error: return error.get_error_code()

    """#

  /// What the script printed, and the cloud it talked to, stopped.
  private func run(
    _ script: String, package: String? = nil, storing: Bool = false
  ) async throws -> (lines: [String], cloud: EmulatedTencent) {
    let cloud = try EmulatedTencent(
      credentials: [.init(id: "AKIDofficial", key: "the-right-key", token: "the-token")],
      applications: [.init(id: "app-1", environment: "en-1", package: package)],
      tasks: [.init(id: "build-7", server: "shop")],
      now: { Timestamp(seconds: Int64(Date().timeIntervalSince1970)) })
    defer { cloud.stop() }
    let probe = try await Command.run(
      ["python3", "-c", "import tencentcloud.tem, tencentcloud.tcb, qcloud_cos"])
    guard probe.status == 0 else {
      Issue.record("missing: pip install tencentcloud-sdk-python-{tem,tcb} cos-python-sdk-v5")
      return ([], cloud)
    }
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let file = try folder.write("client.py", Self.prelude + (storing ? Self.storage : "") + script)
    let output = try await Command.succeed(
      ["python3", file, cloud.endpoint.replacing("http://", with: "")],
      environment: ["HTTP_PROXY": nil, "http_proxy": nil, "NO_PROXY": "*"], seconds: 60)
    return (output.split(separator: "\n").map(String.init), cloud)
  }

  @Test func `the official client updates an application and follows the batches`() async throws {
    let (lines, cloud) = try await run(
      """
      it = client()
      before = call(it, "DescribeApplicationInfo")
      print(before.DeployVersion, before.UnderDeploying, before.WorkloadInfo.Replicas)
      revision = update(it, DeployStrategyType="MANUAL", TotalBatchCount=2, From="Coding", Force=False)
      print(revision.startswith("revision-"))
      call(it, "DescribeApplicationInfo")
      info = call(it, "DescribeApplicationInfo")
      detail = call(it, "DescribeDeployApplicationDetail", VersionId=revision)
      print(info.BatchDeployStatus, detail.Status, [batch.BatchStatus for batch in detail.OtherBatchDetail])
      print(detail.OtherBatchDetail[0].NewPods[0].PodStatus, detail.NewDeployVersion, detail.OldDeployVersion)
      print(call(it, "ResumeDeployApplication"))
      call(it, "DescribeApplicationInfo")
      after = call(it, "DescribeApplicationInfo")
      print(after.DeployVersion, after.UnderDeploying, after.WorkloadInfo.UpdatedReadyReplicas)
      pods = call(it, "DescribeApplicationPods", Limit=1)
      print(pods.TotalCount, len(pods.PodList), pods.PodList[0].DeployVersion, pods.PodList[0].Ready)
      """)
    #expect(
      lines == [
        "v1 False 2", "True", "batch_updating_waiting_confirm Running ['Finish', 'WaitForResume']",
        "['Running'] v2 v1", "True", "v2 False 2", "2 1 v2 True",
      ])
    #expect(cloud.writes(of: "RollingUpdateApplicationByVersion") == 1)
  }

  /// The log's own service; its client is the one that signs for any service.
  @Test func `the official client finds the topic of an application's log, and its lines`() async throws {
    let (lines, _) = try await run(
      """
      from tencentcloud.common.common_client import CommonClient
      it = client()
      topic = call(it, "DescribeApplicationInfo").LogOutputConf.ClsLogTopicId
      def cls(key="the-right-key"):
        profile = ClientProfile(httpProfile=HttpProfile(protocol="http", endpoint=endpoint, reqTimeout=20))
        return CommonClient("cls", "2020-10-16", credential.Credential("AKIDofficial", key, "the-token"),
          "ap-guangzhou", profile)
      import time
      span = {"From": 0, "To": int(time.time() * 1000) + 1000, "Sort": "asc", "Limit": 1000, "QueryString": ""}
      found = cls().call_json("SearchLog", span | {"TopicId": topic})["Response"]
      print(found["ListOver"], [json.loads(line["LogJson"])["__CONTENT__"] for line in found["Results"]])
      refusal(lambda: cls().call_json("SearchLog", span | {"TopicId": "topic-2"}))
      refusal(lambda: cls(key="another").call_json("SearchLog", span | {"TopicId": topic}))
      refusal(lambda: cls().call_json("SearchLog", span | {"TopicId": topic, "Topic": "x"}))
      """)
    #expect(
      lines == [
        "True ['Started in 4.2 seconds']", "ResourceNotFound.TopicNotExist",
        "AuthFailure.SignatureFailure", "UnknownParameter",
      ])
  }

  @Test func `the official client takes a rollout back`() async throws {
    let (lines, _) = try await run(
      """
      it = client()
      update(it)
      refusal(lambda: update(it))
      print(call(it, "RevertDeployApplication"), call(it, "DescribeApplicationInfo").DeployVersion)
      refusal(lambda: call(it, "RevertDeployApplication"))
      refusal(lambda: call(it, "ResumeDeployApplication"))
      """)
    #expect(
      lines == [
        "ResourceInUse.ServiceDeploying", "True v1", "InvalidParameterValue.InvalidDeployStatus",
        "InvalidParameterValue.InvalidDeployStatus",
      ])
  }

  @Test func `a wrong key, a missing token and another region are refused`() async throws {
    let (lines, cloud) = try await run(
      """
      for it in [client(key="another"), client(token=None), client(region="ap-shanghai"), client(region="")]:
        refusal(lambda: update(it))
      """)
    #expect(
      lines == [
        "AuthFailure.SignatureFailure", "AuthFailure.TokenFailure", "ResourceNotFound.ServiceNotFound",
        "MissingParameter",
      ])
    #expect(cloud.writes(of: "RollingUpdateApplicationByVersion") == 0)
  }

  @Test
  func `the storage's own client uploads a package that can then be deployed, once and as that version`()
    async throws
  {
    let (lines, cloud) = try await run(
      """
      it = client()
      given = token(it)
      refusal(lambda: update(it, PackageName=given.FullPath.lstrip("/")))
      md5 = base64.b64encode(hashlib.md5(b"PK a jar").digest()).decode()
      print(put(given, b"PK a jar", ContentMD5=md5, ContentType="application/java-archive"))
      refusal(lambda: update(it, PackageName=given.FullPath.lstrip("/"), DeployVersion="v3"))
      refusal(lambda: update(it, PackageName=given.FullPath.lstrip("/")))
      """, package: "old.jar", storing: true)
    #expect(lines == ["InvalidParameter", "stored", "InvalidParameter", "accepted"])
    #expect(cloud.uploads.map(\.bytes) == [Array("PK a jar".utf8)])
  }

  @Test func `the storage refuses a wrong key, another object, another token and a wrong checksum`()
    async throws
  {
    let (lines, cloud) = try await run(
      """
      given = token(client())
      print(put(given, b"PK", key="another"))
      print(put(given, b"PK", path="/tem/pkg/elsewhere.jar"))
      print(put(given, b"PK", session="another"))
      print(put(given, b"PK", ContentMD5=base64.b64encode(hashlib.md5(b"KP").digest()).decode()))
      print(put(token(client(), "我的 app+1.jar"), b"PK"))
      """, package: "old.jar", storing: true)
    #expect(
      lines == ["SignatureDoesNotMatch", "AccessDenied", "InvalidAccessKeyId", "BadDigest", "stored"])
    #expect(cloud.uploads.count == 1)
  }

  @Test func `the official client asks for a one-click task until it has finished`() async throws {
    let (lines, _) = try await run(
      """
      it = client(tcb_client.TcbClient)
      for _ in range(4):
        answer = task(it)
        print(answer["Stage"], answer["Status"], answer["VersionName"] or "-")
      refusal(lambda: task(client(tcb_client.TcbClient, key="another")))
      refusal(lambda: task(it, "nobody"))
      refusal(lambda: task(it, "x" * 65))
      """)
    #expect(
      lines == [
        "envStage running -", "storageStage running -", "serverStage running -",
        "serverStage finished shop-001", "AuthFailure.SignatureFailure", "ResourceNotFound",
        "InvalidParameter",
      ])
  }
}
