import Effects
import HTTP
import Model

/// A CloudBase one-click task that was started elsewhere: it is waited for, and nothing is sent to change it. API
/// `tcb` 2018-06-08; the vendor took the call out of its public list on 2025-12-25 (tccli 3.1.19.1).
/// https://cloud.tencent.com/document/product/876 (DescribeCloudBaseRunOneClickTaskExternal)
package struct OneClickTask: Provider {
  package static let schema = ProviderSchema(
    name: "tcbTask",
    title: "Tencent CloudBase, by a one-click task that is waited for",
    accepts: [],
    options: [
      OptionSpec(
        "externalId", .template, "the id that was given to the task when it was started; at most 64 bytes",
        required: true)
    ],
    serviceOptions: ["externalId"],
    cannot: [
      .promote: "a one-click task is only watched",
      .cancel: "a one-click task is stopped where it was started",
      .rollback: "a one-click task is only watched", .logs: "a one-click task is only watched",
      .history: "a one-click task is only watched",
    ],
    hasAddress: false,
    remarkLimit: RemarkLimit(characters: 100, utf8Bytes: 255),
    versionRule: .imageTag,
    polling: Polling(shortest: .seconds(5), usual: .seconds(5), registration: .seconds(60)))

  let world: World
  private let api: TencentAPI
  let externalID: String
  private let place: Place?
  private let waits: Bool

  package static func problems(of target: Target, in world: World) -> [Failure] {
    guard let option = target.options["externalId"], let text = option.value.string,
      let template = try? Template(text)
    else { return [] }
    // A name is replaced by at least one byte.
    let least = template.literals.reduce(template.names.count) { $0 + $1.utf8.count }
    return idLengths.contains(least) ? [] : [wrongLength(least, at: option.place)]
  }

  package init(_ target: Target, _ world: World) throws(Failure) {
    try Self.refuse(target, world)
    let option = target.options["externalId"]
    try self.init(
      option?.value.string ?? "", at: option?.place, waits: target.wait.isEnabled, in: world)
  }

  /// A task without a target, for `sampan status --external-id`. An id that no task can have is `.usage`.
  package init(externalID: String, in world: World) throws(Failure) {
    try self.init(externalID, at: nil, waits: true, in: world)
  }

  private init(_ externalID: String, at place: Place?, waits: Bool, in world: World) throws(Failure) {
    guard Self.idLengths.contains(externalID.utf8.count) else {
      throw Self.wrongLength(externalID.utf8.count, at: place)
    }
    self.externalID = externalID
    self.place = place
    self.waits = waits
    self.world = world
    api = TencentAPI(world, region: nil)
  }

  /// In bytes: the limits of the API.
  private static let idLengths = 1...64

  private static func wrongLength(_ byteCount: Int, at place: Place?) -> Failure {
    Failure(
      place == nil ? .usage : .configuration,
      "the external id is \(byteCount) bytes long; the API accepts 1 to 64", place: place,
      remedies: ["write the id that was given to the task when it was started, e.g. \"{env:EXTERNAL_ID}\""])
  }

  package func requests(for deployment: Deployment) -> [PlannedRequest] {
    [api.planned(describe)]
      + (waits ? [api.planned(describe, when: "repeated until the task ends")] : [])
  }

  package func identity() async throws(Failure) -> CallerIdentity? { try await api.identity() }

  /// What is live is known only when the task is finished. A running one does not block the deploy, which waits for
  /// it: `inFlight` is always nil.
  package func state() async throws(Failure) -> ServiceState {
    let task = try await self.task()
    var state = ServiceState(newest: Receipt(operation: externalID, baseline: "", release: task.release))
    if task.word == "finished" {
      state.online = [ServiceState.Online(release: task.release ?? externalID, trafficPercent: 100)]
    } else {
      state.notes = [
        Finding(
          .notice,
          "task \"\(externalID)\" is \(task.word.or("no status")) in \(task.stage.or("no stage"))",
          rule: "tcbTask/status")
      ]
    }
    return state
  }

  package func publish(_ deployment: Deployment) async throws(Failure) {}

  /// Sends nothing.
  package func update(
    _ deployment: Deployment, _ upload: Void, since state: ServiceState
  ) async throws(Failure) -> Receipt {
    Receipt(operation: externalID, baseline: state.baseline, stamp: deployment.stamp)
  }

  package func poll(_ receipt: Receipt) async throws(Failure) -> Rollout {
    let task = try await self.task()
    var receipt = receipt
    receipt.release = task.release ?? externalID
    let state: Rollout.State =
      switch task.word {
      case "finished": .finished
      case "failed": .failed(task.reason)
      case "stopped": .stopped(task.reason)
      default: .running
      }
    return Rollout(
      receipt: receipt, state: state, steps: task.allSteps, status: task.shownStatus,
      requestID: task.requestID)
  }

  package func explain(_ rollout: Rollout) async -> [LogExcerpt] { [] }

  // MARK: The task

  private func task() async throws(Failure) -> Answer {
    do throws(Failure) {
      return try await api.send(describe, expecting: Answer.self)
    } catch {
      throw explained(error)
    }
  }

  private static let retired: Set<Substring> = [
    "ActionOffline", "InvalidAction", "NoSuchVersion", "NoSuchProduct",
  ]

  /// The API's error codes, explained for a task that is waited for.
  private func explained(_ error: Failure) -> Failure {
    guard error.action == describe.action, let prefix = error.code?.split(separator: ".").first
    else { return error }
    var failure = error
    switch prefix {
    case _ where Self.retired.contains(prefix):
      failure.what =
        """
        the provider has retired \(describe.action), the only API that reports one-click tasks; its replacement is \
        DescribeServerManageTask, which the provider "tcbr" uses (\(error.what))
        """
      failure.place = place
      failure.remedies = ["deploy the service with \"tcbr\" instead of \"tcbTask\""]
    case "ResourceNotFound": return notFound(error)
    case "InvalidParameter":
      failure.place = place
      failure.remedies = [
        "check the external id: it must be the one that was given to the task when it was started"
      ]
    case "ResourceInUse":
      failure.retry = .readsOnly
      failure.remedies = ["the task is being changed: try again in a minute"]
    default: break
    }
    return failure
  }

  private func notFound(_ error: Failure) -> Failure {
    error.with {
      $0.what = "one-click task \"\(externalID)\" does not exist: \(error.what)"
      $0.place = place
      $0.remedies = ["check the external id, and that the key is of the account that runs the task"]
    }
  }
}
