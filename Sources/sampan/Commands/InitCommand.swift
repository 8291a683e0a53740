import Effects
import Model
import Pipeline
import Report

enum InitCommand: Command {
  static let name = "init"
  static let summary: Text = "write a commented sampan.json, and with --ci the file of a CI system"
  static let usage = ""
  static let flags = Flag.common + [.ci]
  static var notes: [Text] {
    [
      "Never asks, and never overwrites a file.",
      "CI systems: \(CIFile.all.map(\.name).joined(separator: ", ")).", "sampan init --ci github",
    ]
  }

  static func run(_ context: Context) async throws(Failure) -> Product {
    let (root, branch) = try Project.workTree(
      of: context.directory, trust: context.trust, in: context.world)
    var files = [StarterFile.config]
    files += CIFile.all.filter { $0.name == context.arguments.value(.ci) }.map(\.file)
    var written: [Text] = []
    for file in files where try write(file.deploying(branch: branch), below: root, context) {
      written.append("wrote \(file.path)")
    }
    if let branch, !written.isEmpty, !StarterFile.canName(branch) {
      context.world.tell(
        .notice(
          "the files use the branch \"main\": replace it with \"\(branch)\", quoted where necessary"
        ))
    }
    if written.contains("wrote \(StarterFile.config.path)") {
      context.world.tell(.notice("next: set your environment and service in \(StarterFile.config.path)"))
      context.world.tell(.notice("then: sampan check; sampan rehearse staging"))
    }
    return .text(written)
  }

  /// Whether the file was written. It is not if the path exists.
  private static func write(
    _ file: StarterFile, below root: String, _ context: Context
  ) throws(Failure) -> Bool {
    let path = "\(root)/\(file.path)"
    let files = context.world.files
    try refuseLinks(to: file.path, below: root, files)
    guard try files.info(path) == nil else {
      context.world.tell(
        .notice("\(file.path) already exists and was not changed; the template: \(file.address)"))
      return false
    }
    try files.makeDirectory(parentPath(path))
    try files.write(path, Array(file.text.utf8))
    return true
  }

  /// Fails if a folder in the path is a symbolic link: it may lead out of the repository.
  private static func refuseLinks(to path: String, below root: String, _ files: Files) throws(Failure) {
    var folder = ""
    for component in path.split(separator: "/").dropLast() {
      folder += folder.isEmpty ? "\(component)" : "/\(component)"
      guard try files.info("\(root)/\(folder)")?.kind != .symlink else {
        throw Failure(
          .repository, "\"\(path)\" is not written: \"\(folder)\" is a symbolic link",
          remedies: ["replace \"\(folder)\" with a folder"])
      }
    }
  }
}
