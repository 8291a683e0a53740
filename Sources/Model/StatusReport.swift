/// What `status` found for one target.
package struct StatusReport: Equatable, Sendable {
  package var target: String
  package var provider: String
  /// As in `Target.service`.
  package var service: String
  package var state: ServiceState
  package var head: Commit
  package var relation: Relation

  package init(
    target: String, provider: String, service: String, state: ServiceState, head: Commit, relation: Relation
  ) {
    self.target = target
    self.provider = provider
    self.service = service
    self.state = state
    self.head = head
    self.relation = relation
  }

  /// How far HEAD is from what is live.
  package enum Relation: Equatable, Sendable {
    case same
    /// HEAD is that many commits newer than what is live.
    case headIsAhead(Int)
    /// What is live is that many commits newer than HEAD.
    case liveIsAhead(Int)
    case diverged(head: Int, live: Int)
    /// It cannot be determined; the text is the reason.
    case unknown(Text)
  }
}
