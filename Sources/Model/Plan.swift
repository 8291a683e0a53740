/// What one deploy would do, complete before anything is sent.
package struct Plan: Equatable, Sendable {
  package var deployment: Deployment
  package var artifact: PlannedArtifact
  /// Every request, in order; values that only the cloud can give are in angle brackets.
  package var requests: [PlannedRequest]
  package var findings: [Finding]

  package init(
    deployment: Deployment, artifact: PlannedArtifact, requests: [PlannedRequest], findings: [Finding] = []
  ) {
    self.deployment = deployment
    self.artifact = artifact
    self.requests = requests
    self.findings = findings
  }
}

/// What a provider needs to know of the commit and the target.
package struct Deployment: Equatable, Sendable {
  package var target: Target
  package var commit: Commit
  /// Made to fit where the provider puts it.
  package var version: String
  /// One line within the provider's limit, ending in the stamp.
  package var remark: String
  package var stamp: Stamp
  /// `image` targets: repository and tag that will be deployed.
  package var image: String?
  /// `repository` targets: the branch the cloud will pull.
  package var branch: String?
  /// The repository's work tree, or its own directory when bare: where relative paths of options begin.
  package var root: String
  /// Where it may write on this machine.
  package var localRoot = LocalRoot.anywhere

  /// Where releases on this machine may lie. Whoever runs sampan writes anywhere; whoever pushes to a server does not.
  package enum LocalRoot: Equatable, Sendable {
    case anywhere
    /// Below this absolute path.
    case below(String)
    /// No folder is set for it.
    case nowhere
  }

  package init(
    target: Target, commit: Commit, version: String, remark: String, stamp: Stamp, image: String? = nil,
    branch: String? = nil, root: String
  ) {
    self.target = target
    self.commit = commit
    self.version = version
    self.remark = remark
    self.stamp = stamp
    self.image = image
    self.branch = branch
    self.root = root
  }
}

package enum PlannedArtifact: Equatable, Sendable {
  /// Entry count and bytes before compression.
  case package(path: String, entryCount: Int, byteCount: Int)
  case file(path: String, byteCount: Int)
  case image(from: String?, reference: String)
  case repository(source: String, name: String, branch: String?)
  case none(String)
}

/// A request that a deploy would send, for people: no secret, no signature.
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
  package var condition: String?

  package init(
    method: String, url: String, action: String? = nil, body: JSON? = nil, isWrite: Bool = false,
    condition: String? = nil
  ) {
    self.method = method
    self.url = url
    self.action = action
    self.body = body
    self.isWrite = isWrite
    self.condition = condition
  }
}
