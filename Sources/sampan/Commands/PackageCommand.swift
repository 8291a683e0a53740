import Effects
import Model
import Pipeline
import Report

enum PackageCommand: Command {
  static let name = "package"
  static let summary: Text = "write the zip that would be sent for a target"
  static let usage = "[TARGET] -o FILE"
  static let flags = Flag.common + [.output, .list]
  static let notes: [Text] = [
    "TARGET is optional if only one target packages the source.",
    "--list prints mode, size and path of every file; the last line is the SHA-256.",
    "sampan package staging -o api.zip --list",
  ]

  static func run(_ context: Context) async throws(Failure) -> Product {
    let output = try output(context.arguments)
    guard try context.targetNames.count <= 1 else {
      throw Failure(.usage, "package takes one target", remedies: ["run it once for each target"])
    }
    let path = context.absolute(output)
    try checkPlace(path, of: output, context.world.files)
    let project = try context.project()
    var made = try project.package(named: context.targetNames.first, at: path)
    made.file.path = output
    let entries = context.arguments.isSet(.list) ? made.entries : []
    context.tell(made.findings)
    return .package(PackageListing(target: made.target, file: made.file, entries: entries))
  }

  private static func output(_ arguments: Arguments) throws(Failure) -> String {
    switch arguments.value(.output) {
    case nil, "": throw misuse("package needs a file to write")
    case "-":
      throw misuse(
        "package cannot write the zip to standard output: the listing and the SHA-256 are printed there")
    case let output? where output.hasSuffix("/"): throw misuse("\"\(output)\" is not a file")
    case let output?: return output
    }
  }

  /// Only a regular file is replaced.
  private static func checkPlace(_ path: String, of output: String, _ files: Files) throws(Failure) {
    let folder = parentPath(path)
    guard try files.info(folder) != nil else {
      throw Failure(
        .usage, "the folder of \"\(output)\" does not exist", remedies: ["mkdir -p \(folder)"])
    }
    switch try files.info(path)?.kind {
    case nil, .file: return
    case .directory: throw misuse("\"\(output)\" is a directory")
    case .symlink: throw misuse("\"\(output)\" is a symbolic link")
    case .other: throw misuse("\"\(output)\" is a pipe, a socket or a device")
    }
  }

  private static func misuse(_ what: Text) -> Failure {
    Failure(.usage, what, remedies: ["name a file: sampan package -o package.zip"])
  }
}
