import Model

/// A repository on this machine: where it is and what it is like. It has no handle: every function opens
/// the repository, reads, copies what it found into values, and closes it before it returns.
///
/// Functions block and may be called from any thread. Every failure is of kind `.repository` and names what to
/// do.
package struct Repository: Sendable, Equatable {
  /// Absolute, without a trailing slash; of a linked work tree its own directory.
  package let gitDirectory: String
  /// Absolute; shared by all linked work trees. The same as `gitDirectory` otherwise.
  package let commonDirectory: String
  /// Absolute; nil for a bare repository.
  package let workTree: String?
  /// Some commits lack their parents.
  package let isShallow: Bool
  /// What a person should know about how it was opened.
  package let notes: [Finding]
  let access: Access
}

/// Why a repository may be read, and for whom the advice is: its submodules have the same.
struct Access: Sendable, Equatable {
  var job: CIJob?
  var trust: Bool
  var environment: GitEnvironment
}
