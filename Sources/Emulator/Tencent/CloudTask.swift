import Model

/// A rollout, as a schedule: its status follows from its steps and the emulated seconds that have passed.
struct CloudTask: Sendable {
  var id: Int
  /// `CODE`, `CONFIG` or `ROLLBACK`.
  var changeType: String
  /// `FULL` or `GRAY`.
  var releaseType: String
  var deployType: String
  var previousVersion: String
  var version: String
  var created: Timestamp
  /// In emulated seconds, as every time below.
  var started: Double
  /// Before that, the task is not visible.
  var visibleFrom: Double
  var steps: [Step]
  var end: End?

  struct Step: Equatable, Sendable {
    var name: String
    var seconds: Double
    /// Fails at its end, for this reason.
    var failReason: String?
    /// Does not end by itself.
    var isHeld = false
    /// Nothing will become of it, though the task keeps running.
    var death: Death?
  }

  struct Death: Equatable, Sendable {
    /// After the begin of the step.
    var seconds: Double
    /// The version's from then on; nil: it stays as it was.
    var status: String?
    /// The message in the process log; nil: none.
    var reason: String?
  }

  struct End: Equatable, Sendable {
    var at: Double
    /// `finished`, `failed` or `stopped`.
    var status: String
    var reason = ""
  }

  /// Seconds between a gray candidate's being up and its release order.
  var orderDelay = 0.0
  /// Seconds between its release order and the moment in which traffic can be given to it.
  var routeDelay = 0.0
  /// What a person has routed to a gray candidate besides its share; nil: nothing.
  var route: Route?

  struct Route: Equatable, Sendable {
    /// `URL_PARAMS` or `HEADERS`.
    var type: String
    var key: String
    var value: String
  }

  /// The step that died, if one has.
  func death(at time: Double) -> Death? {
    var begin = started
    for step in steps {
      if let death = step.death { return time >= begin + death.seconds ? death : nil }
      begin += step.seconds
    }
    return nil
  }

  /// When and how it ends if it is left alone; nil when it waits for a person.
  var naturalEnd: End? {
    var at = started
    for step in steps {
      if step.isHeld { return nil }
      at += step.seconds
      if let reason = step.failReason { return End(at: at, status: "failed", reason: reason) }
    }
    return End(at: at, status: "finished")
  }

  func status(at time: Double) -> String {
    if let end { return end.status }
    return time - started < 1 ? "todo" : "running"
  }

  /// The candidate serves the traffic that is routed to it, and the rest waits for a person.
  func isAwaitingPromotion(at time: Double) -> Bool {
    end == nil && releaseType == "GRAY" && current(at: time)?.name == "GrayRelease"
  }

  /// Its release order exists.
  func hasOrder(at time: Double) -> Bool {
    isAwaitingPromotion(at: time) && time >= orderTime
  }

  /// Traffic can be given to it.
  func isRoutable(at time: Double) -> Bool {
    isAwaitingPromotion(at: time) && time >= orderTime + routeDelay
  }

  private var orderTime: Double { started + steps.dropLast().reduce(0) { $0 + $1.seconds } + orderDelay }

  /// The step that runs.
  func current(at time: Double) -> Step? {
    var begin = started
    for step in steps {
      if step.isHeld || time < begin + step.seconds { return step }
      begin += step.seconds
    }
    return nil
  }

  /// The steps as the API shows them.
  func stepsShown(at time: Double) -> [JSON] {
    let time = min(time, end?.at ?? time)
    var begin = started
    /// Steps after one that failed or is running have not begun.
    var isBlocked = false
    var shown: [JSON] = []
    for step in steps {
      let isDue = !step.isHeld && time >= begin + step.seconds
      let status = isBlocked ? "todo" : status(of: step, isDue: isDue)
      let hasEnded = status != "todo" && status != "running"
      let stepEnd = isDue ? begin + step.seconds : time
      shown.append([
        "Name": .string(step.name), "Status": .string(status),
        "StartTime": .string(status == "todo" ? "" : created.after(begin - started).chinaTime),
        "EndTime": .string(hasEnded ? created.after(stepEnd - started).chinaTime : ""),
        "CostTime": .integer(hasEnded ? Int(stepEnd - begin) : 0),
        "FailReason": .string(status == "failed" ? step.failReason ?? "" : ""),
      ])
      begin = stepEnd
      isBlocked = status != "finished"
    }
    return shown
  }

  private func status(of step: Step, isDue: Bool) -> String {
    if isDue { return step.failReason == nil ? "finished" : "failed" }
    return switch end?.status {
    case "finished": "finished"
    case "stopped": "stopped"
    default: "running"
    }
  }
}
