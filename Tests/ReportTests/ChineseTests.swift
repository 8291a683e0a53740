import Languages
import Model
import Testing

@testable import Report

/// What a person reads is in their language; what a program reads is not.
@Suite struct ChineseTests {
  private static let options = ReportOptions(translation: Language.chinese.translation)

  private static func deployed(_ name: String, _ status: Outcome.Status, version: String) -> Outcome {
    Outcome(target: name, provider: "tcbr", status: status, version: version, elapsed: .seconds(92))
  }

  private static let failed = Outcome(
    target: "web", provider: "tcbr", status: .failed, version: "1.4.0",
    failure: Failure(
      .rolloutFailed, "the rollout failed: \("exit status 1")", place: Place(file: "sampan.json", line: 3),
      remedies: ["deploy again when it has ended: sampan status \("web") --wait"], requestID: "r-1"),
    elapsed: .seconds(12),
    timeline: [
      .init(name: "package", start: .zero, end: .seconds(2)),
      .init(name: "BuildImage", start: .seconds(2), end: .seconds(12), failed: true),
    ])

  @Test func `progress and results are Chinese, and their columns align`() throws {
    let lines = Run.ending(
      nil,
      [
        .targetStarted(name: "web", provider: "tcbr", service: "env/api", version: "1.4.0"),
        .stepFinished(
          .package, took: .seconds(0.3), detail: "\(counted(214, "file")), \(Amounts.bytes(412_000))"),
        .rolloutStep(Rollout.Step(name: "BuildImage", status: "finished", duration: .seconds(41))),
        .stillWaiting("for \("task-1") to end", elapsed: .seconds(24)),
        .targetFinished(Self.deployed("web", .deployed, version: "1.4.0")),
        .targetFinished(Self.deployed("api-server", .unchanged, version: "1.4.0")),
      ], options: Self.options
    ).outputs.map(\.text)
    #expect(
      lines == [
        "web → tcbr env/api   1.4.0",
        "  打包      214 个文件，412 kB                                      0.3 秒",
        "  发布      构建镜像 完成                                           41 秒",
        "  等待      task-1 结束，24 秒", "", "web         已部署  1.4.0  92 秒", "api-server  无变化  1.4.0",
      ])
    let times = lines[1...2].map { line in line.prefix { $0 != "秒" }.description.columns }
    #expect(times == [72, 71])
  }

  @Test func `an error is Chinese; a place stays as editors parse it`() {
    let lines = Run.ending(
      nil, [.targetFinished(Self.failed)], .success(.nothing), options: Self.options
    ).outputs.map(\.text)
    #expect(
      lines == [
        "sampan: 错误：sampan.json:3: 发布失败：exit status 1", "sampan: 请求 ID r-1",
        "sampan: 提示：结束后重新部署：sampan status web --wait", "", "web  失败  1.4.0  12 秒",
      ])
  }

  @Test func `JSON, outputs and code quality are the same in every language`() throws {
    let events: [Event] = [
      .targetFinished(Self.failed),
      .finding(Finding(.warning, "the account owes money: settle it", rule: "x", place: Place(file: "a"))),
    ]
    for system in ["github", "gitlab", "azure", "cnb", "teamcity", "gitee"] {
      let json = ReportOptions(json: true, translation: Language.chinese.translation)
      let chinese = Run.ending(system, events, options: json)
      let english = Run.ending(system, events, options: ReportOptions(json: true))
      func results(_ ending: Ending) -> [String] {
        ending.outputs.filter { $0.stream == .standard }.map(\.text)
      }
      func machine(_ ending: Ending) -> [FileWrite] { ending.files.filter { !$0.path.contains("summary") } }
      #expect(results(chinese) == results(english), "\(system)")
      #expect(machine(chinese) == machine(english), "\(system)")
      #expect(chinese.exitCode == english.exitCode)
    }
  }

  @Test func `annotations and the step summary are Chinese`() throws {
    let ending = Run.ending("github", [.targetFinished(Self.failed)], options: Self.options)
    #expect(
      ending.outputs.map(\.text).contains {
        $0.hasPrefix("::error file=sampan.json,line=3::发布失败：exit status 1%0Asampan: 请求 ID r-1")
      })
    let summary = try #require(ending.files.first { $0.path == "/tmp/summary" }?.text)
    #expect(summary.hasPrefix("## web 失败：发布失败：exit status 1\n"))
    #expect(summary.contains("| 目标 | 状态 | URL | 版本 | 提交 | 耗时 | |\n"))
    #expect(summary.contains("| web \\(tcbr\\) | ❌ 失败 |") || summary.contains("| web (tcbr) | ❌ 失败 |"))
    #expect(summary.contains("    打包 2 秒 :0, 2000ms\n    构建镜像 10 秒 :crit, 2000, 10000ms\n"))
  }

  @Test func `a long cause is cut to 60 columns`() throws {
    var outcomes = [Self.failed, Self.deployed("api", .deployed, version: "1.4.0")]
    outcomes[0].failure?.what = "the rollout failed: \(String(repeating: "镜", count: 40))"
    let line = try #require(
      Run.ending(nil, outcomes.map { .targetFinished($0) }, options: Self.options).outputs.first?.text)
    #expect(line == "web  失败    1.4.0  发布失败：\(String(repeating: "镜", count: 24))…  12 秒")
  }

  @Test(arguments: [
    ("abc", 3), ("部署", 4), ("部署 a：", 8), ("e\u{301}", 1), ("…→", 2), ("ｗ！", 4), ("ハン한", 6), ("🚀", 2),
    ("\u{200B}", 0), ("é", 1), ("", 0),
  ])
  func `the width is that of a terminal`(text: String, columns: Int) {
    #expect(text.columns == columns)
  }
}
