import Effects
import FoundationEssentials
import Languages
import Model
import Report

enum ReportCommand: Command {
  static let name = "report"
  static let summary: Text = "merge the --json reports of several jobs, and make a page of them"
  static let usage = "merge FILE…"
  static let choices = ["merge"]
  static let flags = Flag.common + [.html]
  static let traits: Traits = .describesOtherRuns
  static let notes: [Text] = [
    "FILE is what deploy, rehearse or another command printed with --json. With --json the merged report is printed.",
    "--html writes one page with the targets, what is wrong, the timelines and the ends of the logs. It needs no server and no network.",
    "What the files report is shown as it is: JSON is in English in every language.",
    "If two files have the same target, the later one counts.",
    "The exit code is 0 if the files could be read, whatever they report.",
    "sampan report merge api.json web.json --html report.html",
  ]

  /// In bytes, of one file.
  private static let largest = 64 << 20

  static func run(_ context: Context) async throws(Failure) -> Product {
    let reports = try reports(context)
    if let output = context.arguments.value(.html) { try writePage(of: reports, to: output, context) }
    for event in reports.flatMap(\.events) { context.world.tell(event) }
    return .nothing
  }

  private static func reports(_ context: Context) throws(Failure) -> [SavedReport] {
    let words = context.arguments.positional
    let files = words.first == "merge" ? Array(words.dropFirst()) : words
    guard !files.isEmpty else {
      throw Failure(
        .usage, "report needs a file to read",
        remedies: [
          "sampan deploy --json > report.json", "sampan report merge report.json --html report.html",
        ])
    }
    try refuseMisspelt(words, context)
    var reports: [SavedReport] = []
    for file in files { reports.append(try report(file, context)) }
    try checkKinds(reports)
    tellReplaced(reports, context)
    return reports
  }

  /// `report mrege a.json`: a first word that is not a file.
  private static func refuseMisspelt(_ words: [String], _ context: Context) throws(Failure) {
    guard let word = words.first, word != "merge", words.count > 1,
      Spelling.nearest(to: word, among: choices) != nil,
      try context.world.files.info(context.absolute(word)) == nil
    else { return }
    throw Failure(
      .usage, "unknown action \"\(word)\" for report",
      remedies: ["did you mean: sampan report merge \(words.dropFirst().joined(separator: " "))"])
  }

  private static func report(_ file: String, _ context: Context) throws(Failure) -> SavedReport {
    let bytes = try context.world.files.read(context.absolute(file), largest)
    guard let json = try? JSONDecoder().decode(JSON.self, from: Data(bytes)) else {
      throw Failure(
        .usage, "\(file) is not a JSON object",
        remedies: ["make it with --json, and keep only standard output: sampan deploy --json > report.json"])
    }
    return try SavedReport(json, from: file)
  }

  /// A rehearsal must not look like a deploy.
  private static func checkKinds(_ reports: [SavedReport]) throws(Failure) {
    guard let rehearsal = reports.first(where: \.isRehearsal),
      let deploy = reports.first(where: { !$0.isRehearsal })
    else { return }
    throw Failure(
      .usage, "\(rehearsal.file) is the report of a rehearsal, \(deploy.file) is not",
      remedies: ["merge them separately"])
  }

  private static func tellReplaced(_ reports: [SavedReport], _ context: Context) {
    var files: [String: String] = [:]
    for report in reports {
      for target in report.targets {
        if let earlier = files[target] {
          context.world.tell(
            .notice("\"\(target)\" is in \(earlier) and in \(report.file): the latter counts"))
        }
        files[target] = report.file
      }
    }
  }

  private static func writePage(
    of reports: [SavedReport], to output: String, _ context: Context
  ) throws(Failure) {
    let path = try context.output(output, misuse)
    if let input = reports.first(where: { context.areSame(path, context.absolute($0.file)) }) {
      throw misuse("the page would replace \(input.file), of which it is made")
    }
    let page = ReportPage(
      of: reports, language: context.translation == nil ? "en" : "zh-CN", in: context.translation)
    try context.world.files.write(path, Array(page.html.utf8))
    context.world.tell(.notice("wrote \(output)"))
  }

  private static func misuse(_ what: Text) -> Failure {
    Failure(.usage, what, remedies: ["name a file: --html report.html"])
  }
}
