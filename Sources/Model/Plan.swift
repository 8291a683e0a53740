/// What one deploy would do, complete before anything is sent.
package struct Plan: Equatable, Sendable {
  package var deployment: Deployment
  /// Every request, in order; values that only the cloud knows are in angle brackets.
  package var requests: [PlannedRequest]
  package var findings: [Finding]
  /// What is live, for a plan that a deploy carries out only if it still is; nil: it was not asked.
  package var live: [ServiceState.Online]?

  package init(
    deployment: Deployment, requests: [PlannedRequest], findings: [Finding] = [],
    live: [ServiceState.Online]? = nil
  ) {
    self.deployment = deployment
    self.requests = requests
    self.findings = findings
    self.live = live
  }
}

/// One deploy of a target: what is sent, and with which version and remark.
package struct Deployment: Equatable, Sendable {
  /// As its provider receives it: directories are absolute, and templates are filled.
  package var target: Target
  package var commit: Commit
  /// Adapted to the provider's rules for versions.
  package var version: String
  /// One line within the provider's limit, ending in the stamp.
  package var remark: String
  package var stamp: Stamp
  package var artifact: Artifact

  package init(
    target: Target, commit: Commit, version: String, remark: String, stamp: Stamp, artifact: Artifact
  ) {
    self.target = target
    self.commit = commit
    self.version = version
    self.remark = remark
    self.stamp = stamp
    self.artifact = artifact
  }

  /// Where releases on this machine may be. A user who runs sampan may write anywhere, one who pushes to a server may
  /// not.
  package enum LocalRoot: Equatable, Sendable {
    case anywhere
    /// Below this absolute path.
    case below(String)
    /// No folder is set for it.
    case nowhere
  }
}

/// A request that a deploy would send, for display: without secrets and signatures.
package struct PlannedRequest: Equatable, Sendable {
  /// `POST`, `PUT`, or `local` for an effect on this machine.
  package var method: String
  /// The URL, or what is done.
  package var url: String
  /// The API's own name of the call, e.g. `UpdateCloudRunServer`.
  package var action: String?
  package var body: JSON?
  /// Changes something at the provider.
  package var isWrite: Bool
  /// Under which circumstances it is sent, when not always.
  package var condition: Text?

  package init(
    method: String, url: String, action: String? = nil, body: JSON? = nil, isWrite: Bool = false,
    condition: Text? = nil
  ) {
    self.method = method
    self.url = url
    self.action = action
    self.body = body
    self.isWrite = isWrite
    self.condition = condition
  }
}
