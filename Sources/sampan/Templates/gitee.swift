// Made by .ci/regenerate from ci-templates/gitee/deploy.yml: change that.

extension Texts {
  static let gitee = #"""
    # Deploys with Sampan on Gitee Go. "when" in sampan.json sets which targets a commit goes to. The key
    # of the cloud is two secret parameters of the pipeline: TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY.
    # OWNER/sampan stands for the repository that Sampan is released from: put its name there.
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
      # One at a time; the next one waits.
      blocking: true
    stages:
      - name: deploy
        displayName: Deploy
        strategy: naturally
        trigger: auto
        steps:
          # Any of the build steps is a shell in the clone; nothing of Python is used.
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
                # Gitee Go has no variable for the folder of its clone, and another user may own it.
                export SAMPAN_TRUST_REPO=true
                exec sampan deploy

    """#
}
