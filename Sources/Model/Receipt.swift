/// What the provider returned for our update: enough to follow the rollout, from any machine.
package struct Receipt: Equatable, Sendable {
  package var kind: Kind
  /// The provider's id of the operation; nil while it is not known (not returned, or the answer was lost). An
  /// operation that appears later is then accepted only if it has our stamp.
  package var operation: String?
  /// `ServiceState.baseline` from before the update.
  package var baseline: String
  /// The provider's id of the release, once known.
  package var release: String?
  /// The deploy's stamp; nil when the rollout is not ours.
  package var stamp: Stamp?
  /// The operation existed at an earlier poll: if it is missing now, it has ended.
  package var isRegistered = false

  package init(
    _ kind: Kind = .rollout, operation: String?, baseline: String, release: String? = nil, stamp: Stamp? = nil
  ) {
    self.kind = kind
    self.operation = operation
    self.baseline = baseline
    self.release = release
    self.stamp = stamp
  }

  /// What was started.
  package enum Kind: Equatable, Sendable {
    /// A release is rolled out.
    case rollout
    /// All traffic is sent to an existing release.
    case traffic
    /// A release is set back to an entry of its own history.
    case restoration
    /// A rollout is reverted, by an operation that has no id.
    case reversal
    /// A step that waited for a person is continued; nil when the provider does not number it.
    case confirmation(step: Int?)
  }

  /// Whether a remark carries the stamp of the deploy.
  package func isOurs(_ remark: String?) -> Bool { stamp != nil && remark.flatMap(Stamp.init(in:)) == stamp }
}

// MARK: As JSON

extension Receipt {
  /// To store it or to pass it to another machine. Nothing in it is secret.
  package var json: JSON {
    var members: [String: JSON] = [
      "kind": .string(kind.name), "baseline": .string(baseline), "registered": .boolean(isRegistered),
    ]
    if case .confirmation(let step?) = kind { members["step"] = .integer(step) }
    members["operation"] = operation.map(JSON.string)
    members["release"] = release.map(JSON.string)
    members["stamp"] = stamp.map { .string($0.description) }
    return .object(members)
  }

  /// Nil for anything that is not the JSON of a receipt.
  package init?(json: JSON) {
    guard let kind = json["kind"]?.string.flatMap({ Kind($0, step: json["step"]?.integer) }),
      let baseline = json["baseline"]?.string
    else { return nil }
    self.init(
      kind, operation: json["operation"]?.string, baseline: baseline, release: json["release"]?.string,
      stamp: json["stamp"]?.string.flatMap(Stamp.init(in:)))
    isRegistered = json["registered"]?.boolean ?? false
  }
}

extension Receipt.Kind {
  fileprivate var name: String {
    switch self {
    case .rollout: "rollout"
    case .traffic: "traffic"
    case .restoration: "restoration"
    case .reversal: "reversal"
    case .confirmation: "confirmation"
    }
  }

  fileprivate init?(_ name: String, step: Int?) {
    switch name {
    case "rollout": self = .rollout
    case "traffic": self = .traffic
    case "restoration": self = .restoration
    case "reversal": self = .reversal
    case "confirmation": self = .confirmation(step: step)
    default: return nil
    }
  }
}
