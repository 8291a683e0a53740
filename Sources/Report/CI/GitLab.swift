import Model

extension CIFormat {
  /// GitLab CI: a collapsible section for each target, a collapsed one inside of it for each excerpt of a log, and the
  /// report files for `artifacts: reports:`.
  static let gitLab = CIFormat(
    systems: [.gitlab],
    opensGroup: { prefixed(marker("section_start", name(of: $0), $0.started), $0.lines) },
    closesGroup: { marker("section_end", name(of: $0), $1) },
    folded: { number, lines, now in
      let name = "sampan_log_\(number)"
      return prefixed(marker("section_start", "\(name)[collapsed=true]", now), lines)
        + [marker("section_end", name, now)]
    },
    files: { report, job, sanitizer in
      guard report.traits.contains(.writesOutputs), let directory = job.variable("CI_PROJECT_DIR") else {
        return []
      }
      // Programs read them and compare the fingerprints of runs.
      let files = GitLabFiles(report: report, directory: directory, sanitizer: sanitizer.inEnglish)
      var texts = [
        ("sampan-annotations.json", files.annotations), ("sampan-codequality.json", files.codeQuality),
      ]
      if !report.outputs.isEmpty { texts.append(("sampan.env", files.dotenv)) }
      return texts.map { FileWrite(path: "\(directory)/\($0.0)", text: $0.1, mode: .replace) }
    },
    // https://docs.gitlab.com/ci/variables/predefined_variables/
    commitURL: { commit, job in job.variable("CI_PROJECT_URL").map { "\($0)/-/commit/\(commit)" } })

  // https://docs.gitlab.com/ci/jobs/job_logs/#create-custom-collapsible-sections: the marker ends with CR and
  // ESC, and the header follows on the same line.
  private static let erase = "\u{1B}[0K"

  private static func marker(_ kind: String, _ name: String, _ time: Timestamp) -> String {
    "\(erase)\(kind):\(max(0, time.seconds)):\(name)\r\(erase)"
  }

  private static func name(of group: Group) -> String {
    // GitLab replaces everything but letters and digits with `-`; the number keeps the names distinct.
    let letters = group.name.unicodeScalars.prefix(40).map { scalar in
      scalar.isASCII && scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
        ? Character(scalar) : "_"
    }
    return "sampan_\(group.number)_\(String(letters).lowercased())"
  }
}

/// The contents of the report files.
private struct GitLabFiles {
  let report: RunReport
  let directory: String
  let sanitizer: Sanitizer

  // MARK: dotenv

  /// GitLab refuses files of this size or larger, in bytes.
  private static let dotenvLimit = 5 * 1024

  /// `artifacts: reports: dotenv`: one line for each variable and nothing else, because GitLab refuses the file for a
  /// single invalid line. If the values are too long together, the longest are left out.
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

  /// On one line. GitLab expands `$NAME` in values and has no escape for it, so `$` is replaced with the full-width
  /// dollar sign.
  private func dotenvValue(_ value: String) -> String { sanitizer.clean(value).escaped(by: ["$": "＄"]) }

  // MARK: code quality

  /// `artifacts: reports: codequality`; an empty list if there are no problems.
  /// https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
  var codeQuality: String {
    var seen: [String: Int] = [:]
    // A notice without a file concerns the machine, not the code.
    let diagnostics = report.diagnostics.filter { $0.place != nil || $0.severity != .notice }
    let entries = diagnostics.map { diagnostic -> JSON in
      let path = relative(diagnostic.place?.file ?? "sampan.json")
      let identity = [diagnostic.rule, path, diagnostic.message.description].joined(separator: "\u{0}")
      // Equal findings in different lines need different fingerprints.
      let count = seen[identity, default: 0]
      seen[identity] = count + 1
      return [
        "check_name": .string(diagnostic.rule),
        "description": .string(sanitizer.clean(diagnostic.message)),
        "fingerprint": .string(Self.fingerprint("\(identity)\u{0}\(count)")),
        "severity": .string(Self.severity(diagnostic.severity)),
        "location": [
          "path": .string(sanitizer.clean(path)),
          "lines": ["begin": .integer(max(1, diagnostic.place?.line ?? 1))],
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

  /// FNV-1a with 128 bits: stable, and distinct enough for the findings of one project.
  private static func fingerprint(_ text: String) -> String {
    var hash: UInt128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d
    for byte in text.utf8 { hash = (hash ^ UInt128(byte)) &* 0x0000_0000_0100_0000_0000_0000_0000_013b }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 32 - digits.count) + digits
  }

  // MARK: annotations

  /// `artifacts: reports: annotations`: links on the job's page. GitLab accepts at most 80 KiB.
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
    JSONText.forScreens.pretty(sanitizer.mask(value)).joined(separator: "\n") + "\n"
  }
}
