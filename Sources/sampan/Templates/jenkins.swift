// Made by .ci/regenerate from ci-templates/jenkins/Jenkinsfile: do not edit.

extension Texts {
  static let jenkins = #"""
    // Deploys with Sampan on Jenkins, as a multibranch pipeline. "when" in sampan.json sets which targets a
    // commit is deployed to.
    // Credentials of Jenkins, by their ids: tencentcloud (Username with password)
    // OWNER/sampan stands for the repository that Sampan is released from: replace it with its name.
    pipeline {
      agent { label 'linux' }
      options {
        // One deploy at a time; a running one is not interrupted.
        disableConcurrentBuilds()
        timeout(time: 60, unit: 'MINUTES')
      }
      stages {
        stage('Deploy') {
          when { anyOf { branch 'main'; buildingTag() } }
          steps {
            withCredentials([usernamePassword(
              credentialsId: 'tencentcloud',
              usernameVariable: 'TENCENTCLOUD_SECRET_ID', passwordVariable: 'TENCENTCLOUD_SECRET_KEY')]) {
              sh '''
                set -eu
                PATH="$WORKSPACE_TMP/sampan:$PATH"
                if ! command -v sampan >/dev/null; then
                  mkdir -p "$WORKSPACE_TMP"
                  curl -fsSLo "$WORKSPACE_TMP/install.sh" \
                    https://raw.githubusercontent.com/OWNER/sampan/v0.1.0/ci-templates/install.sh
                  sh "$WORKSPACE_TMP/install.sh" --version 0.1.0 --to "$WORKSPACE_TMP/sampan"
                fi
                exec sampan deploy
              '''
            }
          }
        }
      }
    }

    """#
}
