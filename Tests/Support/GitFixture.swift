/// A repository made by the real git, with nothing of this machine's configuration in it.
package struct GitFixture: Sendable {
  package let directory: TemporaryDirectory
  /// The work tree.
  package var path: String { directory.path }

  package static let environment: [String: String?] = [
    "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.com",
    "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.com",
    "GIT_AUTHOR_DATE": "1700000000 +0800", "GIT_COMMITTER_DATE": "1700000000 +0800",
    "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null", "TZ": "UTC",
    "GIT_DIR": nil, "GIT_WORK_TREE": nil, "GIT_INDEX_FILE": nil,
  ]

  /// An empty repository on branch `main`.
  package init() async throws {
    directory = try TemporaryDirectory()
    try await git("init", "-q", "-b", "main")
  }

  @discardableResult
  package func git(_ arguments: String..., environment: [String: String?] = [:]) async throws -> String {
    try await Command.succeed(
      ["git"] + arguments, in: path,
      environment: Self.environment.merging(environment) { $1 })
  }

  /// Writes the files, adds everything and commits. Returns the commit's id.
  @discardableResult
  package func commit(
    _ message: String = "change", files: [String: String] = [:], at time: Int = 1_700_000_000
  ) async throws -> String {
    for (name, text) in files { try directory.write(name, text) }
    try await git("add", "-A")
    try await git(
      "commit", "-q", "--allow-empty", "-m", message,
      environment: ["GIT_AUTHOR_DATE": "\(time) +0800", "GIT_COMMITTER_DATE": "\(time) +0800"])
    return try await git("rev-parse", "HEAD").trimmingNewline
  }

  package func remove() { directory.remove() }
}

extension String {
  /// Without the newline that commands end their output with.
  package var trimmingNewline: String { hasSuffix("\n") ? String(dropLast()) : self }
}
