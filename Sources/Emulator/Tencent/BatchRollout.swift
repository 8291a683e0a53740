import Model

/// A rollout that replaces an application's instances batch by batch.
struct BatchRollout: Sendable {
  enum Phase: Equatable, Sendable {
    /// The current batch is being replaced until then, in emulated seconds.
    case deploying(until: Double)
    /// The next batch begins then, by itself.
    case pausing(until: Double)
    /// The next batch begins when a person says so.
    case held
    case failed
    case reverted
    case done
  }

  var oldVersion: String
  var newVersion: String
  var package: String
  var revision: String
  /// Instances of each batch.
  var sizes: [Int]
  var isBeta: Bool
  /// Seconds between batches.
  var interval: Double
  /// Whether a person has to confirm the batch after each one.
  var isHeldAfter: [Bool]
  var course: Scenario.RolloutCourse
  var created: Timestamp
  var ended: Timestamp?
  /// Before that, the cloud denies that the rollout exists.
  var visibleFrom: Double
  /// The batch that is or was last being replaced; -1 before the first.
  var current = 0
  var phase: Phase

  private static let secondsPerBatch = 30.0

  var isOpen: Bool { phase != .done && phase != .reverted }
  var next: Int { current + 1 }
  /// Instances that run the new version.
  var replaced: Int { phase == .done ? sizes.reduce(0, +) : sizes.prefix(max(0, finished)).reduce(0, +) }

  private var finished: Int {
    switch phase {
    case .deploying, .failed: current
    case .pausing, .held, .done, .reverted: next
    }
  }

  /// Begins the next batch.
  mutating func proceed(at time: Double) {
    current = next
    phase = .deploying(until: time + Self.secondsPerBatch)
  }

  /// Lets happen what is due; true when that was the end.
  mutating func settle(at time: Double) -> Bool {
    while true {
      switch phase {
      case .deploying(let end):
        guard course != .neverEnds, time >= end else { return false }
        if course == .crashes || course == .buildFails {
          phase = .failed
        } else if next == sizes.count {
          phase = .done
          return true
        } else {
          phase = isHeldAfter[current] ? .held : .pausing(until: end + interval)
        }
      case .pausing(let end):
        guard time >= end else { return false }
        proceed(at: end)
      case .held, .failed, .reverted, .done: return false
      }
    }
  }

  /// `BatchStatus` as the API has it.
  func status(of batch: Int) -> String {
    if batch < finished { return "Finish" }
    switch phase {
    case .pausing where batch == next: return "WaitForTimeExceed"
    case .held where batch == next: return "WaitForResume"
    case .deploying where batch == current, .failed where batch == current: return "Deploying"
    default: return "NotStart"
    }
  }

  /// What instances of the new version in a batch say of themselves.
  var podStatus: String {
    guard phase == .failed else { return "Running" }
    return course == .buildFails ? "ImagePullBackOff" : "CrashLoopBackOff"
  }
}
