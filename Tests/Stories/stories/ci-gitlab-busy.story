cloud: busy

The cloud is busy: GitLab retries the job because of the exit code.

  $ runner() { "$JUDGES/python3" -B $FIXTURES/ci/gitlab.py "$@" 2>&1 | sed -Ef $FIXTURES/ci/settle.sed; }
  $ sampan init -q --ci gitlab
  wrote sampan.json
  wrote .gitlab-ci.yml
  $ sed -i 's/"package"/"wait": { "interval": "1s" }, &/' sampan.json
  $ printf 'FROM scratch\n' > Dockerfile && git add -A && git commit -qm 'Start'
  $ runner .gitlab-ci.yml push refs/heads/main --job 'deploy staging'
  job deploy staging: success, exit code 0, run 2 of 3
    | installed sampan 0.1.0
    | ▼ [sampan-1-staging] staging → tcbr staging-1a2b3c/api   $VERSION
    | staging  deployed  $VERSION  $CLOUD/sites/staging-1a2b3c/api  # s
    dotenv SAMPAN_STATUS SAMPAN_VERSION SAMPAN_REMARK SAMPAN_COMMIT SAMPAN_TARGET SAMPAN_PROVIDER SAMPAN_URL SAMPAN_RELEASE_ID SAMPAN_PACKAGE_SHA256
    remark $VERSION Start ($SHORT A) $STAMP
    link: staging $CLOUD/sites/staging-1a2b3c/api
    environment staging start $CLOUD/sites/staging-1a2b3c/api, queue sampan/staging
