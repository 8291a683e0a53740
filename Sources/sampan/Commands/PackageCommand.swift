import Effects
import Model
import Pipeline
import Report

enum PackageCommand: Command {
  static let name = "package"
  static let summary: Text = "write the zip that a target would send"
  static let operands = "[TARGET] -o FILE"
  static let flags = Flag.common + [.output, .list]
  static let notes: [Text] = [
    "Without TARGET: the only target that packages the source.",
    "--list shows mode, size and path; the last line is the SHA-256.",
    "sampan package staging -o api.zip --list",
  ]

  static func run(_ context: Context) async throws(Failure) -> Product {
    let output = try output(context.arguments)
    guard try context.targetNames.count <= 1 else {
      throw Failure(.usage, "package takes one target", remedies: ["call it once for each target"])
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
    case nil, "": throw usage("package needs to know where to write")
    case "-": throw usage("package writes no zip to standard output: the listing and the SHA-256 go there")
    case let output? where output.hasSuffix("/"): throw usage("\"\(output)\" names no file")
    case let output?: return output
    }
  }

  /// Only a file is replaced: whatever else has the name is of use to somebody as it is.
  private static func checkPlace(_ path: String, of output: String, _ files: Files) throws(Failure) {
    let folder = parentPath(path)
    guard try files.info(folder) != nil else {
      throw Failure(
        .usage, "the folder of \"\(output)\" is not there", remedies: ["mkdir -p \(folder)"])
    }
    switch try files.info(path)?.kind {
    case nil, .file: return
    case .directory: throw usage("\"\(output)\" is a directory")
    case .symlink: throw usage("\"\(output)\" is a symbolic link")
    case .other: throw usage("\"\(output)\" is a pipe, a socket or a device")
    }
  }

  private static func usage(_ what: Text) -> Failure {
    Failure(.usage, what, remedies: ["name a file: sampan package -o package.zip"])
  }
}
