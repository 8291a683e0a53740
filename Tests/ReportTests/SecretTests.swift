import Foundation
import Model
import Testing

@testable import Report

struct `A secret of this run` {
  static let secret = "hunter2/+ s3cret?&\u{FF}"

  /// The ways it turns up: as it is, in base64, in a URL, in a form, in JSON.
  static let spellings: [String] = {
    let data = Data(secret.utf8)
    let padded = data.base64EncodedString()
    let urlSafe = padded.replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
    let unreserved = CharacterSet(
      charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
    let encoded = secret.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
    return [
      secret, padded, padded.filter { $0 != "=" }, urlSafe, encoded, encoded.lowercased(),
      encoded.replacingOccurrences(of: "%20", with: "+"),
    ]
  }()

  @Test(arguments: spellings, Run.systems)
  func `is in no line and in no file`(spelling: String, system: String) throws {
    for json in [false, true] {
      let run = try Run(
        system, hostile: "before \(spelling)\u{301} after", secrets: [Self.secret],
        options: ReportOptions(verbosity: .verbose, json: json))
      let lines = run.lines.filter { !$0.hasPrefix("::add-mask::") && !$0.hasPrefix("##vso[task.setsecret]") }
      let everything = (lines + run.files.values.map(\.text)).joined(separator: "\n")
      #expect(!everything.utf8Contains(spelling))
      #expect(everything.utf8Contains("***") || everything.utf8Contains("\\*\\*\\*"))
    }
  }

  @Test func `is told to GitHub before anything else is printed`() throws {
    let run = try Run("github", hostile: "x", secrets: ["one-secret", "line one\nx\nline three", "abc"])
    #expect(
      run.lines.prefix(4) == [
        "::add-mask::one-secret", "::add-mask::line one", "::add-mask::line three", "::group::x (x) x",
      ])
    let command = GitHubReader.command(try #require(run.lines.first))
    #expect(command == GitHubReader.Command(name: "add-mask", data: "one-secret"))
  }

  @Test func `that becomes known later is masked from then on`() {
    let known = Known()
    var reporting = Reporting(
      job: nil, environment: [:], options: ReportOptions(), token: Run.token,
      now: HastyClock().tick, secrets: { known.all })
    #expect(reporting.render(.notice("token-1234")).map(\.text) == ["sampan: token-1234"])
    known.add("token-1234")
    #expect(reporting.render(.notice("token-1234")).map(\.text) == ["sampan: ***"])
  }

  @Test func `of fewer than four characters is left alone`() {
    #expect(Sanitizer(secrets: ["abc", ""]).mask("abc") == "abc")
  }

  @Test func `that holds another one is masked whole`() {
    #expect(Sanitizer(secrets: ["abcd", "xxabcdxx"]).mask("xxabcdxx abcd") == "*** ***")
  }

  @Test func `is not cut in two by the length limit`() {
    let text = String(repeating: "a", count: Sanitizer.longest - 3) + "hunter2"
    #expect(!Sanitizer(secrets: ["hunter2"]).clean(text).contains("hun"))
  }
}

extension String {
  func utf8Contains(_ other: String) -> Bool { components(other).count > 1 }
}
