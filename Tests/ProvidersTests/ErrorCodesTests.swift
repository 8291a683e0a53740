import Foundation
import Model
import Providers
import Support
import Testing

/// `Tests/error-codes.txt`: the vendors' codes, and what the tables make of each.
@Suite struct ErrorCodesTests {
  private static let tests = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()
  private static let file = tests.appendingPathComponent("error-codes.txt")

  private static func lines() throws -> [String] {
    try String(contentsOf: file, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false)
      .map(String.init)
  }

  private static func meaning(of code: String, from service: String) -> ErrorMeaning {
    switch service {
    case "esa", "aliyun-sts": AlibabaErrors.meaning(of: code)
    case "common": TencentErrors.meaning(of: code, from: "tcbr")
    default: TencentErrors.meaning(of: code, from: service)
    }
  }

  /// `service code: kind, retry: remedy`
  private static func line(_ service: String, _ code: String) -> String {
    let meaning = meaning(of: code, from: service)
    let retry =
      switch meaning.retry {
      case .never: "never"
      case .safe: "safe"
      case .readsOnly: "reads"
      case .whenIdle: "when idle"
      }
    let remedy = meaning.remedies.first.map(\.description) ?? "(role and token are shown)"
    return "\(service) \(code): \(meaning.kind.rawValue), \(retry): \(remedy.prefix(80))"
  }

  @Test func `every code of the vendors comes to what was reviewed`() throws {
    let listed = try Self.lines()
    let actual = listed.map { line -> String in
      guard !line.hasPrefix("#"), !line.isEmpty else { return line }
      let words = line.split(separator: ":", maxSplits: 1)[0].split(separator: " ")
      return words.count == 2 ? Self.line(String(words[0]), String(words[1])) : "what is \"\(line)\"?"
    }
    if ProcessInfo.processInfo.environment["SAMPAN_WRITE_ERROR_CODES"] == "1" {
      try (actual.joined(separator: "\n")).write(to: Self.file, atomically: true, encoding: .utf8)
    }
    let differences = zip(listed, actual).filter { $0 != $1 }.map { "- \($0)\n+ \($1)" }
    #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
    #expect(actual.count > 350)
  }

  /// What is worth another run may pass by itself; what only a person can change is never "worth retrying".
  @Test func `no code that a person has to settle is worth retrying`() throws {
    for line in try Self.lines() {
      let isDead = [
        "Frozen", "Isolated", "Banned", "Overdue", "Expired:", "BalanceNotEnough", "Insufficient:",
      ]
      .contains { line.contains($0) }
      guard isDead, !line.hasPrefix("#"), !line.contains(" ResourceInsufficient") else { continue }
      #expect(line.contains(": credentials, never: "), "\(line)")
    }
  }

  /// For the versions that the list names; with another one the list has to be read again.
  @Test func `the list has the codes of the SDKs, all of them and no others`() async throws {
    let python = """
      import importlib.metadata, re, sys
      import tencentcloud.tcbr.v20220217.errorcodes as tcbr, tencentcloud.tcb.v20180608.errorcodes as tcb
      import tencentcloud.tem.v20210701.errorcodes as tem, tencentcloud.sts.v20180813.errorcodes as sts
      for name, module in (("tcbr", tcbr), ("tcb", tcb), ("tem", tem), ("sts", sts)):
          print("#", name, importlib.metadata.version("tencentcloud-sdk-python-" + name))
          codes = {value for key, value in vars(module).items() if key.isupper() and isinstance(value, str)}
          print("\\n".join(f"{name} {code}" for code in sorted(codes)))
      """
    let judges = Self.tests.deletingLastPathComponent().appendingPathComponent(".build/judges/bin/python3")
    let told = try await Command.run([judges.path, "-c", python], in: "/")
    try #require(told.status == 0, "\(told.text)")
    let lines = try Self.lines()
    for part in told.text.components(separatedBy: "# ").dropFirst() {
      let rows = part.split(separator: "\n").map(String.init)
      let words = rows[0].split(separator: " ")
      guard lines.contains("# \(words[0]): errorcodes of tencentcloud-sdk-python-\(words[0]) \(words[1])")
      else { continue }
      let listed = lines.filter { $0.hasPrefix("\(words[0]) ") }.map { String($0.prefix { $0 != ":" }) }
      #expect(Set(listed) == Set(rows.dropFirst()), "\(words[0])")
    }
  }
}
