import Effects
import Model
import Pipeline
import Report

enum InitCommand: Command {
  static let name = "init"
  static let summary: Text = "write a commented sampan.json, and with --ci the file of a CI system"
  static let operands = ""
  static let flags = Flag.common + [.ci]
  static var notes: [Text] {
    [
      "Asks nothing, and leaves every file that is there as it is.",
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
          "the files name the branch \"main\": write \"\(branch)\" in its place, quoted as each file needs it"
        ))
    }
    if written.contains("wrote \(StarterFile.config.path)") {
      context.world.tell(.notice("next: put your environment and service into \(StarterFile.config.path)"))
      context.world.tell(.notice("then: sampan check; sampan rehearse staging"))
    }
    return .text(written)
  }

  /// Whether it was written: not where anything has its name.
  private static func write(
    _ file: StarterFile, below root: String, _ context: Context
  ) throws(Failure) -> Bool {
    let path = "\(root)/\(file.path)"
    let files = context.world.files
    try refuseLinks(to: file.path, below: root, files)
    guard try files.info(path) == nil else {
      context.world.tell(
        .notice("\(file.path) is there already and stays as it is; what would be in it: \(file.address)"))
      return false
    }
    try files.makeDirectory(parentPath(path))
    try files.write(path, Array(file.text.utf8))
    return true
  }

  /// A folder on the way that is a link would lead out of the repository.
  private static func refuseLinks(to path: String, below root: String, _ files: Files) throws(Failure) {
    var folder = ""
    for component in path.split(separator: "/").dropLast() {
      folder += folder.isEmpty ? "\(component)" : "/\(component)"
      guard try files.info("\(root)/\(folder)")?.kind != .symlink else {
        throw Failure(
          .repository, "\"\(path)\" is not written: \"\(folder)\" is a symbolic link",
          remedies: ["make \"\(folder)\" a folder of the repository"])
      }
    }
  }
}
