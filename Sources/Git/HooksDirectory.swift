import Model

/// Where git looks for the hooks of a repository.
package struct HooksDirectory: Equatable, Sendable {
  /// Absolute; need not exist.
  package var path: String
  /// The value of `core.hooksPath` as written; nil when it is not set.
  package var setting: String?
}

extension Repository {
  /// `core.hooksPath` from wherever git reads its config, else `hooks` in the directory that all linked work trees
  /// share. A relative value begins at the top of the work tree, in a bare repository at the repository: git runs hooks
  /// there (git-config(1)).
  package func hooksDirectory() throws(Failure) -> HooksDirectory {
    guard let written = try setting("core.hookspath") else {
      return HooksDirectory(path: commonDirectory + "/hooks")
    }
    // git appends "/" and the hook's name to any value.
    if written.isEmpty { return HooksDirectory(path: "/", setting: "") }
    let path = GitConfig.expanded(written)
    return HooksDirectory(
      path: Self.normal(path.hasPrefix("/") ? path : "\(workTree ?? gitDirectory)/\(path)"), setting: written)
  }

  /// Without `.`, `..` and doubled slashes; links are not followed.
  private static func normal(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }
}
