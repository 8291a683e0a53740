Without findings, check prints what it read, where it is deployed, and the next command.

  $ cat > sampan.json <<'END'
  > { "targets": {
  >   "staging": { "when": { "branch": ["main", "release/*"] }, "tcbr": { "envId": "env-a", "serverName": "api" }, "package": {} },
  >   "production": { "when": { "tag": "v*" }, "tem": { "region": "ap-guangzhou", "applicationId": "app-1", "environmentId": "en-1" }, "image": { "repository": "r.example/acme/api" } },
  >   "edge": { "when": { "branch": "main", "tag": "v*" }, "esa": { "appId": "app-1", "publishEnv": "prod", "versionId": "ver-1" } },
  >   "here": { "local": { "directory": "../site" }, "package": {} }
  > } }
  > END
  $ printf 'FROM scratch\n' > Dockerfile && git add -A && git commit -qm 'Start'
  $ sampan check
  sampan.json: 4 targets, no problems
    staging     tcbr env-a/api  from branches main, release/*
    production  tem en-1/app-1  from tags v*
    edge        esa app-1/prod  from branch main and tags v*
    here        local ../site   only when given on the command line
  next: sampan plan
  $ sampan check --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["checked"]["targets"][0])'
  {'branches': ['main', 'release/*'], 'provider': 'tcbr', 'service': 'env-a/api', 'tags': [], 'target': 'staging'}

Errors that a plan finds offline are reported, each at its place; a missing key at the object that needs it.

  $ cat > wrong.json <<'END'
  > { "targets": {
  >   "fleet": { "tcbr": { "serverName": "api" }, "package": {}, "fleet": { "over": { "envId": ["a", "b"] } } },
  >   "name": { "tcbr": { "envId": "env-a", "serverName": "-api" }, "package": { "path": "gone" } },
  >   "gone": { "tcbr": { "envId": "env-a", "serverName": "api" }, "package": { "path": "gone" } },
  >   "java": { "tem": { "applicationId": "app-1", "environmentId": "en-1" }, "image": { "repository": "Acme/API" } },
  >   "lacks": { "tem": { "region": "ap-guangzhou", "applicationId": "app-1" }, "image": { "repository": "acme/api" } },
  >   "probe": { "local": { "directory": "x" }, "package": {}, "verify": { "url": "http://[::1:8080/" } }
  > } }
  > END
  $ sampan check --config wrong.json
  wrong.json:2:62: error: "fleet" of target "fleet" is not supported by this version of sampan
  sampan: hint: remove the key
  wrong.json:3:55: error: "-api" is not a valid service name of CloudBase Run
  sampan: hint: 2 to 45 letters, digits, - and _; a letter first, a letter or digit last
  wrong.json:4:64: error: folder "gone" is not in commit 8c9e40e1
  sampan: hint: commit it, or correct "path" or "shared" in "package"
  wrong.json:5:13: error: target "java" has no region, and TEM needs one
  sampan: hint: set "region" in "tem", e.g. "ap-guangzhou"
  sampan: hint: or set TENCENTCLOUD_REGION
  wrong.json:5:75: error: "Acme/API" is not a valid image name
  sampan: hint: write "repository" in lower case, with its registry: registry.example.com/acme/api
  wrong.json:6:14: error: target "lacks" needs "environmentId" in "tem"
  sampan: hint: add "environmentId": the environment, e.g. `en-1a2b3c4d`
  wrong.json:7:79: error: the URL for "verify.url" in target "probe" has an invalid host
  sampan: hint: write "https://api.example.com/health" or "/health"
  [78]
  $ sed '/lacks/d; /probe/d; s/},$/}/; s/} } },/} } }/' wrong.json | sed -n '1,2p' > one.json && echo '} }' >> one.json && sampan plan fleet --config one.json
  sampan: error: one.json:2:62: "fleet" of target "fleet" is not supported by this version of sampan
  sampan: hint: remove the key
  [78]

What depends on the job or a build is not an error of the file.

  $ cat > built.json <<'END'
  > { "targets": { "app": { "when": { "branch": "main" }, "local": { "directory": "x" }, "package": { "file": "target/app.jar" } } } }
  > END
  $ sampan check --config built.json
  built.json:1:86: warning: built file "target/app.jar" does not exist
  sampan: hint: build it before this step
  sampan: hint: in CI: pass it on from the build job as an artifact
  built.json: 1 target, 1 warning
    app  local x  from branch main
  next: sampan plan --config built.json

Two targets cannot use the same folder of releases.

  $ printf '{ "targets": { "a": { "local": { "directory": "../x" }, "package": {} },\n"b": { "local": { "directory": "./../x/" }, "package": {} } } }' > local.json && sampan check --config local.json
  local.json:2:32: warning: targets "a" and "b" have the same "directory": each replaces what the other made live
  sampan: hint: give each target a directory of its own
  local.json: 2 targets, 1 warning
    a  local ../x     only when given on the command line
    b  local ./../x/  only when given on the command line
  next: sampan plan a --config local.json
  $ for directory in . ./ '$HOME/site'; do
  >   printf '{ "targets": { "here": { "local": { "directory": "%s" }, "package": {} } } }' "$directory" > local.json
  >   sampan check --config local.json
  > done
  local.json:1:50: error: "." is the repository itself: releases would be mixed with its files
  sampan: hint: name a directory of their own, e.g. "../site"
  local.json:1:50: error: "./" is the repository itself: releases would be mixed with its files
  sampan: hint: name a directory of their own, e.g. "../site"
  local.json:1:50: error: "$HOME/site" is not a valid directory: variables are not expanded
  sampan: hint: write the absolute path, or ~/… for your home directory
  [78]

Where no target has "when", the next step names one.

  $ sed 's/"when": { "branch": "main" },//' $FIXTURES/cloud.json > named.json
  $ sampan check --config named.json | tail -1
  next: sampan plan cloud --config named.json
