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
  [-1]
  $ git add -A && git commit -qm 'Start'
  [-1]
  $ sampan deploy
  [-1]
  $ git tag -a v1.0.0 -m 'One'
  [-1]
  $ GITHUB_ACTIONS=true GITHUB_REF=refs/tags/v1.0.0 GITHUB_REF_TYPE=tag GITHUB_REF_NAME=v1.0.0 sampan plan 2>/dev/null
  [-1]

A pull request deploys nothing.

  $ GITHUB_ACTIONS=true GITHUB_EVENT_NAME=pull_request GITHUB_REF=refs/pull/3/merge GITHUB_HEAD_REF=main sampan deploy
  [-1]

A name that is no target is refused with the nearest one.

  $ sampan plan stagin
  [-1]
