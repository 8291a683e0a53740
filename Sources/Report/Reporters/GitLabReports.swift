import Model

/// The texts of GitLab's report files.
struct GitLabReports {
  private let report: RunReport
  private let directory: String
  private let sanitizer: Sanitizer

  init(_ report: RunReport, directory: String, _ sanitizer: Sanitizer) {
    self.report = report
    self.directory = directory
    self.sanitizer = sanitizer
  }

  // MARK: dotenv

  /// GitLab refuses a file of this many bytes or more.
  static let dotenvLimit = 5 * 1024

  /// `artifacts: reports: dotenv`: one line a variable, and nothing else, not even a blank line: a single bad
  /// line makes GitLab refuse the file. Where the values are too long together, the longest are left out.
  /// https://docs.gitlab.com/ci/yaml/artifacts_reports/#artifactsreportsdotenv
  var dotenv: String {
    var lines = report.outputs.map { "SAMPAN_\($0.name.uppercased())=\(dotenvValue($0.value))\n" }
    while lines.reduce(0, { $0 + $1.utf8.count }) >= Self.dotenvLimit {
      guard let longest = lines.indices.max(by: { lines[$0].utf8.count < lines[$1].utf8.count }) else {
        break
      }
      lines.remove(at: longest)
    }
    return lines.joined()
  }

  /// On one line. GitLab expands `$NAME` in values later on and knows no escape for it: the full-width dollar
  /// sign looks the same to a person and expands to nothing.
  private func dotenvValue(_ value: String) -> String {
    String(sanitizer.clean(value).map { $0 == "$" ? "＄" : $0 })
  }

  // MARK: code quality

  /// `artifacts: reports: codequality`; an empty list when nothing is wrong.
  /// https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
  var codeQuality: String {
    var seen: [String: Int] = [:]
    // A notice about no file says something of the machine, not of the code.
    let complaints = report.complaints.filter { $0.place != nil || $0.severity != .notice }
    let entries = complaints.map { complaint -> JSON in
      let path = relative(complaint.place?.file ?? "sampan.json")
      let identity = [complaint.rule, path, complaint.message].joined(separator: "\u{0}")
      // Equal findings at different lines must not overwrite one another.
      let count = seen[identity, default: 0]
      seen[identity] = count + 1
      return [
        "check_name": .string(complaint.rule),
        "description": .string(sanitizer.clean(complaint.message)),
        "fingerprint": .string(Self.fingerprint("\(identity)\u{0}\(count)")),
        "severity": .string(Self.severity(complaint.severity)),
        "location": [
          "path": .string(sanitizer.clean(path)),
          "lines": ["begin": .integer(max(1, complaint.place?.line ?? 1))],
        ],
      ]
    }
    return file(.array(entries))
  }

  private static func severity(_ severity: Finding.Severity) -> String {
    switch severity {
    case .error: "major"
    case .warning: "minor"
    case .notice: "info"
    }
  }

  /// Relative to the project's directory, without `./`.
  private func relative(_ path: String) -> String {
    if path.hasPrefix(directory + "/") { return String(path.dropFirst(directory.count + 1)) }
    return path.hasPrefix("./") ? String(path.dropFirst(2)) : path
  }

  /// FNV-1a of 128 bits: stable, and unique enough among the findings of one project.
  private static func fingerprint(_ text: String) -> String {
    var hash: UInt128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d
    for byte in text.utf8 { hash = (hash ^ UInt128(byte)) &* 0x0000_0000_0100_0000_0000_0000_0000_013b }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 32 - digits.count) + digits
  }

  // MARK: annotations

  /// `artifacts: reports: annotations`: links on the job's page. GitLab takes at most 80 KiB.
  /// https://docs.gitlab.com/ci/yaml/artifacts_reports/#artifactsreportsannotations
  var annotations: String {
    let links = report.outcomes.compactMap { outcome -> JSON? in
      guard let url = outcome.url, url.utf8.count <= 1024,
        ["https://", "http://"].contains(where: { url.hasPrefix($0) })
      else { return nil }
      let label = sanitizer.clean(outcome.target).prefix(100)
      return ["external_link": ["label": .string(String(label)), "url": .string(sanitizer.clean(url))]]
    }
    let value: JSON = links.isEmpty ? [:] : ["Sampan": .array(Array(links.prefix(40)))]
    return file(value)
  }

  private func file(_ value: JSON) -> String {
    JSONWriter().pretty(sanitizer.mask(value)).joined(separator: "\n") + "\n"
  }
}
