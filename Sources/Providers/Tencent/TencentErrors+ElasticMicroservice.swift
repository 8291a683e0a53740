import Model

extension TencentErrors {
  /// The codes of TEM that say more than their prefix.
  /// https://cloud.tencent.com/document/product/1371/62477 (RollingUpdateApplicationByVersion), and the service's list.
  static let elasticMicroservice: [(prefix: String, meaning: Meaning)] =
    [
      ("InternalError.DeployVersionError", Meaning(kind: .unavailable, retry: .readsOnly, remedies: status)),
      (
        "InvalidParameter.UnauthorizedOrMissingRole",
        Meaning(kind: .credentials, retry: .never, remedies: permission)
      ),
      (
        "OperationDenied.BalanceNotEnough",
        Meaning(kind: .credentials, retry: .never, remedies: ["the account's balance is used up: top it up"])
      ),
      (
        "OperationDenied.ResourceIsolated",
        Meaning(kind: .credentials, retry: .never, remedies: ["the account owes money: settle it"])
      ),
      (
        "ResourceInUse.EnvironmentAlreadyLocked", Meaning(kind: .tryLater, retry: notYet, remedies: locked)
      ),
      ("ResourceInUse.ResourceAlreadyLocked", Meaning(kind: .tryLater, retry: notYet, remedies: locked)),
      ("ResourceUnavailable.WaitForKruise", Meaning(kind: .tryLater, retry: notYet, remedies: preparing)),
      ("MissingParameter.SvcRepoNotReady", Meaning(kind: .tryLater, retry: notYet, remedies: preparing)),
      (
        "UnauthorizedOperation.MissingEksLogRole",
        Meaning(
          kind: .credentials, retry: .never,
          remedies: ["let the container service write logs (CLS): the console asks for it once"])
      ),
    ] + mistakes.map { ($0.key, Meaning(kind: .configuration, retry: .never, remedies: [$0.value])) }

  /// Refused before anything was executed, and over in seconds.
  private static let notYet = Failure.Retry.safe(after: .seconds(5))
  private static let status = ["see what became of the update: sampan status"]
  private static let locked = ["something else is changing it just now: deploy again in a minute"]
  private static let preparing = ["the environment is still being prepared: deploy again in some minutes"]

  /// What a person has to mend, in `sampan.json` or in the console.
  private static let mistakes = [
    "InvalidParameterValue.ApmNotBind": "bind APM to the environment in the console",
    "InvalidParameterValue.InvalidDeployVersion": version,
    "InvalidParameterValue.InvalidEnvName":
      "rename the application's variable: letters, digits, \".\", \"_\" and \"-\", no digit first",
    "InvalidParameterValue.InvalidMountPath": "mount the application's volume elsewhere than at /app",
    "InvalidParameterValue.JdkVersionRequired": "choose the application's JDK version in the console",
    "InvalidParameterValue.NamespaceNotBelongToAppid": environment,
    "InvalidParameterValue.NamespaceNotFound": environment,
    "InvalidParameterValue.OsNotSupport":
      "choose another operating system for the application in the console",
    "InvalidParameterValue.RegistryNotBind": "bind a registry to the environment in the console",
    "InvalidParameterValue.ServiceNotBelongToAppid": application,
    "InvalidParameterValue.ServicePodReachMaximum":
      "the quota of instances is used up: raise it, or use fewer",
    "InvalidParameterValue.TemIdInvalid": "check applicationId (app-…) and environmentId (en-…)",
    "InvalidParameterValue.VersionLengthLimit": version,
    "InvalidParameterValue.VersionLowerCase": version,
    "MissingParameter.DeployModeNull": "deploy the application in the console once: this API only updates",
    "MissingParameter.DeployVersionNull": version,
    "MissingParameter.LogsetOrTopicNull":
      "name the log set and the topic of the application's log in the console",
    "MissingParameter.NamespaceIdNull": "set \"environmentId\" in \"tem\"",
    "ResourceNotFound.MicroserviceOffline": application,
    "ResourceNotFound.NamespaceNotFound": environment,
    "ResourceNotFound.ServiceNotFound": application,
    "ResourceNotFound.ServiceRunningVersionNotFound": "deploy the application in the console once",
    "ResourceNotFound.VersionNamespaceNotFound": environment,
    "ResourceNotFound.VersionServiceNotFound": application,
    "ResourceUnavailable.ApplicationStopped": "start the application in the console",
  ]

  private static let version =
    "set \"version\", or \"tag\" of the image: at most 128 of a-z, 0-9, \".\", \"_\" and \"-\""
  private static let application = "check applicationId, region and the account of the key"
  private static let environment = "check environmentId, region and the account of the key"
}
