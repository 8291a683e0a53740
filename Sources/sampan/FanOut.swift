import Effects
import Model
import Report

/// Plans as jobs of a CI system, one for each target, so that targets deploy beside one another and each has a log,
/// an environment and a queue of its own.
enum FanOut: String, CaseIterable, Sendable {
  case gitHubMatrix = "github-matrix"
  case gitLabChild = "gitlab-child"

  func product(of plans: [Plan], in context: Context) -> Product {
    switch self {
    case .gitHubMatrix: return .document(.line(Self.matrix(plans.map(\.deployment))))
    case .gitLabChild:
      let child = GitLabChild(
        image: context.world.variable("CI_JOB_IMAGE"), config: context.arguments.value(.config))
      return .text(child.lines(for: plans.map(\.deployment.target.name)).map { "\($0)" })
    }
  }

  /// For `strategy: matrix:`. GitHub refuses an empty matrix, so a job has to ask first: `{"include":[]}`.
  /// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstrategymatrix
  private static func matrix(_ deployments: [Deployment]) -> JSON {
    let jobs = deployments.map { deployment -> JSON in
      [
        "target": .string(deployment.target.name), "provider": .string(deployment.target.provider),
        "version": .string(deployment.version),
      ]
    }
    return ["include": .array(jobs)]
  }
}

/// A child pipeline for GitLab: the job of the template in `ci-templates`, filled in once for each target.
/// https://docs.gitlab.com/ci/pipelines/downstream_pipelines/#dynamic-child-pipelines
private struct GitLabChild {
  /// What the jobs run in; nil: what the template says.
  var image: String?
  /// As it was given on the command line.
  var config: String?

  func lines(for targets: [String]) -> [String] {
    // GitLab refuses a pipeline without a job.
    guard !targets.isEmpty else { return ["nothing to deploy:", "  script: [\"true\"]"] }
    let (header, body) = Self.split(Texts.gitlabJob)
    var inputs = Self.defaults(header)
    inputs["pipelines"] = "any"
    if let image { inputs["image"] = Self.escaped(image) }
    if let config { inputs["config"] = Self.escaped(config) }
    return targets.flatMap { target in
      inputs["target"] = target
      inputs["environment"] = target
      return body.map { line in
        inputs.reduce(line) { $0.replacing("$[[ inputs.\($1.key) ]]", with: $1.value) }
      }
    }
  }

  /// For a text between double quotes, where the template has these two.
  private static func escaped(_ text: String) -> String {
    text.escaped { scalar in
      switch scalar {
      case "\"", "\\": "\\\(scalar)"
      case _ where scalar.value < 0x20:
        "\\x" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
      default: nil
      }
    }
  }

  /// The two documents of the template: what it takes, and the jobs.
  private static func split(_ text: String) -> (header: [Substring], body: [String]) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let border = lines.firstIndex(of: "---") ?? lines.startIndex
    return (Array(lines[..<border]), lines[border...].dropFirst().map(String.init))
  }

  /// The header's `default` of each input; the template keeps every one on a line of its own.
  private static func defaults(_ header: [Substring]) -> [String: String] {
    var defaults: [String: String] = [:]
    var name: Substring?
    for line in header {
      if line.hasPrefix("    "), !line.hasPrefix("     "), line.hasSuffix(":") {
        name = line.dropFirst(4).dropLast()
      } else if line.hasPrefix("      default: "), let name {
        let value = line.dropFirst("      default: ".count)
        defaults[String(name)] = value.hasPrefix("\"") ? String(value.dropFirst().dropLast()) : String(value)
      }
    }
    return defaults
  }
}
