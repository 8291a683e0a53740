import Effects
import Model
import Pipeline
import Report

enum PackageCommand: Command {
  static let name = "package"
  static let summary: Text = "write the zip that would be sent for a target"
  static let usage = "[TARGET] -o FILE"
  static let flags = Flag.common + [.output, .list, .provenance]
  static let notes: [Text] = [
    "TARGET is optional if only one target packages the source.",
    "--list prints mode, size and path of every file; the last line is the SHA-256.",
    "--provenance writes an in-toto statement with SLSA's predicate: the repository, commit, tree, config and builder. Sign it with cosign or GitHub's actions/attest.",
    "A built file (\"file\" of \"package\") and an image get their provenance from what builds them, e.g. docker buildx build --provenance.",
    "sampan package staging -o api.zip --list",
  ]

  static func run(_ context: Context) async throws(Failure) -> Product {
    let output = try output(context.arguments)
    guard try context.targetNames.count <= 1 else {
      throw Failure(.usage, "package takes one target", remedies: ["run it once for each target"])
    }
    let path = try context.output(output) { misuse($0, context.arguments) }
    let statement = try statement(context, besides: path)
    let project = try context.project()
    var made = try project.package(named: context.targetNames.first, at: path)
    if let statement {
      try context.world.files.write(statement, project.provenance(of: made, by: maker))
    }
    made.file.path = output
    let entries = context.arguments.isSet(.list) ? made.entries : []
    context.tell(made.findings)
    return .package(PackageListing(target: made.target, file: made.file, entries: entries))
  }

  private static let maker = PackageMaker(
    page: "https://github.com/\(ReleasePlace.repository)/blob/main/ci-templates/README.md",
    version: VersionCommand.number)

  private static func output(_ arguments: Arguments) throws(Failure) -> String {
    switch arguments.value(.output) {
    case nil, "": throw misuse("package needs a file to write", arguments)
    case "-":
      throw misuse(
        "package cannot write the zip to standard output: the listing and the SHA-256 are printed there",
        arguments)
    case let output?: return output
    }
  }

  /// The absolute path of the statement; nil if none is to be written.
  private static func statement(_ context: Context, besides zip: String) throws(Failure) -> String? {
    guard let given = context.arguments.value(.provenance) else { return nil }
    let path = try context.output(given, unsuitable)
    guard !context.areSame(path, zip) else {
      throw unsuitable("the zip and its provenance cannot be the same file")
    }
    return path
  }

  private static func misuse(_ what: Text, _ arguments: Arguments) -> Failure {
    let words = ["sampan package"] + arguments.positional.prefix(1) + ["-o package.zip"]
    return Failure(.usage, what, remedies: ["name a file: \(words.joined(separator: " "))"])
  }

  private static func unsuitable(_ what: Text) -> Failure {
    Failure(.usage, what, remedies: ["name a file: --provenance package.intoto.json"])
  }
}
