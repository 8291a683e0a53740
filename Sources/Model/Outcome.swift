/// How one target ended: the text, the JSON, the CI outputs and the exit code all come from this value.
package struct Outcome: Equatable, Sendable {
  package var target: String
  package var provider: String
  package var status: Status
  package var version: String?
  package var remark: String?
  /// Full object id.
  package var commit: String?
  /// Of the commit, cut to `longestSubject`; foreign.
  package var subject: String?
  /// Where the CI's host shows the commit, and the run; nil outside of CI.
  package var commitURL: String?
  package var runURL: String?
  package var url: String?
  /// The provider's id of the release.
  package var releaseID: String?
  package var packageSHA256: String?
  package var image: String?
  /// Why it was skipped or is unchanged, what it is waiting for, or which release a rollback left.
  package var reason: Text?
  package var failure: Failure?
  /// From the first request to the end.
  package var elapsed: Duration?
  /// What was live before the deploy; nil: nothing, or it is not known.
  package var replaced: ServiceState.Online?
  /// What was live before a rollout that failed, and still is; nil: not known, or another release is live.
  package var stillLive: ServiceState.Online?
  /// It ran in simulated time: output that shows `elapsed` must mention that.
  package var isSimulated = false
  /// Our own steps and the provider's, for the summary's timeline.
  package var timeline: [Span]

  package init(
    target: String, provider: String, status: Status, version: String? = nil, remark: String? = nil,
    commit: String? = nil, url: String? = nil, releaseID: String? = nil, packageSHA256: String? = nil,
    image: String? = nil, reason: Text? = nil, failure: Failure? = nil, elapsed: Duration? = nil,
    timeline: [Span] = []
  ) {
    self.target = target
    self.provider = provider
    self.status = status
    self.version = version
    self.remark = remark
    self.commit = commit
    self.url = url
    self.releaseID = releaseID
    self.packageSHA256 = packageSHA256
    self.image = image
    self.reason = reason
    self.failure = failure
    self.elapsed = elapsed
    self.timeline = timeline
  }

  /// The contract's output `status`.
  package enum Status: String, CaseIterable, Sendable {
    case deployed, unchanged, skipped, submitted, awaiting, failed, timeout

    /// For a person; `rawValue` is for programs.
    package var word: Text {
      switch self {
      case .deployed: "deployed"
      case .unchanged: "unchanged"
      case .skipped: "skipped"
      case .submitted: "submitted"
      case .awaiting: "awaiting"
      case .failed: "failed"
      case .timeout: "timeout"
      }
    }
  }

  /// One bar of the timeline, in seconds from the start of the deploy.
  package struct Span: Equatable, Sendable {
    package var name: String
    package var start: Duration
    package var end: Duration
    package var failed: Bool

    package init(name: String, start: Duration, end: Duration, failed: Bool = false) {
      self.name = name
      self.start = start
      self.end = end
      self.failed = failed
    }
  }

  /// In Unicode scalars: git has no limit.
  package static let longestSubject = 200

  /// 0 without a failure.
  package var exitCode: ExitCode { failure.map { ExitCode($0.kind) } ?? .success }
}

extension Outcome {
  /// The contract's names of outputs, with the values of this target; nil if there is none.
  package var fields: [(name: String, value: String?)] {
    [
      ("status", status.rawValue), ("version", version), ("remark", remark), ("commit", commit),
      ("target", target), ("provider", provider), ("url", url), ("release_id", releaseID),
      ("package_sha256", packageSHA256), ("image", image),
    ]
  }
}
