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
  /// Another write comes before it, and is refused first where none is allowed.
  var writesBefore = false
  /// The writes of its verbs.
  var operations: [ProviderSchema.Verb: String] = [:]
  /// What leads to a service that is not there, and what stands in its place.
  var unknown: (there: String, nowhere: String)

  var testDescription: String { provider }

  /// A line for each provider of the catalog that talks to a cloud.
  static let all: [Subject] = [
    Subject(
      provider: "esa",
      target:
        #""esa": { "appId": "app-1", "publishEnv": "prod" }, "image": { "repository": "127.0.0.1:1/acme/api" }"#,
      write: "PublishEdgeContainerAppVersion", writesBefore: true,
      operations: [
        .promote: "PublishEdgeContainerAppVersion", .cancel: "RollbackEdgeContainerAppVersion",
        .rollback: "RollbackEdgeContainerAppVersion",
      ],
      unknown: ("app-1", "app-9")),
    Subject(
      provider: "tcbTask", target: #""tcbTask": { "externalId": "task-1" }"#, unknown: ("task-1", "task-9")),
    Subject(
      provider: "tcbr",
      target:
        #""tcbr": { "envId": "env-a", "serverName": "api" }, "image": { "repository": "127.0.0.1:1/acme/api" }"#,
      write: "UpdateCloudRunServer",
      operations: [
        .promote: "ReleaseGray", .cancel: "OperateServerManage", .rollback: "SubmitServerRollback",
      ],
      unknown: ("env-a", "env-z")),
    Subject(
      provider: "tem",
      target:
        #""tem": { "region": "ap-guangzhou", "applicationId": "app-1", "environmentId": "en-1" }, "image": { "repository": "127.0.0.1:1/acme/api" }"#,
      write: "RollingUpdateApplicationByVersion",
      operations: [
        .promote: "ResumeDeployApplication", .cancel: "RevertDeployApplication",
        .rollback: "RollingUpdateApplicationByVersion",
      ],
      unknown: ("app-1", "app-9")),
    Subject(
      provider: "wechat",
      target:
        #""wechat": { "envId": "env-a", "serverName": "api" }, "image": { "repository": "127.0.0.1:1/acme/api" }"#,
      write: "rollupdatecloudbaserunserverversion",
      operations: [
        .promote: "releasecloudbaserunversion", .rollback: "releasecloudbaserunversion",
      ],
      unknown: ("env-a", "env-z")),
  ]
}
