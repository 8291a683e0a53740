cloud: calm

GitLab's files, run by a runner that follows GitLab's rules. The commit's message contains text that must not be
executed or expanded.

  $ runner() { "$JUDGES/python3" -B $FIXTURES/ci/gitlab.py "$@" 2>&1 | sed -Ef $FIXTURES/ci/settle.sed; }
  $ sampan init -q --ci gitlab
  wrote sampan.json
  wrote .gitlab-ci.yml
  $ sed -i 's/FULL/GRAY/; s/"package"/"wait": { "interval": "1s" }, &/' sampan.json
  $ printf 'FROM scratch\n' > Dockerfile && git add -A
  $ git commit -qm 'Start ##[add-mask]e %0A::error::x $HOME section_start:1:a' && git tag v1.2.3

The default branch, a tag (a gray release, which a person promotes), another branch, a merge request.

  $ runner .gitlab-ci.yml push refs/heads/main
  job deploy staging: success, exit code 0, run 1 of 3
    | installed sampan 0.1.0
    | ▼ [sampan-1-staging] staging → tcbr staging-1a2b3c/api   $VERSION
    | staging  deployed  $VERSION  $CLOUD/sites/staging-1a2b3c/api  # s
    dotenv SAMPAN_STATUS SAMPAN_VERSION SAMPAN_REMARK SAMPAN_COMMIT SAMPAN_TARGET SAMPAN_PROVIDER SAMPAN_URL SAMPAN_RELEASE_ID SAMPAN_PACKAGE_SHA256
    remark $VERSION Start ##\[add-mask]e %0A::error::x ＄HOME s… $STAMP
    link: staging $CLOUD/sites/staging-1a2b3c/api
    environment staging start $CLOUD/sites/staging-1a2b3c/api, queue sampan/staging
  job cancel staging: for a person to start
  job deploy production: not in this pipeline
  job cancel production: not in this pipeline
  $ runner .gitlab-ci.yml push refs/tags/v1.2.3
  job deploy staging: not in this pipeline
  job cancel staging: not in this pipeline
  job deploy production: warning, exit code 4, run 1 of 3
    | installed sampan 0.1.0
    | ▼ [sampan-1-production] production → tcbr prod-4d5e6f/api   v1.2.3
    | production  awaiting  v1.2.3  gray release api-007 is ready: promote or cancel it  still live: api-006
    | next: sampan promote production   or: sampan cancel production
    dotenv SAMPAN_STATUS SAMPAN_VERSION SAMPAN_REMARK SAMPAN_COMMIT SAMPAN_TARGET SAMPAN_PROVIDER SAMPAN_URL SAMPAN_RELEASE_ID SAMPAN_PACKAGE_SHA256
    remark v1.2.3 Start ##\[add-mask]e %0A::error::x ＄HOME section\_star… $STAMP
    link: production $CLOUD/sites/prod-4d5e6f/api
    environment production start $CLOUD/sites/prod-4d5e6f/api, queue sampan/production
  job cancel production: for a person to start
  $ git branch topic && runner .gitlab-ci.yml push refs/heads/topic
  job deploy staging: not in this pipeline
  job cancel staging: not in this pipeline
  job deploy production: not in this pipeline
  job cancel production: not in this pipeline
  $ runner .gitlab-ci.yml merge_request_event refs/heads/topic
  job deploy staging: not in this pipeline
  job cancel staging: not in this pipeline
  job deploy production: not in this pipeline
  job cancel production: not in this pipeline

A pull request of GitHub, for which GitLab runs a pipeline, is not deployed either.

  $ runner .gitlab-ci.yml external_pull_request_event refs/heads/main | grep -v 'not in this pipeline'
  [1]
  $ sed 's/pipelines: [a-z-]*/pipelines: any/' .gitlab-ci.yml > any.yml
  $ runner any.yml external_pull_request_event refs/heads/main | grep -v 'not in this pipeline'
  [1]

Targets by name, in all forms of a list; a list without a name is an error.

  $ list() {
  >   printf '%s\n' 'include:' \
  >     '  - remote: https://raw.githubusercontent.com/OWNER/sampan/v0.1.0/ci-templates/gitlab/sampan.yml' \
  >     "    inputs: { environment: all, target: \"$1\" }" > list.yml
  >   runner list.yml push refs/heads/main --job 'deploy all'
  > }
  $ list '\nstaging\n  gone\n'
  job deploy all: failed, exit code 64, run 1 of 3
    | installed sampan 0.1.0
    | sampan: error: target "gone" is not in sampan.json
    | sampan: hint: valid values: "staging" and "production"
    dotenv SAMPAN_STATUS
    code quality: major sampan.json:1: target "gone" is not in sampan.json
    environment all start , queue sampan/all
  $ list '*'
  job deploy all: failed, exit code 64, run 1 of 3
    | installed sampan 0.1.0
    | sampan: error: target "*" is not in sampan.json
    | sampan: hint: valid values: "staging" and "production"
    dotenv SAMPAN_STATUS
    code quality: major sampan.json:1: target "*" is not in sampan.json
    environment all start , queue sampan/all
  $ list ' \n'
  job deploy all: failed, exit code 64, run 1 of 3
    | installed sampan 0.1.0
    | the input "target" is not empty, but contains no name of a target
    environment all start , queue sampan/all

The manual job stops a rollout in progress.

  $ runner .gitlab-ci.yml push refs/tags/v1.2.3 --job 'cancel production'
  job cancel production: success, exit code 0, run 1 of 1
    | installed sampan 0.1.0
    | sampan: Tencent Cloud key … from TENCENTCLOUD_SECRET_ID
    | production  unchanged  api-006  $CLOUD/sites/prod-4d5e6f/api  rollout 2323886 (api-007, from commit *) was cancelled  still live: api-006 (glob)
    environment production stop , queue None
  $ sed 's/, target: "[^"]*"//' list.yml > all.yml && runner all.yml push refs/heads/main --job 'cancel all'
  job cancel all: success, exit code 0, run 1 of 1
    | installed sampan 0.1.0
    | sampan: production is skipped: it needs tag "v*", this is branch "main"
    | sampan: Tencent Cloud key … from TENCENTCLOUD_SECRET_ID
    | staging  skipped  nothing is in progress
    environment all stop , queue None

A child pipeline, with a job for each target.

  $ git checkout -q -b release && sed -i 's/"main"/["main", "release"]/; s/"tag": "v\*"/"branch": "release"/' sampan.json
  $ git commit -qam 'Production follows release'
  $ runner $TEMPLATES/gitlab/fan-out.gitlab-ci.yml push refs/heads/release
  job plan: success, exit code 0, run 1 of 1
    | installed sampan 0.1.0
  job deploy: triggers sampan-child.yml
  $ runner $HOME/sampan-child.yml parent_pipeline refs/heads/release
  job deploy staging: success, exit code 0, run 1 of 3
    | installed sampan 0.1.0
    | ▼ [sampan-1-staging] staging → tcbr staging-1a2b3c/api   $VERSION
    | sampan: warning: api-007 is live; cannot tell whether its commit $COMMIT is newer: commit $COMMIT is not in this clone, which is shallow
    | sampan: hint: in .gitlab-ci.yml, clone the whole history: `variables: { GIT_DEPTH: "0" }`
    | staging  deployed  $VERSION  $CLOUD/sites/staging-1a2b3c/api  # s
    dotenv SAMPAN_STATUS SAMPAN_VERSION SAMPAN_REMARK SAMPAN_COMMIT SAMPAN_TARGET SAMPAN_PROVIDER SAMPAN_URL SAMPAN_RELEASE_ID SAMPAN_PACKAGE_SHA256
    remark $VERSION Production follows release ($SHORT A) $STAMP
    code quality: minor sampan.json:1: api-007 is live; cannot tell whether its commit $COMMIT is newer: commit $COMMIT is not in this clone, which is shallow
    link: staging $CLOUD/sites/staging-1a2b3c/api
    environment staging start $CLOUD/sites/staging-1a2b3c/api, queue sampan/staging
  job cancel staging: for a person to start
  job deploy production: warning, exit code 4, run 1 of 3
    | installed sampan 0.1.0
    | ▼ [sampan-1-production] production → tcbr prod-4d5e6f/api   $VERSION
    | production  awaiting  $VERSION  gray release api-008 is ready: promote or cancel it  still live: api-006
    | next: sampan promote production   or: sampan cancel production
    dotenv SAMPAN_STATUS SAMPAN_VERSION SAMPAN_REMARK SAMPAN_COMMIT SAMPAN_TARGET SAMPAN_PROVIDER SAMPAN_URL SAMPAN_RELEASE_ID SAMPAN_PACKAGE_SHA256
    remark $VERSION Production follows release ($SHORT A) $STAMP
    link: production $CLOUD/sites/prod-4d5e6f/api
    environment production start $CLOUD/sites/prod-4d5e6f/api, queue sampan/production
  job cancel production: for a person to start
  $ runner $TEMPLATES/gitlab/fan-out.gitlab-ci.yml push refs/heads/topic && cat $HOME/sampan-child.yml
  job plan: success, exit code 0, run 1 of 1
    | installed sampan 0.1.0
    | sampan: staging is skipped: it needs branch "main", this is branch "topic"
    | sampan: production is skipped: it needs tag "v*", this is branch "topic"
  job deploy: triggers sampan-child.yml
  nothing to deploy:
    script: ["true"]
  $ sampan plan --format gitlab-child 2>/dev/null > child.yml && "$JUDGES/check-jsonschema" --builtin-schema vendor.gitlab-ci child.yml
  ok -- validation done

An error is shown at its line, and ends the job.

  $ git checkout -q main && sed -i 's/"package": {/&"exlcude": [], /' sampan.json && git commit -qam 'Break the config'
  $ runner ./.gitlab-ci.yml push refs/heads/main
  job deploy staging: failed, exit code 78, run 1 of 3
    | installed sampan 0.1.0
    | sampan.json:13:49: error: unknown key "exlcude" in target "staging"
    | sampan: hint: did you mean "exclude"?
    | sampan.json:19:49: error: unknown key "exlcude" in target "production"
    | sampan: hint: did you mean "exclude"?
    | sampan: error: sampan.json has 2 errors
    | sampan: hint: fix it; print all errors and warnings: sampan check
    dotenv SAMPAN_STATUS
    code quality: major sampan.json:1: sampan.json has 2 errors
    code quality: major sampan.json:13: unknown key "exlcude" in target "staging"
    code quality: major sampan.json:19: unknown key "exlcude" in target "production"
    environment staging start , queue sampan/staging
  job cancel staging: for a person to start
  job deploy production: not in this pipeline
  job cancel production: not in this pipeline
