import Model

/// GitLab CI: a collapsible section per target, and the report files that a job may name under
/// `artifacts: reports:`.
struct GitLabReporter: Reporter {
  private let surroundings: Surroundings
  private var openSection: String?
  private var sectionCount = 0

  static func matches(_ job: CIJob?) -> Bool { job?.system == "gitlab" }

  init(_ surroundings: Surroundings) { self.surroundings = surroundings }

  mutating func render(_ event: Event, text: [Output], sanitizer: Sanitizer) -> [Output] {
    switch event {
    case .targetStarted(let name, _, _) where !text.isEmpty:
      return closeSection() + openSection(sanitizer.mask(name), text)
    case .targetFinished: return closeSection() + text
    default: return text
    }
  }

  mutating func finish(_ report: RunReport, text: [Output], sanitizer: Sanitizer) -> Ending {
    var ending = Ending(outputs: closeSection() + text)
    guard report.leavesTraces, let directory = surroundings.variable("CI_PROJECT_DIR") else { return ending }
    let reports = GitLabReports(report, directory: directory, sanitizer)
    var files = [
      "sampan-codequality.json": reports.codeQuality, "sampan-annotations.json": reports.annotations,
    ]
    if !report.outputs.isEmpty { files["sampan.env"] = reports.dotenv }
    for (name, text) in files.sorted(by: { $0.key < $1.key }) {
      ending.files.append(FileWrite(path: "\(directory)/\(name)", text: text, mode: .replace))
    }
    return ending
  }

  // MARK: sections

  // https://docs.gitlab.com/ci/jobs/job_logs/#create-custom-collapsible-sections: the marker ends in CR and
  // ESC, and the header stands behind it on the same line.
  private static let erase = "\u{1B}[0K"

  private mutating func openSection(_ target: String, _ header: [Output]) -> [Output] {
    sectionCount += 1
    // GitLab folds everything but letters and digits into `-`; the number keeps names apart.
    let letters = target.unicodeScalars.prefix(40).map { scalar in
      scalar.isASCII && scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
        ? Character(scalar) : "_"
    }
    let name = "sampan_\(sectionCount)_\(String(letters).lowercased())"
    openSection = name
    var lines = header
    lines[0].text = marker("section_start", name) + lines[0].text
    return lines
  }

  private mutating func closeSection() -> [Output] {
    guard let name = openSection else { return [] }
    openSection = nil
    return [Output(.error, marker("section_end", name))]
  }

  private func marker(_ kind: String, _ name: String) -> String {
    "\(Self.erase)\(kind):\(max(0, surroundings.now().seconds)):\(name)\r\(Self.erase)"
  }
}
