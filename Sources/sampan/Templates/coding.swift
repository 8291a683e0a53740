// Made by .ci/regenerate from ci-templates/coding/Jenkinsfile: do not edit.

extension Texts {
  static let coding = #"""
    // Deploys with Sampan in a build plan of CODING. "when" in sampan.json sets which targets a commit is
    // deployed to.
    // Credentials are secret variables of the build plan:
    // TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY
    // OWNER/sampan stands for the repository that Sampan is released from: replace it with its name.
    pipeline {
      agent any
      options { timeout(time: 60, unit: 'MINUTES') }
      stages {
        stage('Check out') {
          steps {
            checkout([
              $class: 'GitSCM',
              branches: [[name: env.GIT_BUILD_REF]],
              extensions: [[$class: 'CloneOption', shallow: false, noTags: false]],
              userRemoteConfigs: [[url: env.GIT_REPO_URL, credentialsId: env.CREDENTIALS_ID]]
            ])
          }
        }
        stage('Deploy') {
          steps {
            sh '''
              set -eu
              PATH="$HOME/.local/bin:$PATH"
              if ! command -v sampan >/dev/null; then
                installer=$(mktemp)
                curl -fsSLo "$installer" \
                  https://raw.githubusercontent.com/OWNER/sampan/v0.1.0/ci-templates/install.sh
                sh "$installer" --version 0.1.0 --to "$HOME/.local/bin"
              fi
              exec sampan deploy
            '''
          }
        }
      }
    }

    """#
}
