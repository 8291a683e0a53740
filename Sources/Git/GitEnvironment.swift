import Glibc
import Model

/// What git takes from the environment for its config (git-config(1), "FILES" and "ENVIRONMENT"; read 2026-11), and from
/// sudo about the user.
struct GitEnvironment: Sendable, Equatable {
  /// `name`: section and key in lower case.
  struct Setting: Sendable, Equatable {
    var name: String
    var value: String
  }

  /// Nil: no such file is read.
  var systemFile: String?
  /// Of the user, lowest precedence first.
  var userFiles: [String] = []
  /// As `git -c` gives them, lowest precedence first. They outrank every file.
  var given: [Setting] = []
  /// Of the user that called sudo: root acts for both (git's compat-util.h, `is_path_owned_by_current_uid`).
  var sudoUser: uid_t?

  init(_ variables: [String: String]) {
    if !Self.isTrue(variables["GIT_CONFIG_NOSYSTEM"]) {
      systemFile = variables["GIT_CONFIG_SYSTEM"] ?? "/etc/gitconfig"
    }
    if let file = variables["GIT_CONFIG_GLOBAL"] {
      userFiles = [file]
    } else {
      let home = variables.variable("HOME")
      if let folder = variables.variable("XDG_CONFIG_HOME") ?? home.map({ "\($0)/.config" }) {
        userFiles.append("\(folder)/git/config")
      }
      if let home { userFiles.append("\(home)/.gitconfig") }
    }
    let count = variables["GIT_CONFIG_COUNT"].flatMap { Int($0) } ?? 0
    for number in 0..<min(max(count, 0), 10_000) {
      guard let key = variables["GIT_CONFIG_KEY_\(number)"] else { continue }
      add(key, variables["GIT_CONFIG_VALUE_\(number)"] ?? "")
    }
    for (key, value) in Self.parameters(variables["GIT_CONFIG_PARAMETERS"] ?? "") { add(key, value) }
    sudoUser = variables.variable("SUDO_UID").flatMap { uid_t($0) }
  }

  private mutating func add(_ key: String, _ value: String) {
    guard let first = key.firstIndex(of: "."), let last = key.lastIndex(of: ".") else { return }
    given.append(
      Setting(name: key[..<first].lowercased() + key[first..<last] + key[last...].lowercased(), value: value))
  }

  private static func isTrue(_ value: String?) -> Bool {
    guard let value else { return false }
    return ["true", "yes", "on"].contains(value.lowercased()) || Int(value).map { $0 != 0 } == true
  }

  /// What `git -c` hands to the programs that it starts: words in single quotes, `'key=value'` before git 2.31 and
  /// `'key'='value'` since (config.c, `git_config_from_parameters`). A key alone is true.
  static func parameters(_ text: String) -> [(key: String, value: String)] {
    var rest = Array(text.utf8)[...]
    var found: [(key: String, value: String)] = []
    while true {
      rest = rest.drop { $0 == UInt8(ascii: " ") }
      guard !rest.isEmpty, let word = quoted(&rest) else { return found }
      if rest.first == UInt8(ascii: "=") {
        rest.removeFirst()
        found.append((word, rest.isEmpty || rest.first == UInt8(ascii: " ") ? "true" : quoted(&rest) ?? ""))
      } else if let equals = word.firstIndex(of: "=") {
        found.append((String(word[..<equals]), String(word[word.index(after: equals)...])))
      } else {
        found.append((word, "true"))
      }
    }
  }

  /// A word as `sq_quote_buf` writes it: in single quotes, with `'\''` and `'\!'` for those two. Nil for anything else.
  private static func quoted(_ rest: inout ArraySlice<UInt8>) -> String? {
    let quote = UInt8(ascii: "'")
    var word: [UInt8] = []
    guard rest.first == quote else { return nil }
    while rest.first == quote {
      guard let end = rest.dropFirst().firstIndex(of: quote) else { return nil }
      word += rest[(rest.startIndex + 1)..<end]
      rest = rest[(end + 1)...]
      guard rest.first == UInt8(ascii: "\\") else { break }
      rest.removeFirst()
      guard let escaped = rest.popFirst() else { return nil }
      word.append(escaped)
    }
    return String(decoding: word, as: UTF8.self)
  }
}
