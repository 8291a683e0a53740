/// The git hooks that sampan installs. Their scripts are the files in `hooks`, which `.ci/regenerate` embeds.
package enum HookScript: String, CaseIterable, Sendable {
  case postMerge = "post-merge"
  /// For merges that had a conflict or were made with `--no-commit`: then git does not run post-merge. The same script.
  case postCommit = "post-commit"
  case postReceive = "post-receive"

  /// Is in every version of the script, and in no script of another tool.
  private static let mark = "# sampan-hook "

  /// Whether the text is a script of any version of sampan.
  static func isOurs(_ text: String) -> Bool { text.contains("\n\(mark)") }

  /// The script. `program`: the absolute path of sampan; without it, the script searches PATH.
  package func text(program: String? = nil) -> String {
    let text = self == .postReceive ? HookTexts.postReceive : HookTexts.postMerge
    guard let program else { return text }
    let quoted = "'" + program.replacing("'", with: "'\\''") + "'"
    return text.replacing("\nrecorded=''\n", with: "\nrecorded=\(quoted)\n", maxReplacements: 1)
  }
}

/// The files of `hooks`.
enum HookTexts {}
