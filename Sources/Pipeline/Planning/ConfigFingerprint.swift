import Digest
import Model

/// The `config6` of the stamp: a hash of what a target's config sends. What only steers the run (wait, verify,
/// onConflict, deflate level) is left out: changing it changes nothing at the provider.
enum ConfigFingerprint {
  /// `branch` is the one sent to a cloud that pulls the source; `extras` are contents that come from outside the
  /// commit (`add`, `file`): path and SHA-256.
  static func of(
    _ target: Target, branch: String? = nil, extras: [String: String] = [:]
  ) throws(Failure) -> String {
    var sent: [String: JSON] = [
      "provider": .string(target.provider),
      "options": .object(target.options.mapValues(\.value)),
      "extras": .object(extras.mapValues(JSON.string)),
    ]
    switch target.artifact {
    case .package(let spec)?: sent["package"] = .object(fields(of: spec))
    case .file(let path, _, _)?: sent["file"] = .string(path)
    case .image(let spec)?:
      let words = [spec.repository, spec.tag.text, spec.from?.text].compactMap(\.self)
      sent["image"] = .array(words.map(JSON.string))
    case .repository(let spec)?:
      sent["repository"] = .array([.string(spec.source), .string(spec.name), .string(branch ?? "")])
    case nil: break
    }
    return String(sha256Hex(JSON.object(sent).text.utf8).prefix(6))
  }

  /// The same for packages that contain the same files of one commit and work tree.
  static func key(of spec: PackageSpec) -> String {
    // No list of patterns and an empty one differ in what they select.
    let lists = [spec.include, spec.exclude, spec.add].map { $0 == nil ? "0" : "1" }.joined()
    return lists + JSON.object(fields(of: spec)).text
  }

  private static func fields(of spec: PackageSpec) -> [String: JSON] {
    func texts(_ list: GlobList?) -> JSON { .array((list?.texts ?? []).map(JSON.string)) }
    return [
      "path": .string(spec.path), "include": texts(spec.include), "exclude": texts(spec.exclude),
      "add": texts(spec.add), "symlinks": .string(spec.symlinks.rawValue),
      "submodules": .string(spec.submodules.rawValue), "lfs": .string(spec.lfs.rawValue),
    ]
  }
}
