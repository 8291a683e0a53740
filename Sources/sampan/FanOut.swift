import Effects
import Model
import Report

/// Plans as jobs of a CI system, one for each target, so that targets deploy beside one another and each has a log,
/// an environment and a queue of its own.
enum FanOut: String, CaseIterable, Sendable {
  case gitHubMatrix = "github-matrix"
  case gitLabChild = "gitlab-child"

  func add(_ plans: [Plan], in context: Context, to report: inout RunReport) {
    switch self {
    case .gitHubMatrix: report.document = .line(Self.matrix(plans.map(\.deployment)))
    case .gitLabChild:
      let child = GitLabChild(
        image: context.world.variable("CI_JOB_IMAGE"), config: context.arguments.value(.config))
      report.text = child.lines(for: plans.map(\.deployment.target.name))
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
