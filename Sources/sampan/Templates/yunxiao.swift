// Made by .ci/regenerate from ci-templates/yunxiao/deploy.yml: do not edit.

extension Texts {
  static let yunxiao = #"""
    # Deploys with Sampan on Yunxiao Flow: a pipeline to paste into the YAML editor. "when" in sampan.json sets
    # which targets a commit is deployed to.
    # Credentials are private variables of the pipeline:
    # TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY
    # OWNER/sampan stands for the repository that Sampan is released from: replace it with its name.
    name: deploy
    sources:
      repository:
        type: codeup
        name: repository
        endpoint: https://codeup.aliyun.com/YOUR-GROUP/YOUR-REPOSITORY.git
        branch: main
        triggerEvents: [push, tagPush]
        certificate:
          type: serviceConnection
          serviceConnection: YOUR-SERVICE-CONNECTION
    stages:
      deploy:
        name: Deploy
        jobs:
          deploy:
            name: Deploy
            runsOn: public/cn-beijing
            steps:
              sampan:
                step: Command
                name: Sampan
                with:
                  run: |
                    set -eu
                    PATH="$HOME/.local/bin:$PATH"
                    if ! command -v sampan >/dev/null; then
                      installer=$(mktemp)
                      curl -fsSLo "$installer" \
                        https://raw.githubusercontent.com/OWNER/sampan/v0.1.0/ci-templates/install.sh
                      sh "$installer" --version 0.1.0 --to "$HOME/.local/bin"
                    fi
                    exec sampan deploy

    """#
}
