import Foundation
import Model
import Support
import Testing

@testable import Report

/// What a person sees, in Chromium. Pictures are kept in the folder of `SAMPAN_TEST_PICTURES`.
struct `The pictures` {
  static let folder = ProcessInfo.processInfo.environment["SAMPAN_TEST_PICTURES"]

  @Test func `of page and summary fit the window, in light and dark`() async throws {
    guard let folder = Self.folder else {
      print(
        """
        SKIPPED: no picture of the page or the summary was taken. To take them, install chromium, \
        chromium-driver and cmark-gfm, and set SAMPAN_TEST_PICTURES to a folder (Tests/README.md)
        """)
      return
    }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let page = `The page of reports`.page(of: [try `The page of reports`.report()])
    try page.write(toFile: "\(folder)/page.html", atomically: true, encoding: .utf8)
    var report = RunReport(command: "deploy", traits: .writesOutputs)
    for event in try `The page of reports`.report().events { _ = report.add(event) }
    let job = CIFormat.Job(
      environment: [
        "GITHUB_SERVER_URL": "https://g.example", "GITHUB_REPOSITORY": "acme/web",
      ], runURL: "https://g.example/acme/web/actions/runs/7", token: Run.token)
    let summary = StepSummary(report, job, Sanitizer(secrets: [])).markdown
    try summary.write(toFile: "\(folder)/summary.md", atomically: true, encoding: .utf8)

    let script = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../.ci/take-pictures.py")
      .standardized.path
    let result = try await Command.run(["python3", script, folder], seconds: 240)
    #expect(result.status == 0, "\(result.errorText)")
    #expect(result.text.split(separator: "\n").filter { $0.hasPrefix("taken ") }.count == 8)
  }
}
