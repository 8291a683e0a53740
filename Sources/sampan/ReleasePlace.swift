/// Where releases of Sampan live: a repository on GitHub, which the files for users name too.
enum ReleasePlace {
  /// Set by `.ci/regenerate OWNER/NAME`, here and in all those files. Until then a placeholder, and no release is made.
  static let repository = "OWNER/sampan"

  /// What a job's script runs to have this version.
  static let installation =
    "curl -fsSL https://raw.githubusercontent.com/\(repository)/v\(VersionCommand.number)/ci-templates/install.sh"
    + " | sh -s -- --version \(VersionCommand.number) --to \"$HOME/.local/bin\""
}
