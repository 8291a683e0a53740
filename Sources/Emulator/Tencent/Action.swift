import Model

/// One action of an API: what it is called, what it takes, what it does to the cloud.
struct Action: Sendable {
  var name: String
  /// The product, as it stands in the credential scope and in the host name.
  var service: String
  /// Changes something that a key without write permission must not change.
  var isWrite = false
  /// Some calls bring their own proof, and no signature.
  var isSigned = true
  /// Starts a rollout: what a scenario does to updates is done to it.
  var isUpdate = false
  /// Where time passes by looks, this is a look.
  var letsTimePass = false
  var parameters: [Parameter]
  /// The members of `Response`, without `RequestId`. The parameters have been checked.
  var run: @Sendable (inout CloudState, Call) throws(APIError) -> [String: JSON]

  /// API versions by service.
  static let versions = [
    "tcbr": "2022-02-17", "tcb": "2018-06-08", "tem": "2021-07-01", "sts": "2018-08-13",
  ]

  /// Every action that is emulated. Another cloud of the same API family adds its list here.
  static let all: [Action] =
    tcbrReads + tcbrLogs + tcbrWrites + tcbrGray + tcbBuilds + tcbTasks
    + temReads + temWrites + sts

  /// The action that a signed request asks for. Without a host name of its own, a service is known by the
  /// credential scope.
  static func find(_ head: RequestHead, service: String) throws(APIError) -> Action {
    guard let name = head[header: "X-TC-Action"] else { throw .missing("Action") }
    guard let version = head[header: "X-TC-Version"] else { throw .missing("Version") }
    let namesakes = all.filter { $0.name == name }
    guard let action = namesakes.first(where: { $0.service == service }) else {
      guard namesakes.isEmpty else {
        throw APIError(
          "AuthFailure.SignatureFailure", "The credential scope's service `\(service)` is not `\(name)`'s.")
      }
      throw APIError("InvalidAction", "The request action=`\(name)` is invalid or not match version.")
    }
    guard version == versions[service] else {
      throw APIError("NoSuchVersion", "The version `\(version)` of product `\(service)` does not exist.")
    }
    return action
  }
}

/// One call's checked parameters and the circumstances an action may ask for.
struct Call: Sendable {
  var parameters: [String: JSON]
  var region: String?
  /// Where this cloud can be reached, as the caller spelled it: `127.0.0.1:PORT`.
  var host: String

  func string(_ name: String) -> String { parameters[name]?.string ?? "" }
  func integer(_ name: String) -> Int? { parameters[name]?.integer }
}
