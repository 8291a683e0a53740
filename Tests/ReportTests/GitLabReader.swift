/// What GitLab's server would do with a log and with a job's report files: written from the rules of
/// `converter.rb`, `regex.rb` and `parse_dotenv_artifact_service.rb` in gitlab.com/gitlab-org/gitlab, and
/// sharing nothing with the code under test.
enum GitLabReader {
  struct Section: Equatable {
    var isStart: Bool
    var name: String
  }

  /// `section_(start|end):\d+:[a-zA-Z0-9_.-]+`, options in brackets, and the mandatory CR ESC `[0K`.
  static func sections(_ log: String) -> [Section] {
    let bytes = Array(log.utf8)
    return bytes.indices.compactMap { start in
      guard bytes[start] == 0x73 else { return nil }
      var rest = bytes[start...]
      let isStart: Bool
      if take("section_start:", &rest) {
        isStart = true
      } else if take("section_end:", &rest) {
        isStart = false
      } else {
        return nil
      }
      guard !takeWhile(&rest, { (0x30...0x39).contains($0) }).isEmpty, take(":", &rest) else { return nil }
      let name = takeWhile(&rest) { byte in
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
          || [0x5F, 0x2E, 0x2D].contains(byte)
      }
      if take("[", &rest) {
        _ = takeWhile(&rest) { $0 != 0x5D }
        guard take("]", &rest) else { return nil }
      }
      guard !name.isEmpty, take("\r\u{1B}[0K", &rest) else { return nil }
      return Section(isStart: isStart, name: folded(name))
    }
  }

  /// As the server does: lower case, everything else becomes `-`.
  private static func folded(_ name: ArraySlice<UInt8>) -> String {
    let lower = String(decoding: name, as: UTF8.self).lowercased()
    return String(lower.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
  }

  struct BadFile: Error { var line: String }

  /// A dotenv report; anything that is no `KEY=value` refuses the whole file.
  static func dotenv(_ file: String) throws -> [String: String] {
    guard file.utf8.count < 5 * 1024 else { throw BadFile(line: "too large") }
    var result: [String: String] = [:]
    var lines = Array(file.utf8).split(separator: 0x0A, omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    for line in lines {
      guard let equals = line.firstIndex(of: 0x3D) else {
        throw BadFile(line: String(decoding: line, as: UTF8.self))
      }
      let key = String(decoding: line[..<equals], as: UTF8.self)
      guard !key.isEmpty, key.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }) else {
        throw BadFile(line: key)
      }
      result[key] = String(decoding: line[line.index(after: equals)...], as: UTF8.self)
    }
    guard result.count <= 20 else { throw BadFile(line: "too many") }
    return result
  }

  private static func take(_ word: String, _ rest: inout ArraySlice<UInt8>) -> Bool {
    guard rest.starts(with: word.utf8) else { return false }
    rest = rest.dropFirst(word.utf8.count)
    return true
  }

  private static func takeWhile(
    _ rest: inout ArraySlice<UInt8>, _ isWanted: (UInt8) -> Bool
  ) -> ArraySlice<UInt8> {
    let taken = rest.prefix(while: isWanted)
    rest = rest.dropFirst(taken.count)
    return taken
  }
}
