Bad configs get every finding at once, each with its place.

  $ git commit -q --allow-empty -m 'Start'
  [-1]
  $ sampan check
  [-1]
  $ : > sampan.json && sampan check
  [-1]
  $ head -c 10000000 /dev/zero | tr '\0' '[' > sampan.json && sampan check
  [-1]
  $ cat > sampan.json <<'END'
  > {
  >   "versoin": "{tag}",
  >   "targets": {
  >     "api": { "when": { "branch": 3 }, "tcbr": { "envId": "env-a", "serverName": "api", "releaseType": "SLOW" }, "package": {} },
  >     "web": { "package": { "level": 11 } },
  >     "jobs": { "local": { "directory": "site", "keep": "2" }, "package": {}, "remark": "{versoin}" },
  >     "api": {}
  >   }
  > }
  > END
  [-1]
  $ sampan check
  [-1]
  $ sampan deploy 2>/dev/null
  [-1]
  $ sampan check --json 2>/dev/null | python3 -c 'import json, sys; print(len(json.load(sys.stdin)["findings"]))'
  [-1]

GitHub shows them at their lines.

  $ GITHUB_ACTIONS=true sampan check | head -2
  [-1]
