import Model
import Providers
import Testing

/// What the suite deploys with a provider: one target, and the action that is its write.
struct Subject: Sendable, CustomTestStringConvertible {
  var provider: String
  /// The members of the target besides `wait`.
  var target: String
  /// Sent once a deploy; nil: the provider only watches.
  var write: String?
  /// What leads to a service that is not there, and what stands in its place.
  var unknown: (there: String, nowhere: String)

  var testDescription: String { provider }

  /// A line for each provider of the catalog that talks to a cloud.
  static let all: [Subject] = [
    Subject(
      provider: "esa",
      target:
        #""esa": { "appId": "app-1", "publishEnv": "prod" }, "image": { "repository": "127.0.0.1:1/acme/api" }"#,
      write: "PublishEdgeContainerAppVersion", unknown: ("app-1", "app-9")),
    Subject(
      provider: "tcbTask", target: #""tcbTask": { "externalId": "task-1" }"#, unknown: ("task-1", "task-9")),
    Subject(
      provider: "tcbr",
      target:
        #""tcbr": { "envId": "env-a", "serverName": "api" }, "image": { "repository": "127.0.0.1:1/acme/api" }"#,
      write: "UpdateCloudRunServer", unknown: ("env-a", "env-z")),
    Subject(
      provider: "tem",
      target:
        #""tem": { "region": "ap-guangzhou", "applicationId": "app-1", "environmentId": "en-1" }, "image": { "repository": "127.0.0.1:1/acme/api" }"#,
      write: "RollingUpdateApplicationByVersion", unknown: ("app-1", "app-9")),
    Subject(
      provider: "wechat",
      target:
        #""wechat": { "envId": "env-a", "serverName": "api" }, "image": { "repository": "127.0.0.1:1/acme/api" }"#,
      write: "rollupdatecloudbaserunserverversion", unknown: ("env-a", "env-z")),
  ]
}
