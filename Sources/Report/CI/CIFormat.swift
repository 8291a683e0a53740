import Model

/// What is added for one CI system: commands in its log, and report files. A row of `all`.
///
/// Text in a command must go through the sanitizer first, and then through the escaping that the system's parser
/// reverses.
struct CIFormat: Sendable {
  /// As in `CIJob.system`.
  var systems: Set<CIJob.System>
  /// A variable, and its value in lower case, for jobs that were started with a verbose log.
  var debugVariable: (name: String, value: String)?
  /// The first lines of a target: its title, with the command of the system.
  var opensGroup: (@Sendable (Group) -> [String])?
  var closesGroup: (@Sendable (Group, _ now: Timestamp) -> String)?
  /// The lines of an excerpt of a log, whose first is its title, so that only the title is seen at first; nil if
  /// groups cannot be inside of groups.
  var folded: (@Sendable (_ number: Int, _ lines: [String], _ now: Timestamp) -> [String])?
  /// A line that unfolds the group of a target that failed.
  var failureMark: String?
  /// An error, warning or notice for the job's page; nil if the system does not support it.
  var annotation: (@Sendable (Diagnostic, Sanitizer) -> String?)?
  /// How many annotations of a kind the system keeps.
  var annotationsPerKind = Int.max
  /// A line that passes a value to the next steps.
  var output: (@Sendable (_ name: String, _ value: String, Sanitizer) -> String)?
  var files: (@Sendable (RunReport, Job, Sanitizer) -> [FileWrite])?
  /// Where the host of the repository shows a commit; nil if the job does not know.
  var commitURL: (@Sendable (_ commit: String, Job) -> String?)?
  /// The lines that register a secret with the log filter of the system. They are printed before any other use of it.
  var mask: (@Sendable (String) -> [String])?

  /// The lines of one target in a log.
  struct Group: Sendable {
    /// Counts the groups of the run, from 1.
    var number: Int
    /// The name of the target; clean.
    var name: String
    /// Clean, as one text.
    var title: String
    var started: Timestamp
    /// The title as it would be printed.
    var lines: [String]
  }

  /// The job whose files are written.
  struct Job: Sendable {
    var environment: [String: String]
    var runURL: String?
    /// Cannot be guessed.
    var token: String

    /// A variable's value when it is set and not empty.
    func variable(_ name: String) -> String? { environment.variable(name) }
  }

  /// The format for a job. Outside of CI, and for systems without commands, nothing is added.
  static func of(_ job: CIJob?) -> CIFormat {
    guard let job else { return CIFormat(systems: []) }
    return all.first { $0.systems.contains(job.system) } ?? CIFormat(systems: [])
  }

  static let all = [gitHub, gitLab, cnb, gitee, azure, buildkite, teamCity]

  // MARK: systems with commands only

  /// https://docs.cnb.cool/zh/build/build-in-env.html: outputs as lines, for a stage's `exports`. Any other value than
  /// base64 is passed through `unescape` by the runner.
  static let cnb = CIFormat(
    systems: [.cnb],
    output: { name, value, sanitizer in
      "##[set-output \(name)=base64,\(base64(Array(sanitizer.mask(value).utf8)))]"
    })

  /// https://help.gitee.com/gitee-go/pipeline/parameter: parameters of the pipeline, in a file in the step's directory.
  static let gitee = CIFormat(
    systems: [.gitee],
    files: { report, _, sanitizer in
      guard report.traits.contains(.writesOutputs), !report.outputs.isEmpty else { return [] }
      let lines = report.outputs.map { "SAMPAN_\($0.name.uppercased())=\(sanitizer.clean($0.value))\n" }
      return [FileWrite(path: "GITEE_PARAMS", text: lines.joined(), mode: .append)]
    })

  /// https://buildkite.com/docs/pipelines/configure/managing-log-output
  static let buildkite = CIFormat(
    systems: [.buildkite], opensGroup: { prefixed("--- ", $0.lines) }, failureMark: "^^^ +++")

  /// https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands
  static let azure = CIFormat(
    systems: [.azure], debugVariable: ("SYSTEM_DEBUG", "true"),
    opensGroup: { prefixed("##[group]", $0.lines) }, closesGroup: { _, _ in "##[endgroup]" },
    annotation: { diagnostic, sanitizer in
      // The agent has no notices.
      guard diagnostic.severity != .notice else { return nil }
      var properties = "type=\(diagnostic.severity.rawValue);"
      if let place = diagnostic.place {
        properties += "sourcepath=\(azureEscaped(sanitizer.clean(place.file)));"
        if let line = place.line { properties += "linenumber=\(line);" }
        if let column = place.column { properties += "columnnumber=\(column);" }
      }
      return "##vso[task.logissue \(properties)]" + azureEscaped(sanitizer.text(diagnostic.details))
    }, annotationsPerKind: 10,
    output: { name, value, sanitizer in
      "##vso[task.setvariable variable=sampan_\(name);isOutput=true;]" + azureEscaped(sanitizer.clean(value))
    },
    mask: { ["##vso[task.setsecret]" + azureEscaped($0)] })

  /// The agent's escape for `%` is not `%25`: https://github.com/microsoft/azure-pipelines-agent,
  /// CommandStringConvertor.cs.
  private static func azureEscaped(_ value: String) -> String {
    value.escaped(by: ["%": "%AZP25", "\r": "%0D", "\n": "%0A", ";": "%3B", "]": "%5D"])
  }

  /// https://www.jetbrains.com/help/teamcity/service-messages.html
  static let teamCity = CIFormat(
    systems: [.teamcity],
    opensGroup: { [teamCityMessage("blockOpened", ["name": $0.name])] + $0.lines },
    closesGroup: { group, _ in teamCityMessage("blockClosed", ["name": group.name]) },
    annotation: { diagnostic, sanitizer in
      let text = sanitizer.text(diagnostic.details)
      return switch diagnostic.severity {
      case .error:
        teamCityMessage(
          "buildProblem", ["description": text, "identity": sanitizer.clean(diagnostic.rule)])
      case .warning: teamCityMessage("message", ["text": text, "status": "WARNING"])
      case .notice: nil
      }
    },
    output: { name, value, sanitizer in
      teamCityMessage(
        "setParameter", ["name": "env.SAMPAN_\(name.uppercased())", "value": sanitizer.clean(value)])
    })

  private static func teamCityMessage(_ name: String, _ values: KeyValuePairs<String, String>) -> String {
    let list = values.map { name, value in
      let escaped = value.escaped(by: [
        "|": "||", "'": "|'", "[": "|[", "]": "|]", "\n": "|n", "\r": "|r", "\u{85}": "|x", "\u{2028}": "|l",
        "\u{2029}": "|p",
      ])
      return " \(name)='\(escaped)'"
    }
    return "##teamcity[\(name)\(list.joined())]"
  }

  static func prefixed(_ prefix: String, _ lines: [String]) -> [String] {
    [prefix + (lines.first ?? "")] + lines.dropFirst()
  }
}
