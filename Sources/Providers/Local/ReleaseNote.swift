import Effects
import Model

/// The file that every local release carries: which one it is in order, and the remark with its stamp. As Capistrano's
/// `REVISION`, but under a name that a project does not use.
struct ReleaseNote: Equatable, Sendable {
  static let fileName = ".sampan-release"

  /// Counts activations in this directory: the higher, the newer.
  var sequence: Int
  var remark: String

  var stamp: Stamp? { Stamp(in: remark) }

  func write(in release: String, _ world: World) throws(Failure) {
    try world.files.write("\(release)/\(Self.fileName)", Array("\(sequence)\n\(remark)\n".utf8))
  }

  /// Nil when the folder has none, or one that is not of this form.
  static func read(in release: String, _ world: World) throws(Failure) -> ReleaseNote? {
    let path = "\(release)/\(fileName)"
    guard try world.files.info(path)?.kind == .file else { return nil }
    let text = String(decoding: try world.files.read(path, 64 * 1024), as: UTF8.self)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count >= 2, let sequence = Int(lines[0]), sequence < .max else { return nil }
    return ReleaseNote(sequence: sequence, remark: String(lines[1]))
  }
}
