Branch and tag select the target.

  $ cat > sampan.json <<'END'
  > {
  >   "targets": {
  >     "staging": { "when": { "branch": ["main", "!main"] }, "local": { "directory": "/nowhere" }, "package": {} },
  >     "production": { "when": { "tag": "v*" }, "local": { "directory": "/nowhere" }, "package": {} },
  >     "by-hand": { "local": { "directory": "/nowhere" }, "package": {} },
  >   },
  > }
  > END
  $ git add -A && git commit -qm 'Start'
  $ sampan deploy
  sampan: no target matches; to name one: sampan deploy staging
  staging     skipped  it needs branch "main", "!main", this is branch "main"
  production  skipped  it needs tag "v*", this is branch "main"
  by-hand     skipped  it has no "when": deploy it with "sampan deploy by-hand"
  $ git tag -a v1.0.0 -m 'One'
  $ GITHUB_ACTIONS=true GITHUB_REF=refs/tags/v1.0.0 GITHUB_REF_TYPE=tag GITHUB_REF_NAME=v1.0.0 sampan plan 2>/dev/null
  production → local /nowhere
    version   v1.0.0   commit 004fe077 "Start" (A)
    remark    v1.0.0 Start (004fe077 A) sampan:004fe0774762.499199e00956.c3e5f5
    package   .: 1 file, 309 B
    requests  3 writes; with -v, each is listed
  staging  skipped  it needs branch "main", "!main", this is tag "v1.0.0"
  by-hand  skipped  it has no "when": deploy it with "sampan deploy by-hand"

A pull request deploys nothing.

  $ GITHUB_ACTIONS=true GITHUB_EVENT_NAME=pull_request GITHUB_REF=refs/pull/3/merge GITHUB_HEAD_REF=main sampan deploy
  staging     skipped  pull request 3 is never deployed by "when"
  production  skipped  pull request 3 is never deployed by "when"
  by-hand     skipped  it has no "when": deploy it with "sampan deploy by-hand"

A job that checked out another commit matches nothing: branch and tag describe the job's own commit. A target that
is named is deployed, with a warning.

  $ commit=$(git rev-parse HEAD) && git commit -q --allow-empty -m 'From a fork'
  $ job() { GITHUB_ACTIONS=true GITHUB_EVENT_NAME=workflow_run GITHUB_REF_TYPE=branch GITHUB_REF_NAME=main GITHUB_SHA=$commit sampan "$@"; }
  $ job deploy
  staging     skipped  this GitHub Actions job is for commit 004fe077, and HEAD is 3697c04f: name the target to deploy it
  production  skipped  this GitHub Actions job is for commit 004fe077, and HEAD is 3697c04f: name the target to deploy it
  by-hand     skipped  it has no "when": deploy it with "sampan deploy by-hand"
  $ NO_COLOR=1 job plan by-hand 2>&1 | head -n 3
  sampan: warning: this GitHub Actions job is for commit 004fe077, and HEAD is 3697c04f: the job's branch and tag are not used
  sampan: hint: check out the job's commit, where that is the one to deploy
  by-hand → local /nowhere

An unknown target is an error, with the nearest name.

  $ sampan plan stagin
  sampan: error: target "stagin" is not in sampan.json
  sampan: hint: did you mean "staging"?
  [64]

Where all targets are skipped, the command for one of them is printed.

  $ for command in plan rehearse; do sampan $command --config sampan.json 2>&1 >/dev/null | grep 'no target'; done
  sampan: no target matches; to name one: sampan plan staging --config sampan.json
  sampan: no target matches; to name one: sampan rehearse staging --config sampan.json

By hand, the tag that HEAD has is named: the commit is deployed as the branch that is checked out.

  $ git tag v9.0.0 && sampan plan 2>&1 | grep -o '; HEAD has tag .*'
  ; HEAD has tag "v9.0.0": git checkout v9.0.0, or sampan deploy production
