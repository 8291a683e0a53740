cloud: stuck

A cancelled job: GitHub signals only the first process of the step, which is Sampan.

  $ sampan init -q --ci github
  wrote sampan.json
  wrote .github/workflows/deploy.yml
  $ sed -i 's/"package"/"wait": { "interval": "1s" }, &/' sampan.json
  $ printf 'FROM scratch\n' > Dockerfile && git add -A && git commit -qm 'Start'
  $ runner() { "$JUDGES/python3" -B $FIXTURES/ci/github.py "$@" 2>&1 | sed -Ef $FIXTURES/ci/settle.sed; }
  $ runner .github/workflows/deploy.yml push refs/heads/main --cancel BuildImage
  step Install Sampan: 0, 0 masks
    | installed sampan 0.1.0
  step Run Sampan: 130, 4 masks
    | ▼ staging → tcbr staging-1a2b3c/api   $VERSION
    | 
    | production  skipped  it needs tag "v*", this is branch "main"
    | staging     failed   $VERSION  interrupted while waiting; rollout 2323885 is still running…  # s
    | 
    | sampan: error: staging: interrupted while waiting; rollout 2323885 is still running at the provider (BuildImage: running)
    | sampan: hint: continue watching: sampan status staging --wait
    error : staging: interrupted while waiting; rollout 2323885 is still running at the provider (BuildImage: running)
    outputs status version remark commit target provider url release_id package_sha256
    remark $VERSION Start ($SHORT A) $STAMP
    summary production (tcbr), ⏭️ skipped, $COMMIT, it needs tag "v*", this is branch "main"; staging (tcbr), ❌ failed, [$CLOUD/sites/staging-1a2b3c/api]($CLOUD/sites/staging-1a2b3c/api), $VERSION, $COMMIT Start, # s, interrupted while waiting; rollout 2323885 is still running at the provider (BuildImage: running); 1 timelines
  job deploy: failure
    environment staging, $CLOUD/sites/staging-1a2b3c/api, queue sampan-staging
