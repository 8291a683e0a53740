import Model

/// Whose rollout it is that no answer has named: ours when what it deploys has our stamp.
enum Ownership {
  case ours
  /// There is no remark yet.
  case unknown
  /// Another deploy's; the text is what shows it.
  case foreign(Text)

  /// By the remark of what the rollout deploys.
  init(_ remark: String?, _ receipt: Receipt) {
    guard let remark, !remark.isEmpty else {
      self = .unknown
      return
    }
    self = receipt.isOurs(remark) ? .ours : .foreign("with the remark \"\(remark)\"")
  }
}
