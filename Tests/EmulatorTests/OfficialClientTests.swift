import Emulator
import Foundation
import Model
import Support
import Testing

/// The vendor's own client for Python talks to the cloud and says what it thinks of it.
@Suite struct OfficialClientTests {
  private static let prelude = #"""
    import io, json, sys, time, urllib.request, zipfile
    from tencentcloud.common import abstract_client, credential
    from tencentcloud.common.profile.client_profile import ClientProfile
    from tencentcloud.common.profile.http_profile import HttpProfile
    from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
    from tencentcloud.tcbr.v20220217 import tcbr_client, models
    from tencentcloud.tcb.v20180608 import tcb_client, models as tcb_models
    from tencentcloud.common.common_client import CommonClient
    from tencentcloud.sts.v20180813 import sts_client, models as sts_models

    endpoint = sys.argv[1]

    def client(module=tcbr_client.TcbrClient, key="the-right-key", token="the-token", region="ap-shanghai"):
      profile = ClientProfile(httpProfile=HttpProfile(protocol="http", endpoint=endpoint, reqTimeout=20))
      return module(credential.Credential("AKIDofficial", key, token), region, profile)

    def fill(request, values):
      request.from_json_string(json.dumps(values))
      return request

    def update(client, **deploy):
      info = {"DeployType": "image", "ImageUrl": "nginx", "ReleaseType": "FULL"} | deploy
      items = [{"Key": "HasDockerfile", "BoolValue": True}]
      return client.UpdateCloudRunServer(fill(models.UpdateCloudRunServerRequest(),
        {"EnvId": "env-a", "ServerName": "api", "DeployInfo": info, "Items": items}))

    def refusal(call):
      try: call()
      except TencentCloudSDKException as error: print(error.get_code()); return
      print("accepted")

    def wait(client, id):
      for _ in range(20):
        answer = client.DescribeServerManageTask(fill(models.DescribeServerManageTaskRequest(),
          {"EnvId": "env-a", "ServerName": "api", "TaskId": id}))
        if answer.Task.Status not in ("todo", "running"): break
      return answer.Task

    def detail(client):
      return client.DescribeCloudRunServerDetail(fill(models.DescribeCloudRunServerDetailRequest(),
        {"EnvId": "env-a", "ServerName": "api"}))

    """#

  /// What the script printed, and the cloud it talked to, stopped.
  private func run(_ script: String) async throws -> (lines: [String], cloud: EmulatedTencent) {
    let cloud = try EmulatedTencent(
      credentials: [.init(id: "AKIDofficial", key: "the-right-key", token: "the-token")],
      roles: [
        .init(arn: "qcs::cam::uin/1:roleName/deploy", identityProvider: "ci", idTokens: ["a.job.token"])
      ],
      services: [.init(environment: "env-a", name: "api")],
      now: { Timestamp(seconds: Int64(Date().timeIntervalSince1970)) })
    defer { cloud.stop() }
    let probe = try await Command.run([
      "python3", "-c", "import tencentcloud.tcbr, tencentcloud.tcb, tencentcloud.sts",
    ])
    guard probe.status == 0 else {
      Issue.record("the official Python SDK is missing: pip install tencentcloud-sdk-python-{tcbr,tcb,sts}")
      return ([], cloud)
    }
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let file = try folder.write("client.py", Self.prelude + script)
    let output = try await Command.succeed(
      ["python3", file, cloud.endpoint.replacing("http://", with: "")],
      environment: ["HTTP_PROXY": nil, "http_proxy": nil, "NO_PROXY": "127.0.0.1"], seconds: 60)
    return (output.split(separator: "\n").map(String.init), cloud)
  }

  @Test func `the official client updates a service and follows the rollout until it serves`() async throws {
    let (lines, cloud) = try await run(
      """
      it = client()
      before = detail(it).OnlineVersionInfos[0]
      task = wait(it, update(it, DeployRemark="修复 fix").TaskId)
      after = detail(it).OnlineVersionInfos[0]
      print(before.VersionName, before.FlowRatio, task.Status, task.VersionName)
      print(after.VersionName, after.FlowRatio, after.ImageUrl)
      print([(step.Name, step.Status, step.CostTime) for step in task.Steps])
      """)
    #expect(
      lines == [
        "api-006 100 finished api-007", "api-007 100 nginx",
        "[('CreateVersion', 'finished', 40), ('ReleaseVersion', 'finished', 10)]",
      ])
    #expect(cloud.writes(of: "UpdateCloudRunServer") == 1)
  }

  @Test func `the official client uploads a package that is then built`() async throws {
    let (lines, cloud) = try await run(
      """
      service = client(tcb_client.TcbClient).DescribeCloudBaseBuildService(
        fill(tcb_models.DescribeCloudBaseBuildServiceRequest(), {"EnvId": "env-a", "ServiceName": "api"}))
      file = io.BytesIO()
      with zipfile.ZipFile(file, "w") as package: package.writestr("Dockerfile", "FROM scratch")
      put = urllib.request.Request(service.UploadUrl, file.getvalue(), method="PUT")
      print(urllib.request.urlopen(put, timeout=20).status)
      it = client()
      task = wait(it, update(it, DeployType="package", ImageUrl=None, PackageName=service.PackageName,
        PackageVersion=service.PackageVersion).TaskId)
      print(task.Status, task.Steps[0].Name)
      record = it.DescribeCloudRunDeployRecord(fill(models.DescribeCloudRunDeployRecordRequest(),
        {"EnvId": "env-a", "ServerName": "api"})).DeployRecords[0]
      print(record.DeployId, record.Status, record.BuildId > 2**31)
      """)
    #expect(lines == ["200", "finished BuildImage", "007 normal True"])
    #expect(cloud.uploads.count == 1)
  }

  @Test func `a wrong key is refused`() async throws {
    let (lines, cloud) = try await run("refusal(lambda: update(client(key='another')))")
    #expect(lines == ["AuthFailure.SignatureFailure"])
    #expect(cloud.writes(of: "UpdateCloudRunServer") == 0)
  }

  @Test func `a missing token is refused`() async throws {
    let (lines, _) = try await run("refusal(lambda: update(client(token=None)))")
    #expect(lines == ["AuthFailure.TokenFailure"])
  }

  @Test func `a timestamp of ten minutes ago is refused`() async throws {
    let (lines, _) = try await run(
      """
      class Past:
        def time(self): return time.time() - 600
        def __getattr__(self, name): return getattr(time, name)
      abstract_client.time = Past()
      refusal(lambda: update(client()))
      """)
    #expect(lines == ["AuthFailure.SignatureExpire"])
  }

  @Test func `a body that was changed on its way is refused`() async throws {
    let (lines, cloud) = try await run(
      """
      it = client()
      send = it.request.send_request
      def changed(request):
        request.data = request.data.replace("nginx", "evil!")
        return send(request)
      it.request.send_request = changed
      refusal(lambda: update(it))
      """)
    #expect(lines == ["AuthFailure.SignatureFailure"])
    #expect(
      cloud.requests.last?.body.bytes.map { String(decoding: $0, as: UTF8.self) }?.contains("evil!") == true)
  }

  @Test func `a second update during a rollout is refused`() async throws {
    let (lines, _) = try await run("it = client(); update(it); refusal(lambda: update(it))")
    #expect(lines == ["ResourceInUse"])
  }

  @Test func `another region than the environment's is refused`() async throws {
    let (lines, _) = try await run(
      """
      refusal(lambda: update(client(region='ap-guangzhou')))
      refusal(lambda: update(client(region='mars-north')))
      """)
    #expect(lines == ["InvalidParameter", "UnsupportedRegion"])
  }

  @Test func `the official client takes a role with a job's token, and says who it is with its key`()
    async throws
  {
    let (lines, _) = try await run(
      """
      profile = ClientProfile(httpProfile=HttpProfile(protocol="http", endpoint=endpoint, reqTimeout=20))
      def role(token):
        return CommonClient("sts", "2018-08-13", None, "ap-guangzhou", profile).call_json(
          "AssumeRoleWithWebIdentity", {"ProviderId": "ci", "WebIdentityToken": token,
            "RoleArn": "qcs::cam::uin/1:roleName/deploy", "RoleSessionName": "job"}, options={"SkipSign": True})
      key = role("a.job.token")["Response"]["Credentials"]
      temporary = sts_client.StsClient(
        credential.Credential(key["TmpSecretId"], key["TmpSecretKey"], key["Token"]), "ap-shanghai", profile)
      print(temporary.GetCallerIdentity(sts_models.GetCallerIdentityRequest()).AccountId)
      refusal(lambda: role("another.job.token"))
      """)
    #expect(lines == ["100000000001", "InvalidParameter.WebIdentityTokenError"])
  }

  @Test func `the official client makes a service, reads its settings and finds its log`() async throws {
    let (lines, cloud) = try await run(
      """
      it = client()
      def items(*ports): return [{"Key": "Port", "IntValue": port} for port in ports]
      def create(name, items): return it.CreateCloudRunServer(fill(models.CreateCloudRunServerRequest(),
        {"EnvId": "env-a", "ServerName": name, "Items": items,
         "DeployInfo": {"DeployType": "image", "ImageUrl": "nginx", "DeployRemark": "first"}}))
      refusal(lambda: create("new", []))
      refusal(lambda: create("api", items(80)))
      id = create("new", items(3000)).TaskId
      for _ in range(20):
        task = it.DescribeServerManageTask(fill(models.DescribeServerManageTaskRequest(),
          {"EnvId": "env-a", "ServerName": "new", "TaskId": id})).Task
        if task.Status not in ("todo", "running"): break
      print(task.Status, task.VersionName)
      version = it.DescribeVersionDetail(fill(models.DescribeVersionDetailRequest(),
        {"EnvId": "env-a", "ServerName": "new", "VersionName": "new-001"}))
      print(version.Port, version.Status, version.VpcConf)
      environment = it.DescribeEnvBaseInfo(fill(models.DescribeEnvBaseInfoRequest(), {"EnvId": "env-a"}))
      print(environment.IsExist, environment.EnvBaseInfo.Region, environment.EnvBaseInfo.EnvType)
      def search(**more): return it.SearchClsLog(fill(models.SearchClsLogRequest(), {"EnvId": "env-a",
        "StartTime": "2020-01-01 00:00:00", "EndTime": "2099-01-01 00:00:00", "Limit": 100, "Sort": "asc",
        "QueryString": 'container_name:"api-006"'} | more)).LogResults
      first = search()
      second = search(Context=first.Context)
      print(len(first.Results), first.ListOver, json.loads(first.Results[0].Content)["log"][:3])
      print({line.PkgLogId for line in first.Results} & {line.PkgLogId for line in second.Results})
      refusal(lambda: search(StartTime="now"))
      refusal(lambda: search(Limit=101))
      """)
    #expect(
      lines == [
        "InvalidParameter", "ResourceInUse", "finished new-001", "3000 normal None", "True ap-shanghai tcbr",
        "100 False GET", "set()", "InvalidParameter", "InvalidParameter",
      ])
    #expect(cloud.writes(of: "CreateCloudRunServer") == 1)
  }

  @Test func `the official client gives a candidate a share, and sees its release order`() async throws {
    let (lines, _) = try await run(
      """
      it = client()
      id = update(it, ReleaseType="GRAY").TaskId
      def order(): return it.DescribeReleaseOrder(fill(models.DescribeReleaseOrderRequest(),
        {"EnvId": "env-a", "ServerName": "api"}))
      print(order().IsExist)
      for _ in range(4): it.DescribeServerManageTask(fill(models.DescribeServerManageTaskRequest(),
        {"EnvId": "env-a", "ServerName": "api", "TaskId": id}))
      info = order().ReleaseOrderInfo
      print(info.CurrentVersion.VersionName, info.ReleaseVersion.VersionName, info.IsReleasing, info.FlowRatio)
      def share(old, new): return it.ReleaseGray(fill(models.ReleaseGrayRequest(), {"EnvId": "env-a",
        "ServerName": "api", "GrayType": "gray", "TrafficType": "FLOW", "GrayFlowRatio": new,
        "VersionFlowItems": [
          {"VersionName": "api-006", "FlowRatio": old, "IsDefaultPriority": True, "Priority": 1},
          {"VersionName": "api-007", "FlowRatio": new, "IsDefaultPriority": False, "Priority": 2}]}))
      refusal(lambda: share(50, 30))
      share(70, 30)
      print(order().ReleaseOrderInfo.FlowRatio, [v.FlowRatio for v in detail(it).OnlineVersionInfos])
      it.ReleaseGray(fill(models.ReleaseGrayRequest(), {"EnvId": "env-a", "ServerName": "api",
        "GrayType": "gray", "TrafficType": "URL_PARAMS", "VersionFlowItems": [
          {"VersionName": "api-006", "IsDefaultPriority": True, "Priority": 1},
          {"VersionName": "api-007", "IsDefaultPriority": False, "Priority": 2,
           "UrlParam": {"Key": "v", "Value": "canary"}}]}))
      info = order().ReleaseOrderInfo
      print(info.TrafficType, [(v.Key, v.Value) for v in info.TrafficTypeValues])
      records = it.DescribeCloudRunDeployRecord(fill(models.DescribeCloudRunDeployRecordRequest(),
        {"EnvId": "env-a", "ServerName": "api"})).DeployRecords
      print([(r.DeployId, r.TrafficType) for r in records])
      """)
    #expect(
      lines == [
        "False", "api-006 api-007 True 0", "InvalidParameter", "30 ['70', '30']",
        "URL_PARAMS [('v', 'canary')]", "[('007', 'URL_PARAMS'), ('006', 'FLOW')]",
      ])
  }
}
