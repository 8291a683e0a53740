import Effects
import Model

/// What is recorded of a local release: which one it is in order, and the remark with its stamp. It lies beside the
/// releases, in `.sampan/<version>`: a release holds what its package holds, and is served whole.
struct ReleaseNote: Equatable, Sendable {
  /// Counts activations in this directory: the higher, the newer.
  var sequence: Int
  var remark: String

  var stamp: Stamp? { Stamp(in: remark) }

  /// The folder of the notes.
  static func folder(in directory: String) -> String { "\(directory)/.sampan" }

  /// Where the note lay before it lay beside the releases: those of old stay readable.
  static func formerPath(of version: String, in directory: String) -> String {
    "\(directory)/releases/\(version)/.sampan-release"
  }

  func write(for version: String, in directory: String, _ world: World) throws(Failure) {
    let folder = Self.folder(in: directory)
    try world.files.makeDirectory(folder)
    try world.files.write("\(folder)/\(version)", Array("\(sequence)\n\(remark)\n".utf8))
  }

  /// Nil when the release has none, or one that is not of this form.
  static func read(for version: String, in directory: String, _ world: World) throws(Failure) -> ReleaseNote?
  {
    if let note = try read("\(folder(in: directory))/\(version)", world) { return note }
    return try read(formerPath(of: version, in: directory), world)
  }

  private static func read(_ path: String, _ world: World) throws(Failure) -> ReleaseNote? {
    guard try world.files.info(path)?.kind == .file else { return nil }
    let text = String(decoding: try world.files.read(path, 64 * 1024), as: UTF8.self)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count >= 2, let sequence = Int(lines[0]), sequence < .max else { return nil }
    return ReleaseNote(sequence: sequence, remark: String(lines[1]))
  }
}
