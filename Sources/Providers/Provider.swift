import Effects
import Model

/// One service at one cloud, from the pipeline's point of view: a deploy is an argument. A provider knows what to
/// send and how to read the answer; the order of the steps, the waiting, the guards and the reporting belong to the
/// pipeline.
///
/// The contract, for everyone who writes one:
/// * `requests` is pure: no clock, no network, no credentials. All others may send requests through `world`.
/// * No loops that wait and no sleeps: the pipeline calls `poll` again. The API client retries failed requests, a write
///   only when it is proven that nothing was executed. Only the pipeline repeats the update, after it has asked its
///   guards again.
/// * A folder of at most three files: `X.swift` with these members in this order, `XAPI.swift` with the calls and what
///   they answer, `XOptions.swift` with schema, problems and tables of options where they are long. Where reading releases
///   and logs is long, too, `XLogs.swift` has `explain`, `releases` and `log`; where a verdict is read from several
///   answers, `XRollout.swift` has what `poll` asks of them.
/// * The state may change between two reads: what may end is read first, then what its end would change.
/// * "No such service" is kind `.configuration`, refused credentials are `.credentials`, a rollout that is in progress
///   already is `.tryLater`, each with the provider's code and request id.
/// * Nothing secret goes into a failure, an event or a planned request.
package protocol Provider: Sendable {
  /// What `publish` made of an artifact, and what the update sends besides.
  associatedtype Upload: Sendable

  static var schema: ProviderSchema { get }

  /// Everything wrong with a target, whatever the commit, that the option table cannot express: a pair of options,
  /// the grammar of a name. Each has the place of the option, or of the block that lacks it. Pure, but may read
  /// variables that replace options; reads no credentials. `check` reports all of it, and `init` fails with the
  /// first.
  static func problems(of target: Target, in world: World) -> [Failure]

  /// The provider of a target whose options have been filled in: see `Target.filled`.
  init(_ target: Target, _ world: World) throws(Failure)

  /// Fails when a value of this commit is wrong, e.g. the tag that a template produced. Pure.
  func check(_ deployment: Deployment) throws(Failure)

  /// What is wrong with a package of these paths, as far as that is known without a request. Pure, as `requests`.
  func findings(packaging paths: [String]) -> [Finding]

  /// Every request a deploy would send, in order, for `plan`.
  func requests(for deployment: Deployment) -> [PlannedRequest]

  /// Those of one `state`. A deploy reads it in the preflight, and again directly before its writes.
  func stateRequests() -> [PlannedRequest]

  /// The identity of the credentials, by one call that changes nothing and proves that they work. Nil: none are
  /// needed.
  func identity() async throws(Failure) -> CallerIdentity?

  /// The same of the credentials that only `publish` needs, because it uploads to another cloud. Nil: there are none.
  func uploadIdentity() async throws(Failure) -> CallerIdentity?

  /// Fails where those are missing. Sends at most what exchanges an id token for a key; called before the target is
  /// packaged.
  func findUploadKey() async throws(Failure)

  /// What is live and what is in progress. Changes nothing; may be called at any time.
  func state() async throws(Failure) -> ServiceState

  /// Uploads the artifact to where the provider can read it; a zip is a file by now. Safe to repeat.
  func publish(_ deployment: Deployment) async throws(Failure) -> Upload

  /// Adds what the update has to send besides the artifact so that it changes nothing else, where that has to be read
  /// first. Nothing is read between the guards and `update`.
  func completed(_ upload: Upload, since state: ServiceState) async throws(Failure) -> Upload

  /// The write. Sent once; a failure with retry `.readsOnly` means that it may have been executed, one with `.safe`
  /// that it was not.
  func update(
    _ deployment: Deployment, _ upload: Upload, since state: ServiceState
  ) async throws(Failure) -> Receipt

  /// How to find the rollout of the update as long as no answer has named it.
  func receipt(for deployment: Deployment, since state: ServiceState) -> Receipt

  /// One poll of the rollout. Finds the operation by itself while the receipt does not name it. Keeps no state: what
  /// the next poll needs is in the receipt, and a state that may be temporary is `.suspect`.
  func poll(_ receipt: Receipt) async throws(Failure) -> Rollout

  /// A poll between two of the others, with no more requests than it takes to see that something has changed. `last`: the
  /// poll before, which was `.running`; nil: there has been none. What only `poll` finds, e.g. that the release of an
  /// operation that never ends is dead, is found by the next one: the wait sends one whenever nothing has changed for a
  /// while.
  func glance(at receipt: Receipt, since last: Rollout?) async throws(Failure) -> Rollout

  /// What a person has to end before anything else can be deployed; nil: the rollout in progress, if any, ends by itself.
  /// Asked of the newest release, too, where nothing is in progress: it may be ready and receive no traffic.
  func awaited(in state: ServiceState) async throws(Failure) -> Awaited?

  /// Why the newest deploy is not to be rolled back: what was live before it still is. Nil: it serves. Asked only where
  /// no release is named.
  func nothingToUndo(in state: ServiceState) async throws(Failure) -> Text?

  /// Resumes a step that a poll has reported as `.confirmable`. Sent once.
  func confirm(_ step: Int) async throws(Failure)

  /// Stops a rollout, whoever started it, or a release that waits for a person.
  func cancel(_ rollout: InFlight) async throws(Failure)

  /// Gives traffic to the release that waits for a person: all of it (100), or a share (1–99), after which it still
  /// waits. Called only when `schema.verbs` has it, with a share only when `schema.sharesTraffic`. With a share, `poll`
  /// of the receipt ends in `.awaitingPerson` (`.finished` where moving traffic is an operation of its own), and `state`
  /// shows the release in `online` with that share, and as `newest` or in `inFlight`.
  func promote(_ state: ServiceState, percent: Int) async throws(Failure) -> Receipt

  /// Back to a release that served before; nil: the newest one before the live one. Called only when `schema.verbs`
  /// has it.
  func rollback(to release: String?, from state: ServiceState) async throws(Failure) -> Receipt

  /// Where `rollback` goes if no release is named: asked before it, to recognize its effect when its answer is lost. Fails
  /// as `rollback` does. Nil: it is not known before.
  func earlier(than state: ServiceState) async throws(Failure) -> String?

  /// Settings that the new release lost, or has otherwise than the config asks for: a warning each, with the key. Read
  /// once, when its rollout has ended; `upload`: what the update sent. Never fails: what cannot be read is left out.
  func lostSettings(of release: String?, after upload: Upload) async -> [Finding]

  /// The logs that explain a failed or unfinished rollout, each as far as it can be read, with its newest 10,000 lines at
  /// most: the cause may be far from the end, and what is shown is cut later. Never fails: what cannot be read is left out.
  func explain(_ rollout: Rollout) async -> [LogExcerpt]

  /// The releases that the provider keeps, newest first, at most a few hundred. Called only when `schema.verbs` has
  /// `history`.
  func releases() async throws(Failure) -> [Release]

  /// One read of a log that `schema.logs` has. `release` nil: the one that is rolled out, else the newest; one that does
  /// not exist is `.usage`. `since`: older lines are left out where the provider dates them. `position`: `next` of the
  /// read before, nil at first. A release that has no such log (an image is not built) returns no lines and no `next`. A
  /// `next`, and no lines or `isUpToDate`: everything has been read, and more may be added; `--follow` reads again after a
  /// pause, all others stop there.
  func log(
    _ kind: LogKind, of release: String?, since: Timestamp?, after position: String?
  ) async throws(Failure) -> LogPage
}

extension Provider {
  package static func problems(of target: Target, in world: World) -> [Failure] { [] }

  static func refuse(_ target: Target, _ world: World) throws(Failure) {
    if let first = problems(of: target, in: world).first { throw first }
  }

  package func check(_ deployment: Deployment) throws(Failure) {}

  package func findings(packaging paths: [String]) -> [Finding] { [] }

  package func stateRequests() -> [PlannedRequest] { [] }

  package func uploadIdentity() async throws(Failure) -> CallerIdentity? { nil }

  package func findUploadKey() async throws(Failure) {}

  package func completed(_ upload: Upload, since state: ServiceState) async throws(Failure) -> Upload {
    upload
  }

  package func receipt(for deployment: Deployment, since state: ServiceState) -> Receipt {
    Receipt(operation: nil, baseline: state.baseline, stamp: deployment.stamp)
  }

  package func glance(at receipt: Receipt, since last: Rollout?) async throws(Failure) -> Rollout {
    try await poll(receipt)
  }

  package func awaited(in state: ServiceState) async throws(Failure) -> Awaited? {
    try await awaitedByNewest(of: state)
  }

  package func nothingToUndo(in state: ServiceState) async throws(Failure) -> Text? { state.isWithoutNewest }

  /// What a poll of the newest operation waits for. One that cannot be read is left to the wait.
  func awaitedByNewest(of state: ServiceState) async throws(Failure) -> Awaited? {
    guard state.inFlight != nil, let newest = state.newest else { return nil }
    do throws(Failure) {
      guard case .awaitingPerson(let what) = try await poll(newest).state else { return nil }
      return Awaited(what)
    } catch {
      if error.isStop { throw error }
      return nil
    }
  }

  package func confirm(_ step: Int) async throws(Failure) {
    throw Failure(.defect, "\(Self.schema.name) has no steps to confirm")
  }

  package func cancel(_ rollout: InFlight) async throws(Failure) {
    throw Failure(.defect, "\(Self.schema.name) cannot cancel")
  }

  package func promote(_ state: ServiceState, percent: Int) async throws(Failure) -> Receipt {
    throw Failure(.defect, "\(Self.schema.name) cannot promote")
  }

  package func earlier(than state: ServiceState) async throws(Failure) -> String? { nil }

  package func rollback(to release: String?, from state: ServiceState) async throws(Failure) -> Receipt {
    throw Failure(.defect, "\(Self.schema.name) cannot roll back")
  }

  package func lostSettings(of release: String?, after upload: Upload) async -> [Finding] { [] }

  package func releases() async throws(Failure) -> [Release] {
    throw Failure(.defect, "\(Self.schema.name) has no history")
  }

  package func log(
    _ kind: LogKind, of release: String?, since: Timestamp?, after position: String?
  ) async throws(Failure) -> LogPage {
    throw Failure(.defect, "\(Self.schema.name) has no \(kind.rawValue) log")
  }
}

/// What a person has to end before anything else can be deployed.
package struct Awaited: Equatable, Sendable {
  package var what: Text
  /// False: it has failed, and must not go live.
  package var isPromotable: Bool

  package init(_ what: Text, isPromotable: Bool = true) {
    self.what = what
    self.isPromotable = isPromotable
  }
}

extension ServiceState {
  /// Why the newest release, which receives no traffic, is not to be rolled back; nil where it does, or something is in
  /// progress.
  var isWithoutNewest: Text? {
    guard inFlight == nil, let live = main?.release, let newest = newest?.release, newest != live,
      !online.contains(where: { $0.release == newest && $0.trafficPercent > 0 })
    else { return nil }
    return "\(live) is live, and \(newest) receives no traffic: nothing has to be rolled back"
  }
}

/// Who the credentials belong to.
package struct CallerIdentity: Equatable, Sendable {
  /// The key, masked, and where it came from.
  package var key: Text
  /// The cloud's name for the caller.
  package var name: Text
  package var account: String?

  package init(key: Text, name: Text, account: String? = nil) {
    self.key = key
    self.name = name
    self.account = account
  }
}

extension [PlannedRequest] {
  /// The same requests, sent once more at `moment`.
  package func again(_ moment: Text) -> [PlannedRequest] {
    map { request in
      var request = request
      request.condition = [request.condition, "again, \(moment)"].compactMap { $0 }.joined(separator: "; ")
      return request
    }
  }

  /// Before the provider's update.
  func againBeforeUpdate() -> [PlannedRequest] { again("directly before the update") }
}

extension Rollout {
  /// The statuses of the whole and of its steps: when none of them changes, nothing moves.
  package var statuses: [String] { [status] + steps.map { "\($0.name) \($0.status)" } }
}
