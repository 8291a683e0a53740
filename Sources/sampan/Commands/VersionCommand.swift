import Model
import Report

enum VersionCommand: Command {
  static let name = "version"
  static let summary: Text = "print the version"
  static let usage = ""
  static let flags = Flag.common
  static let notes: [Text] = ["sampan version"]

  /// Follows SemVer; the tag of the release is `v` and this number.
  static let number = "0.1.0"

  static func run(_ context: Context) async throws(Failure) -> Product {
    .text(["sampan \(number)"])
  }
}
