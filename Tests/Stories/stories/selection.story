The branch and the tag choose the target.

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
  staging skipped: it wants branch "main", "!main", this is branch "main"
  production skipped: it wants tag "v*", this is branch "main"
  by-hand skipped: it has no "when": name it to deploy it
  $ git tag -a v1.0.0 -m 'One'
  $ GITHUB_ACTIONS=true GITHUB_REF=refs/tags/v1.0.0 GITHUB_REF_TYPE=tag GITHUB_REF_NAME=v1.0.0 sampan plan 2>/dev/null
  staging skipped: it wants branch "main", "!main", this is tag "v1.0.0"
  by-hand skipped: it has no "when": name it to deploy it
  production (local) v1.0.0
    remark    v1.0.0 Start (004fe077 A) sampan:004fe0774762.499199e00956.c3e5f5
    commit    004fe0774762 Start (A)
    artifact  package of .: 1 file, 309 B
    1. local /nowhere/releases/v1.0.0 unpack the package
       when unless it is there already
    2. local /nowhere/current point the link at it
    3. local /nowhere/releases remove all but the newest 5

A pull request deploys nothing.

  $ GITHUB_ACTIONS=true GITHUB_EVENT_NAME=pull_request GITHUB_REF=refs/pull/3/merge GITHUB_HEAD_REF=main sampan deploy
  staging skipped: pull request 3 is never deployed by "when"
  production skipped: pull request 3 is never deployed by "when"
  by-hand skipped: it has no "when": name it to deploy it

A name that is no target is refused with the nearest one.

  $ sampan plan stagin
  sampan: error: target "stagin" is not in sampan.json
  sampan: hint: did you mean "staging"?
  [64]
