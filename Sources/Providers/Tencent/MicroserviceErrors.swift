import Model

extension TencentErrors {
  /// The codes of TEM that mean more than their prefix.
  /// https://cloud.tencent.com/document/product/1371/62477 (RollingUpdateApplicationByVersion), and the service's list.
  static let microservice = ErrorTable([
    "*AlreadyExist": .configuration(taken),
    "*ApplicationAccessServiceReachMaximum": quota,
    "InternalError.DeployVersionError": .serverError("check what became of the update: sampan status"),
    "InvalidParameter.UnauthorizedOrMissingRole": permission,
    "InvalidParameter.VpcOverQuota": quota,
    "InvalidParameterValue.ApmNotBind": .configuration("bind APM to the environment in the console"),
    "InvalidParameterValue.DailyCreateNamespaceReachMaximum": .tryLater(
      "the quota of this day is used up: try again tomorrow, or raise it"),
    "InvalidParameterValue.InvalidDeployVersion": .configuration(version),
    "InvalidParameterValue.InvalidEnvName": .configuration(
      "rename the application's variable: letters, digits, \".\", \"_\" and \"-\", no digit first"),
    "InvalidParameterValue.InvalidEnvValue": .configuration(
      "shorten the application's variable: its value has at most 1000 characters"),
    "InvalidParameterValue.InvalidMountPath": .configuration(
      "mount the application's volume elsewhere than at /app"),
    "InvalidParameterValue.InvalidTenantInfo": .credentials(
      "check the account of the key: the service does not recognize it"),
    "InvalidParameterValue.JdkVersionRequired": .configuration(
      "choose the application's JDK version in the console"),
    "InvalidParameterValue.NamespaceDuplicateError": .configuration(taken),
    "InvalidParameterValue.NamespaceNotBelongToAppid": .configuration(environment),
    "InvalidParameterValue.NamespaceNotFound": .configuration(environment),
    "InvalidParameterValue.NamespaceReachMaximum": quota,
    "InvalidParameterValue.NamespaceResourceReachMaximum": quota,
    "InvalidParameterValue.OsNotSupport": .configuration(
      "choose another operating system for the application in the console"),
    "InvalidParameterValue.RegistryNotBind": .configuration(
      "bind a registry to the environment in the console"),
    "InvalidParameterValue.ScalerNameDuplicated": .configuration(taken),
    "InvalidParameterValue.ServiceNameDuplicateError": .configuration(taken),
    "InvalidParameterValue.ServiceNotBelongToAppid": .configuration(application),
    "InvalidParameterValue.ServicePodReachMaximum": .configuration(
      "the quota of instances is used up: raise it, or use fewer"),
    "InvalidParameterValue.ServiceReachMaximum": quota,
    "InvalidParameterValue.TemIdInvalid": .configuration(
      "check applicationId (app-…) and environmentId (en-…)"),
    "InvalidParameterValue.VersionLengthLimit": .configuration(version),
    "InvalidParameterValue.VersionLowerCase": .configuration(version),
    "MissingParameter.DeployModeNull": .configuration(
      "deploy the application in the console once: this API only updates"),
    "MissingParameter.DeployVersionNull": .configuration(version),
    "MissingParameter.ImgRepoNull": .configuration(image),
    "MissingParameter.LogsetOrTopicNull": .configuration(
      "name the log set and the topic of the application's log in the console"),
    "MissingParameter.NamespaceIdNull": .configuration("set \"environmentId\" in \"tem\""),
    "MissingParameter.PkgNameNull": .configuration(
      "the application runs a package: set \"package\" in the target, or \"packageName\" in \"tem\""),
    "MissingParameter.RepoServerNull": .configuration(image),
    "MissingParameter.ServiceIdNull": .configuration("set \"applicationId\" in \"tem\""),
    "MissingParameter.SvcRepoNotReady": .later(soon, preparing),
    "OperationDenied.BalanceNotEnough": unpaid,
    "OperationDenied.ResourceIsolated": unpaid,
    "ResourceInUse.EnvironmentAlreadyLocked": .later(soon, locked),
    "ResourceInUse.ResourceAlreadyLocked": .later(soon, locked),
    "ResourceInUse.ResourceAlreadyUsed": .configuration("it is bound already: check it in the console"),
    "ResourceNotFound.InterfaceNotFound": .configuration(retired),
    "ResourceNotFound.MicroserviceOffline": .configuration(application),
    "ResourceNotFound.NamespaceNotFound": .configuration(environment),
    "ResourceNotFound.ServiceNotFound": .configuration(application),
    "ResourceNotFound.ServiceRunningVersionNotFound": .configuration(
      "deploy the application in the console once"),
    "ResourceNotFound.VersionNamespaceNotFound": .configuration(environment),
    "ResourceNotFound.VersionServiceNotFound": .configuration(application),
    "ResourceUnavailable.ApplicationNotDeletable": .configuration(
      "other resources depend on the application: check it in the console"),
    "ResourceUnavailable.ApplicationStopped": .configuration("start the application in the console"),
    "ResourceUnavailable.WaitForKruise": .later(soon, preparing),
    "UnauthorizedOperation.MissingEksLogRole": .credentials(
      "let the container service write logs (CLS): the console asks for it once"),
    "UnsupportedOperation.UnsupportAction": .configuration(retired),
  ])

  /// These states end within seconds.
  private static let soon = Duration.seconds(5)
  private static let locked: Text = "another operation is changing it: deploy again in a minute"
  private static let preparing: Text = "the environment is still being prepared: deploy again in some minutes"
  private static let version: Text =
    "set \"version\", or \"tag\" of the image: at most 128 of a-z, 0-9, \".\", \"_\" and \"-\""
  private static let image: Text = "the application runs an image: set \"image\" in the target"
  private static let application: Text = "check applicationId, region and the account of the key"
  private static let environment: Text = "check environmentId, region and the account of the key"
}
