import Effects
import Model
import Report

/// Plans as CI jobs, one for each target, so that targets are deployed in parallel, each with its own log,
/// environment and queue.
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

  /// For `strategy: matrix:`. GitHub does not accept an empty matrix, so a workflow must check for `{"include":[]}`.
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

/// A child pipeline for GitLab: the jobs of the template in `ci-templates`, once for each target.
/// https://docs.gitlab.com/ci/pipelines/downstream_pipelines/#dynamic-child-pipelines
private struct GitLabChild {
  /// The image of the jobs; nil for the default of the template.
  var image: String?
  /// As on the command line.
  var config: String?

  func lines(for targets: [String]) -> [String] {
    // GitLab does not accept a pipeline without jobs.
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

  /// For YAML in double quotes, as in the template.
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

  /// The two documents of the template: its inputs, and the jobs.
  private static func split(_ text: String) -> (header: [Substring], body: [String]) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let border = lines.firstIndex(of: "---") ?? lines.startIndex
    return (Array(lines[..<border]), lines[border...].dropFirst().map(String.init))
  }

  /// The `default` of each input; in the template, each is on a line of its own.
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
