import Digest
import Model

/// A version made to fit where a provider puts it: readable first, and two different inputs never share a name.
package enum VersionName {
  /// The longest name; image tags have the same limit (distribution/reference, regexp.go: `[\w][\w.-]{0,127}`).
  private static let limit = 128

  /// No more of a text is searched for characters that fit, in code points.
  private static let longestText = 4096

  /// Characters that do not fit become `-`, runs of them one; a short hash of the original is appended whenever the
  /// name is not the input itself. Fails when nothing readable is left.
  package static func fit(_ text: String, _ rule: VersionRule) throws(Failure) -> String {
    let start = String(text.unicodeScalars.prefix(longestText))
    var name = ""
    for character in rule == .lowercaseImageTag ? start.lowercased() : start {
      if isAllowed(character) {
        name.append(character)
      } else if name.last != "-" {
        name.append("-")
      }
    }
    name = String(name.drop(while: isSeparator).reversed().drop(while: isSeparator).reversed())
    guard !name.isEmpty else {
      throw Failure(
        .configuration,
        "version \"\(start.prefix(100))\" has no letter or digit that fits into a version name",
        remedies: ["set \"version\" to a template such as \"{date}-{short}\""])
    }
    if name == text, name.utf8.count <= limit { return name }
    let hash = "-" + sha256Hex(text.utf8).prefix(8)
    return name.prefix(limit - hash.count) + hash
  }

  private static func isAllowed(_ character: Character) -> Bool {
    guard let byte = character.asciiValue, character.utf8.count == 1 else { return false }
    return switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"): true
    default: false
    }
  }

  /// `_` may begin a tag but not a name that is used as a folder or a label elsewhere.
  private static func isSeparator(_ character: Character) -> Bool { "._-".contains(character) }
}
