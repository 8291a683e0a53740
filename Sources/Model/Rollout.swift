/// What is live at the provider and what is in progress, at one moment.
package struct ServiceState: Equatable, Sendable {
  /// The service's own address.
  package var url: String?
  /// The provider's word for the service's condition, unless it is normal.
  package var condition: String?
  /// False: an update would be refused or lost in this condition (frozen, being deleted).
  package var acceptsDeploys: Bool
  /// Releases that receive traffic.
  package var online: [Online]
  package var inFlight: InFlight?
  /// The newest operation, ended or not; nil when there has been none.
  package var newest: Receipt?
  /// An opaque mark of "the newest operation so far": an operation that we start later is recognized because it is
  /// newer.
  package var baseline: String
  /// What the user should know from the provider's answers.
  package var notes: [Finding]

  package init(
    url: String? = nil, condition: String? = nil, acceptsDeploys: Bool = true, online: [Online] = [],
    inFlight: InFlight? = nil, newest: Receipt? = nil, baseline: String = "", notes: [Finding] = []
  ) {
    self.url = url
    self.condition = condition
    self.acceptsDeploys = acceptsDeploys
    self.online = online
    self.inFlight = inFlight
    self.newest = newest
    self.baseline = baseline
    self.notes = notes
  }

  package struct Online: Equatable, Sendable {
    /// The provider's own id of the release, e.g. `api-007`.
    package var release: String
    /// 0–100.
    package var trafficPercent: Int
    package var remark: String?
    package var image: String?

    package init(release: String, trafficPercent: Int, remark: String? = nil, image: String? = nil) {
      self.release = release
      self.trafficPercent = trafficPercent
      self.remark = remark
      self.image = image
    }

    package var stamp: Stamp? { remark.flatMap(Stamp.init(in:)) }
  }

  /// The release that receives most traffic.
  package var main: Online? { online.max { $0.trafficPercent < $1.trafficPercent } }
  /// Those that receive traffic; the first of all where none does.
  package var serving: [Online] {
    let serving = online.filter { $0.trafficPercent > 0 }
    return serving.isEmpty ? [main].compactMap(\.self) : serving
  }
}

/// A rollout that has started and has not ended.
package struct InFlight: Equatable, Sendable {
  package var id: String
  /// The provider's word, e.g. `running`.
  package var status: String
  package var since: Timestamp?
  /// The current step.
  package var step: String?
  package var release: String?
  /// From the release's remark, once it has one.
  package var stamp: Stamp?

  package init(
    id: String, status: String, since: Timestamp? = nil, step: String? = nil, release: String? = nil,
    stamp: Stamp? = nil
  ) {
    self.id = id
    self.status = status
    self.since = since
    self.step = step
    self.release = release
    self.stamp = stamp
  }
}

/// One poll of a rollout.
package struct Rollout: Equatable, Sendable {
  /// As updated by this poll; pass it to the next one.
  package var receipt: Receipt
  package var state: State
  package var steps: [Step]
  /// The provider's word for the whole rollout, unchanged.
  package var status: String
  /// The provider's id of this poll's request.
  package var requestID: String?

  package init(
    receipt: Receipt, state: State, steps: [Step] = [], status: String, requestID: String? = nil
  ) {
    self.receipt = receipt
    self.state = state
    self.steps = steps
    self.status = status
    self.requestID = requestID
  }

  package enum State: Equatable, Sendable {
    /// The provider shows nothing that is newer than the update.
    case unregistered
    /// There is something newer, but it is not yet known which deploy started it; the text describes it.
    case unidentified(Text)
    case running
    /// Continues only when a person confirms it; the text describes what is to confirm.
    case awaitingPerson(Text)
    /// Like `awaitingPerson`, at a step that the config allows to be confirmed automatically (`confirm`).
    case confirmable(Text, step: Int)
    /// Reported by the provider, but the next poll may show another state.
    indirect case suspect(State, until: Patience)
    /// The provider is done; whether our release receives traffic is checked separately.
    case finished
    case failed(Text)
    /// Cancelled or rolled back by another user or deploy.
    case stopped(Text)
    /// The update was lost, and the rollout in progress belongs to another deploy.
    case foreign(Text)
  }

  /// How long a provider must report the same state before it counts.
  package enum Patience: Equatable, Sendable {
    /// This many polls in a row.
    case polls(Int)
    case time(Duration)
  }

  package struct Step: Equatable, Sendable {
    package var name: String
    /// The provider's word: `todo`, `running`, `finished`, `failed`, …
    package var status: String
    package var duration: Duration?
    package var reason: String?

    package init(name: String, status: String, duration: Duration? = nil, reason: String? = nil) {
      self.name = name
      self.status = status
      self.duration = duration
      self.reason = reason
    }
  }
}

/// A log that explains a failure, or the part of it that is shown. Its lines are foreign.
package struct LogExcerpt: Equatable, Sendable {
  package var title: Text
  package var lines: [String]
  /// What was left out, and how to see it; nil when the lines are all that was read.
  package var rest: Text?
  /// Whether it is the log of an image's build: what fails in it is the builder, and not the service.
  package var isOfBuild: Bool

  package init(title: Text, lines: [String], rest: Text? = nil, isOfBuild: Bool = false) {
    self.title = title
    self.lines = lines
    self.rest = rest
    self.isOfBuild = isOfBuild
  }
}
