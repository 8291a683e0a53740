cloud: calm

GitHub's files as `sampan init` writes them, run by a runner that follows GitHub's rules. The commit's message
contains commands that must not be executed.

  $ runner() { "$JUDGES/python3" -B $FIXTURES/ci/github.py "$@" 2>&1 | sed -Ef $FIXTURES/ci/settle.sed; }
  $ sampan init -q --ci github
  wrote sampan.json
  wrote .github/workflows/deploy.yml
  $ sed -i 's/"package"/"wait": { "interval": "1s" }, &/' sampan.json
  $ printf 'FROM scratch\n' > Dockerfile && git add -A
  $ git commit -qm 'Start ##[add-mask]e %0A::error::x $HOME section_start:1:a' && git tag v1.2.3

A push to main.

  $ runner .github/workflows/deploy.yml push refs/heads/main
  step Install Sampan: 0, 0 masks
    | installed sampan 0.1.0
  step Run Sampan: 0, 4 masks
    | ▼ staging → tcbr staging-1a2b3c/api   $VERSION
    | 
    | production  skipped   it needs tag "v*", this is branch "main"
    | staging     deployed  $VERSION  $CLOUD/sites/staging-1a2b3c/api  # s
    outputs status version remark commit target provider url release_id package_sha256
    remark $VERSION Start ##[add-mask]e %0A::error::x $HOME s… $STAMP
    summary production (tcbr), ⏭️ skipped, $COMMIT, it needs tag "v*", this is branch "main"; staging (tcbr), ✅ deployed, [$CLOUD/sites/staging-1a2b3c/api]($CLOUD/sites/staging-1a2b3c/api), $VERSION, $COMMIT Start ##\[add-mask]e %0A::error::x $HOME section\_start:1:a, # s; 1 timelines
  job deploy: success
    environment staging, $CLOUD/sites/staging-1a2b3c/api, queue sampan-staging

A tag, without a stored key: with the id token of the job, the cloud issues a temporary key.

  $ runner .github/workflows/deploy.yml push refs/tags/v1.2.3 --keyless
  step Install Sampan: 0, 0 masks
    | installed sampan 0.1.0
  step Run Sampan: 0, 6 masks
    | ▼ production → tcbr prod-4d5e6f/api   v1.2.3
    | 
    | staging     skipped   it needs branch "main", this is tag "v1.2.3"
    | production  deployed  v1.2.3  $CLOUD/sites/prod-4d5e6f/api  # s
    outputs status version remark commit target provider url release_id package_sha256
    remark v1.2.3 Start ##[add-mask]e %0A::error::x $HOME section_star… $STAMP
    summary staging (tcbr), ⏭️ skipped, $COMMIT, it needs branch "main", this is tag "v1.2.3"; production (tcbr), ✅ deployed, [$CLOUD/sites/prod-4d5e6f/api]($CLOUD/sites/prod-4d5e6f/api), v1.2.3, $COMMIT Start ##\[add-mask]e %0A::error::x $HOME section\_start:1:a, # s; 1 timelines
  job deploy: success
    environment production, $CLOUD/sites/prod-4d5e6f/api, queue sampan-production

Other events deploy nothing.

  $ runner .github/workflows/deploy.yml push refs/heads/topic
  not triggered
  $ runner .github/workflows/deploy.yml pull_request refs/heads/main
  not triggered

A job for each target.

  $ git branch release && sed -i 's/"main"/["main", "release"]/; s/"tag": "v\*"/"branch": "release"/' sampan.json
  $ git commit -qam 'Production follows release' && git branch -f release
  $ runner $TEMPLATES/github/matrix.yml push refs/heads/release
  step Install Sampan: 0, 0 masks
    | installed sampan 0.1.0
  step Run Sampan: 0, 2 masks
    | sampan.json: 2 targets, no problems
    | next: sampan plan
  step plan: 0, 2 masks
    outputs matrix
  job plan: success
  step Install Sampan: 0, 0 masks
    | installed sampan 0.1.0
  step Run Sampan: 0, 4 masks
    | ▼ staging → tcbr staging-1a2b3c/api   $VERSION
    | sampan: warning: api-007 is live; cannot tell whether its commit $COMMIT is newer: commit $COMMIT is not in this clone, which is shallow
    | sampan: hint: in the workflow, give actions/checkout the whole history: `with: { fetch-depth: 0 }`
    | 
    | staging  deployed  $VERSION  $CLOUD/sites/staging-1a2b3c/api  # s
    warning : api-007 is live; cannot tell whether its commit $COMMIT is newer: commit $COMMIT is not in this clone, which is shallow
    outputs status version remark commit target provider url release_id package_sha256
    remark $VERSION Production follows release ($SHORT A) $STAMP
    summary staging (tcbr), ✅ deployed, [$CLOUD/sites/staging-1a2b3c/api]($CLOUD/sites/staging-1a2b3c/api), $VERSION, $COMMIT Production follows release, # s; 1 timelines
  job staging $VERSION: success
    environment staging, $CLOUD/sites/staging-1a2b3c/api, queue sampan-staging
  step Install Sampan: 0, 0 masks
    | installed sampan 0.1.0
  step Run Sampan: 0, 4 masks
    | ▼ production → tcbr prod-4d5e6f/api   $VERSION
    | sampan: warning: api-007 is live; cannot tell whether its commit $COMMIT is newer: commit $COMMIT is not in this clone, which is shallow
    | sampan: hint: in the workflow, give actions/checkout the whole history: `with: { fetch-depth: 0 }`
    | 
    | production  deployed  $VERSION  $CLOUD/sites/prod-4d5e6f/api  # s
    warning : api-007 is live; cannot tell whether its commit $COMMIT is newer: commit $COMMIT is not in this clone, which is shallow
    outputs status version remark commit target provider url release_id package_sha256
    remark $VERSION Production follows release ($SHORT A) $STAMP
    summary production (tcbr), ✅ deployed, [$CLOUD/sites/prod-4d5e6f/api]($CLOUD/sites/prod-4d5e6f/api), $VERSION, $COMMIT Production follows release, # s; 1 timelines
  job production $VERSION: success
    environment production, $CLOUD/sites/prod-4d5e6f/api, queue sampan-production
  $ git branch topic && runner $TEMPLATES/github/matrix.yml push refs/heads/topic
  step Install Sampan: 0, 0 masks
    | installed sampan 0.1.0
  step Run Sampan: 0, 2 masks
    | sampan.json: 2 targets, no problems
    | next: sampan plan
  step plan: 0, 2 masks
    | sampan: staging is skipped: it needs branch "main", "release", this is branch "topic"
    | sampan: production is skipped: it needs branch "release", this is branch "topic"
    outputs matrix
  job plan: success
  job deploy: skipped

Targets by name, in all forms of a list; a list without a name is an error.

  $ list() {
  >   printf '%s\n' 'on: { push: { branches: [main] } }' 'permissions: {}' 'jobs:' '  deploy:' '    steps:' \
  >     '      - uses: actions/checkout@v6' '      - uses: OWNER/sampan/ci-templates/github@v0.1.0' \
  >     "        with: { command: plan, target: \"$1\" }" > list.yml
  >   runner list.yml push refs/heads/main | grep -v 'checkout\|installed\|Install'
  > }
  $ list 'staging production'
  step Run Sampan: 0, 0 masks
    | staging → tcbr staging-1a2b3c/api
    | production → tcbr prod-4d5e6f/api
  job deploy: success
  $ list '\nstaging\n\tproduction\r\n'
  step Run Sampan: 0, 0 masks
    | staging → tcbr staging-1a2b3c/api
    | production → tcbr prod-4d5e6f/api
  job deploy: success
  $ list '*'
  step Run Sampan: 64, 0 masks
    | sampan: error: target "*" is not in sampan.json
    | sampan: hint: valid values: "staging" and "production"
    error : target "*" is not in sampan.json
  job deploy: failure
  $ list ' \n'
  step Run Sampan: 64, 0 masks
    error : the input "target" is not empty, but contains no name of a target
  job deploy: failure

An error is shown at its line, and ends the job.

  $ sed -i 's/"package": {/&"exlcude": [], /' sampan.json && git commit -qam 'Break the config'
  $ runner ./.github/workflows/deploy.yml push refs/heads/main
  step Install Sampan: 0, 0 masks
    | installed sampan 0.1.0
  step Run Sampan: 78, 3 masks
    | sampan.json:13:49: error: unknown key "exlcude" in target "staging"
    | sampan: hint: did you mean "exclude"?
    | sampan.json:19:49: error: unknown key "exlcude" in target "production"
    | sampan: hint: did you mean "exclude"?
    | sampan: error: sampan.json has 2 errors
    | sampan: hint: fix it; print all errors and warnings: sampan check
    error : sampan.json has 2 errors
    error sampan.json:13:49: unknown key "exlcude" in target "staging"
    error sampan.json:19:49: unknown key "exlcude" in target "production"
    outputs status
    summary 0 timelines
  job deploy: failure
    environment staging, None, queue sampan-staging
