// Made by .ci/regenerate from ci-templates/gitlab/deploy.gitlab-ci.yml: do not edit.

extension Texts {
  static let gitlab = #"""
    # Deploys with Sampan: the default branch to staging, a tag v… to production. The jobs are in the template.
    # They name their target, so its "when" in sampan.json is ignored: "pipelines" below sets when they run.
    # OWNER/sampan stands for the repository that Sampan is released from: replace it with its name.
    include:
      - remote: https://raw.githubusercontent.com/OWNER/sampan/v0.1.0/ci-templates/gitlab/sampan.yml
        inputs: { environment: staging, target: staging, pipelines: default-branch }
      - remote: https://raw.githubusercontent.com/OWNER/sampan/v0.1.0/ci-templates/gitlab/sampan.yml
        inputs: { environment: production, target: production, pipelines: tag }

    """#
}
