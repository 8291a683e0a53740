The cloud pulls a branch itself: what it builds may be another commit than the one that is recorded, which a clone can know
without asking anybody.

  $ cat > sampan.json <<'END'
  > { "targets": { "mini": { "when": { "branch": "main" },
  >   "wechat": { "envId": "prod-1a2b3c", "serverName": "api" },
  >   "repository": { "source": "github", "name": "acme/api", "branch": "main" } } } }
  > END
  $ git add -A && git commit -qm 'Add the service'
  $ sampan check
  sampan.json:3:3: warning: the cloud builds branch "main" of acme/api, and this clone has no origin/main: whether it is at commit * is not known (glob)
  sampan: hint: push the commit first: git push origin HEAD:main
  sampan.json: 1 target, 1 warning
    mini  wechat prod-1a2b3c/api  from branch main
  next: sampan plan

In a job on that branch the commit came from there.

  $ CI=true GITHUB_ACTIONS=true GITHUB_REF=refs/heads/main GITHUB_REF_NAME=main GITHUB_REF_TYPE=branch sampan check 2>&1 | grep -c 'cloud builds'
  0
  [1]

What was pushed is what the cloud builds.

  $ git init -q --bare ../origin.git && git remote add origin ../origin.git && git push -q origin main
  $ sampan check | head -1
  sampan.json: 1 target, no problems

A commit that was not pushed since is not.

  $ git commit -q --allow-empty -m 'Fix it' 
  $ sampan plan 2>&1 >/dev/null
  sampan.json:3:3: warning: the cloud builds branch "main" of acme/api, and origin/main is at *, not at * (glob)
  sampan: hint: push the commit first: git push origin HEAD:main
  sampan: hint: or, if it was pushed elsewhere or is outdated: git fetch origin
  $ sampan rehearse 2>&1 | grep -c 'cloud builds branch'
  1
