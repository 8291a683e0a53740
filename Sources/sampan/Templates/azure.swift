// Made by .ci/regenerate from ci-templates/azure/azure-pipelines.yml: do not edit.

extension Texts {
  static let azure = #"""
    # Deploys with Sampan on Azure Pipelines. "when" in sampan.json sets which targets a commit is deployed to.
    # Credentials are secret variables of the pipeline.
    # OWNER/sampan stands for the repository that Sampan is released from: replace it with its name.
    trigger:
      branches: { include: [main] }
      tags: { include: ["v*"] }
    pr: none

    pool: { vmImage: ubuntu-latest }

    jobs:
      - job: deploy
        timeoutInMinutes: "60"
        steps:
          - checkout: self
            fetchDepth: "0"
            fetchTags: "true"
          - bash: |
              set -euo pipefail
              if ! command -v sampan >/dev/null; then
                curl -fsSL https://raw.githubusercontent.com/OWNER/sampan/v0.1.0/ci-templates/install.sh |
                  sh -s -- --version 0.1.0 --to "$AGENT_TEMPDIRECTORY/sampan"
                PATH="$AGENT_TEMPDIRECTORY/sampan:$PATH"
              fi
              exec sampan deploy
            name: sampan
            displayName: Deploy
            # Secret variables are not in the environment unless they are listed here.
            env:
              TENCENTCLOUD_SECRET_ID: $(TENCENTCLOUD_SECRET_ID)
              TENCENTCLOUD_SECRET_KEY: $(TENCENTCLOUD_SECRET_KEY)
          - bash: echo "$SAMPAN_TARGET_STATUS $SAMPAN_TARGET_URL"
            displayName: What was deployed
            env:
              SAMPAN_TARGET_STATUS: $(sampan.sampan_status)
              SAMPAN_TARGET_URL: $(sampan.sampan_url)

    """#
}
