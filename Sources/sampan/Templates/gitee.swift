// Made by .ci/regenerate from ci-templates/gitee/deploy.yml: do not edit.

extension Texts {
  static let gitee = #"""
    # Deploys with Sampan on Gitee Go. "when" in sampan.json sets which targets a commit is deployed to.
    # Credentials are secret parameters of the pipeline:
    # TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY
    # OWNER/sampan stands for the repository that Sampan is released from: replace it with its name.
    version: "1.0"
    name: deploy
    displayName: Deploy
    triggers:
      trigger: auto
      push:
        branches:
          precise: [main]
        tags:
          prefix: [v]
    strategy:
      # One deploy at a time; the next one waits.
      blocking: true
    stages:
      - name: deploy
        displayName: Deploy
        strategy: naturally
        trigger: auto
        steps:
          # Every build step runs a shell in the clone. Python is not used.
          - step: build@python
            name: sampan
            displayName: Sampan
            pythonVersion: "3.9"
            commands:
              - |
                set -eu
                PATH="$HOME/.local/bin:$PATH"
                if ! command -v sampan >/dev/null; then
                  installer=$(mktemp)
                  curl -fsSLo "$installer" \
                    https://raw.githubusercontent.com/OWNER/sampan/v0.1.0/ci-templates/install.sh
                  sh "$installer" --version 0.1.0 --to "$HOME/.local/bin"
                fi
                # Another user may own the clone, and Gitee Go has no variable for its folder.
                export SAMPAN_TRUST_REPO=true
                exec sampan deploy

    """#
}
