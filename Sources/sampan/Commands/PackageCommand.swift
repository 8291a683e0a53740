import Effects
import Model
import Pipeline
import Report

enum PackageCommand: Command {
  static let name = "package"
  static let summary = "write the zip that a target would send"
  static let operands = "[TARGET] -o FILE"
  static let flags = Flag.common + [.targetVariable, .output, .list]
  static let notes = [
    "Without TARGET: the only target that packages the source.",
    "--list shows mode, size and path; the last line is the SHA-256.",
    "sampan package staging -o api.zip --list",
  ]

  static func run(_ context: Context) async throws(Failure) -> RunReport {
    guard let output = context.arguments.value(.output) else {
      throw Failure(
        .usage, "package needs to know where to write", remedies: ["sampan package -o package.zip"])
    }
    guard context.targetNames.count <= 1 else {
      throw Failure(.usage, "package takes one target", remedies: ["call it once for each target"])
    }
    let path = context.absolute(output)
    let folder = path.split(separator: "/").dropLast().map { "/\($0)" }.joined()
    guard try context.world.files.info(folder.isEmpty ? "/" : folder) != nil else {
      throw Failure(
        .usage, "the folder of \"\(output)\" is not there", remedies: ["mkdir -p \(folder)"])
    }
    let project = try context.project()
    var made = try project.package(named: context.targetNames.first, at: path)
    made.file.path = output
    let entries = context.arguments.isSet(.list) ? made.entries : []
    return RunReport(
      command: Self.name, exitCode: .success, findings: project.findings + made.findings,
      packages: [PackageListing(target: made.target, file: made.file, entries: entries)])
  }
}
