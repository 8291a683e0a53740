import Emulator
import Foundation
import Model
import Testing

/// The gateway's refusals, before any action runs.
@Suite struct ParameterTests {
  @Test(arguments: [
    (#"{"EnvId": "env-a"}"#, "MissingParameter"),
    (#"{"EnvId": "env-a", "ServerName": null}"#, "MissingParameter"),
    (#"{"EnvId": "env-a", "ServerName": "api", "Colour": "red"}"#, "UnknownParameter"),
    (#"{"EnvId": "env-a", "ServerName": 7}"#, "InvalidParameter"),
    (#"{"EnvId": "env-a", "ServerName": ["api"]}"#, "InvalidParameter"),
    (#"{"EnvId": "env-b", "ServerName": "api"}"#, "ResourceNotFound"),
    (#"{"EnvId": "env-a", "ServerName": "nobody"}"#, "ResourceNotFound.ServerNotFound"),
    ("[]", "InvalidParameter"), ("", "InvalidParameter"),
    (String(repeating: "[", count: 100_000), "InvalidParameter"),
  ]) func `a parameter that is not right is refused by name`(body: String, code: String) async throws {
    let (cloud, client) = try Client.cloud()
    defer { cloud.stop() }
    let answered = try await client.exchange("DescribeCloudRunServerDetail", Array(body.utf8))
    #expect(answered.text.contains(#""Code":"\#(code)""#))
  }

  @Test func `an unknown action, a wrong version and a wrong content type are refused`() async throws {
    let (cloud, plain) = try Client.cloud()
    defer { cloud.stop() }
    #expect(try await plain.errorCode("DescribeCloudRunEnv", [:]) == "InvalidAction")
    var client = plain
    client.headers["X-TC-Version"] = "2018-06-08"
    #expect(try await client.errorCode("DescribeEnvBaseInfo", ["EnvId": "env-a"]) == "NoSuchVersion")
    client = plain
    client.headers["Content-Type"] = "application/x-www-form-urlencoded"
    #expect(try await client.errorCode("DescribeEnvBaseInfo", ["EnvId": "env-a"]) == "UnsupportedProtocol")
  }

  @Test func `every answer has a request id of its own and the cloud's date`() async throws {
    let (cloud, client) = try Client.cloud()
    defer { cloud.stop() }
    let first = try await client.call("DescribeEnvBaseInfo", ["EnvId": "env-a"])["RequestId"]?.string
    let response = try await client.exchange("DescribeEnvBaseInfo", ["EnvId": "env-a"])
    #expect(first?.count == 36)
    #expect(!response.text.contains(first ?? ""))
    #expect(response.date == "Tue, 23 Dec 2025 09:48:10 GMT")
  }

  /// Updates `api` with settings, and returns the error's code.
  private func update(_ client: Client, info: String? = nil, items: String = "[]") async throws -> String? {
    let info = info ?? #"{"DeployType": "image", "ImageUrl": "nginx", "ReleaseType": "FULL"}"#
    let body = #"{"EnvId": "env-a", "ServerName": "api", "DeployInfo": \#(info), "Items": \#(items)}"#
    let text = try await client.exchange("UpdateCloudRunServer", Array(body.utf8)).text
    let answer = try JSONDecoder().decode(JSON.self, from: Data(text.utf8))
    return answer["Response"]?["Error"]?["Code"]?.string
  }

  @Test(arguments: [
    #"[{"Key": "MinNum", "IntValue": 1}]"#,
    #"[{"Key": "CpuSpecs", "FloatValue": 0.5}, {"Key": "MemSpecs", "FloatValue": 1}]"#,
    #"[{"Key": "EnvParam", "Value": "{\"A\":\"1\"}"}]"#,
    #"[{"Key": "AccessTypes", "ArrayValue": ["PUBLIC"]}]"#,
    #"[{"Key": "HasDockerfile", "BoolValue": false}]"#,
    #"[{"Key": "VpcConf", "VpcConf": {"VpcId": "vpc-1"}}]"#,
    #"[{"Key": "PolicyDetails", "PolicyDetails": [{"PolicyType": "cpu", "PolicyThreshold": 60}]}]"#,
  ]) func `a setting in its own slot is accepted`(items: String) async throws {
    let (cloud, client) = try Client.cloud()
    defer { cloud.stop() }
    #expect(try await update(client, items: items) == nil)
  }

  @Test(arguments: [
    #"[{"Key": "MinNum", "Value": "1"}]"#, #"[{"Key": "MinNum", "IntValue": 1, "Value": "1"}]"#,
    #"[{"Key": "MinNum"}]"#, #"[{"Key": "Colour", "Value": "red"}]"#,
    #"[{"Key": "CpuSpecs", "FloatValue": 0.5}]"#,
    #"[{"Key": "CpuSpecs", "FloatValue": 0.5}, {"Key": "MemSpecs", "FloatValue": 4}]"#,
    #"[{"Key": "EnvParam", "Value": "A=1"}]"#, #"[{"Key": "InternalAccess", "Value": "yes"}]"#,
    #"[{"Key": "Port", "IntValue": 80}, {"Key": "Port", "IntValue": 81}]"#,
    #"[{"Key": "AccessTypes", "ArrayValue": ["EVERYBODY"]}]"#, #"[{"Key": "Port", "IntValue": 1.5}]"#,
    #"[{"Key": "MinNum", "IntValue": 5}, {"Key": "MaxNum", "IntValue": 1}]"#,
  ]) func `a setting in another slot, or with an impossible value, is refused`(items: String) async throws {
    let (cloud, client) = try Client.cloud()
    defer { cloud.stop() }
    #expect(try await update(client, items: items) == "InvalidParameter")
    #expect(cloud.writes(of: "UpdateCloudRunServer") == 0)
  }

  @Test(arguments: [
    (#"{"DeployType": "image"}"#, "MissingParameter"), (#"{"ImageUrl": "nginx"}"#, "MissingParameter"),
    (#"{"DeployType": "floppy"}"#, "InvalidParameter"), (#"{"DeployType": "package"}"#, "MissingParameter"),
    (#"{"DeployType": "package", "PackageName": "a.zip", "PackageVersion": "1"}"#, "InvalidParameter"),
    (#"{"DeployType": "repository"}"#, "MissingParameter"),
    (#"{"DeployType": "image", "ImageUrl": "nginx", "ReleaseType": "gray"}"#, "InvalidParameter"),
  ]) func `a deploy that is not whole is refused`(info: String, code: String) async throws {
    let (cloud, client) = try Client.cloud()
    defer { cloud.stop() }
    #expect(try await update(client, info: info) == code)
  }
}
