/// What every deploy writes into the provider's remark, so that the cloud itself keeps the record of deploys:
/// `sampan:<commit12>.<tree12>.<config6>`.
package struct Stamp: Equatable, Hashable, Sendable, CustomStringConvertible {
  /// First 12 digits of the commit.
  package var commit: String
  /// First 12 digits of what was packaged: the tree at `package.path`, or the root for images.
  package var tree: String
  /// First 6 digits of a hash of the settings that the target's config sends.
  package var config: String

  package init(commit: String, tree: String, config: String) {
    self.commit = commit
    self.tree = tree
    self.config = config
  }

  package var description: String { "sampan:\(commit).\(tree).\(config)" }

  /// The last stamp in a remark; nil when there is none.
  package init?(in remark: String) {
    for word in remark.split(whereSeparator: { $0.isWhitespace }).reversed() where word.hasPrefix("sampan:") {
      let fields = word.dropFirst("sampan:".count).split(separator: ".", omittingEmptySubsequences: false)
      guard fields.count == 3, zip(fields, [12, 12, 6]).allSatisfy({ $0.count == $1 && $0.isLowerHex }) else {
        continue
      }
      self.init(commit: String(fields[0]), tree: String(fields[1]), config: String(fields[2]))
      return
    }
    return nil
  }

  /// Same content and same settings: deploying again would change nothing.
  package func deploysTheSame(as other: Stamp) -> Bool { tree == other.tree && config == other.config }
}

extension Substring {
  fileprivate var isLowerHex: Bool {
    utf8.allSatisfy(\.isLowercaseHexDigit)
  }
}
