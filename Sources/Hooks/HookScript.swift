/// The hooks of git that sampan serves. Their texts are the files in `hooks`, which `.ci/regenerate` embeds.
package enum HookScript: String, CaseIterable, Sendable {
  case postMerge = "post-merge"
  /// Ends a merge that had a conflict or was made with `--no-commit`: git runs no post-merge then. The same text.
  case postCommit = "post-commit"
  case postReceive = "post-receive"

  /// In every version of the script, and in no other tool's.
  private static let mark = "# sampan-hook "

  /// Whether the text is a script of this or another version of ours.
  static func isOurs(_ text: String) -> Bool { text.contains("\n\(mark)") }

  /// The script. `program`: the absolute path to start it by; without it the script looks along PATH.
  package func text(program: String? = nil) -> String {
    let text = self == .postReceive ? HookTexts.postReceive : HookTexts.postMerge
    guard let program else { return text }
    let quoted = "'" + program.replacing("'", with: "'\\''") + "'"
    return text.replacing("\nrecorded=''\n", with: "\nrecorded=\(quoted)\n", maxReplacements: 1)
  }
}

/// What is made from `hooks`.
enum HookTexts {}
