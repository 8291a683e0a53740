/// The repository on GitHub that has the releases of Sampan. The files for users contain its name as well.
enum ReleasePlace {
  /// Set by `.ci/regenerate OWNER/NAME`, here and in those files. Until then it is a placeholder, and no release can
  /// be made.
  static let repository = "OWNER/sampan"

  /// The command for a job that installs this version.
  static let installation =
    "curl -fsSL https://raw.githubusercontent.com/\(repository)/v\(VersionCommand.number)/ci-templates/install.sh"
    + " | sh -s -- --version \(VersionCommand.number) --to \"$HOME/.local/bin\""
}
