import Courses
import Model

extension Subject {
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
      shareWrite: "setcspropotion", unknown: ("env-a", "env-z")),
  ]
}
