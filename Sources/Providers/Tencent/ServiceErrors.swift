import Model

extension TencentErrors {
  /// The codes of CloudBase (`tcb` 2018-06-08) that mean more, or something else, than their prefix.
  /// https://cloud.tencent.com/document/product/876/34809, and the list of the SDK.
  static let cloudBase = ErrorTable([
    "AuthFailure.DataSourceOperationAuthFailure": permission,
    "FailedOperation.AccountInsufficient": unpaid,
    "FailedOperation.AllocateIdReleased": .configuration(environment),
    "FailedOperation.DataSourceNotExist": .configuration(compare),
    "FailedOperation.DatabaseSqlSyntaxError": .configuration(compare),
    "FailedOperation.DuplicatedData": .configuration(taken),
    "FailedOperation.EmptyDatabaseEndpoint": .configuration(compare),
    "FailedOperation.FlexdbResourceOverdue": unpaid,
    "FailedOperation.FunctionStatusError": conflict,
    "FailedOperation.InstanceStatusConflict": conflict,
    "FailedOperation.InvalidContext": .configuration(compare),
    "FailedOperation.Namespace": .configuration(taken),
    "FailedOperation.OperationConflict": conflict,
    "FailedOperation.PGResultTooLarge": .configuration(compare),
    "FailedOperation.PackageUnsupported": plan,
    "FailedOperation.SyntaxError": .configuration(compare),
    "FailedOperation.TdsqlPaused": .later(.seconds(5), "the database is starting: try again in a minute"),
    "FailedOperation.TopicIsolated": unpaid,
    "FailedOperation.UpdateFunctionCode": conflict,
    "InvalidParameter.Action": .configuration(retired),
    "InvalidParameter.CustomerNotConfigured": refused,
    "InvalidParameter.EnvId": .configuration(environment),
    "InvalidParameter.ResourceNotExists": .configuration(environment),
    "InvalidParameter.ServiceNotExist": .configuration(service),
    "LimitExceeded.Concurrent": throttled,
    "LimitExceeded.InitTimeout": .configuration(compare),
    "LimitExceeded.NoValidConnection": throttled,
    "LimitExceeded.OutOfResultSizeLimit": .configuration(compare),
    "LimitExceeded.Request": throttled,
    "LimitExceeded.Timeout": .configuration(compare),
    "OperationDenied.FreePackageDenied": plan,
    "OperationDenied.HTTPServiceDomainEOFrozen": unpaid,
    "OperationDenied.HTTPServiceDomainProcessing": conflict,
    "ResourceInUse.Function": .configuration(taken),
    "ResourceInUse.FunctionName": .configuration(taken),
    "ResourceInUse.HTTPServiceDomain": .configuration(taken),
    "ResourceInUse.HTTPServiceRoute": .configuration(taken),
    "ResourceInUse.LogExist": .configuration(taken),
    "ResourceInsufficient.EnvPoolEmpty": .tryLater("no environment is free at the moment: try again later"),
    "ResourceNotFound.EnvNotExist": .configuration(environment),
    "ResourceNotFound.ServerNotFound": .configuration(service),
    "ResourceUnavailable.IndexOptionsConflict": .configuration(taken),
    // It is about an invoice that is too small for a refund: nothing is owed.
    "ResourceUnavailable.InvoiceAmountLack": refused,
    "ResourceUnavailable.MongoIsolated": unpaid,
    "ResourceUnavailable.ResourceExist": .configuration(taken),
    "UnsupportedOperation.TooManyTables": quota,
  ])

  private static let environment: Text = "check \"envId\", \"region\" and the account of the key"
  private static let service: Text = "check \"serverName\", \"envId\" and the account of the key"
  private static let conflict = ErrorMeaning.busy(
    "another operation is in progress on it: try again in some minutes")
  private static let plan = ErrorMeaning.credentials(
    "the environment's plan does not include it: upgrade it at https://tcb.cloud.tencent.com/dev")

  /// The codes of `sts` 2018-08-13. Those without a remedy are about the role and the id token: `IDToken` shows both.
  /// https://cloud.tencent.com/document/api/1312/73070, and the list of the SDK.
  static let securityToken = ErrorTable([
    "AuthFailure.AccessKeyIllegal": .credentials(
      "check the secret id and key for a missing character and for a key that was disabled"),
    "FailedOperation.CheckMFAError": .credentials(withoutSecondFactor),
    "FailedOperation.MFATypeNotSupported": .credentials(withoutSecondFactor),
    "FailedOperation.TempKeyNotAllowed": .credentials(
      "use a permanent key: this call takes no temporary one"),
    // The documents have it for a role that cannot be read. Whether it is wrong or the service is in trouble does not
    // show: the read is repeated, and then it is the role.
    "InternalError.GetRoleError": ErrorMeaning(.credentials, .readsOnly, []),
    "InternalError.IllegalRole": .credentials(),
    "InvalidParameter": .credentials(),
    "InvalidParameter.AccountNotAvaliable": .credentials(
      "the account does not exist or is closed: check the account in the role's name"),
    "InvalidParameter.OverLimit": throttled,
    "InvalidParameter.OverTimeError": .credentials(
      "allow the role sessions of 2 hours: its \"session duration\" in CAM"),
    "ResourceNotFound.RoleNotFound": .credentials(),
    "UnauthorizedOperation": .credentials(),
  ])
}
