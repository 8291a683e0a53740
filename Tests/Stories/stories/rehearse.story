The whole deploy against a cloud in the same process, without an account.

  $ cp $FIXTURES/cloud.json sampan.json
  $ printf 'FROM scratch\n' > Dockerfile
  $ git add -A && git commit -qm 'Add the service'
  $ sampan rehearse -q 2> ../talk
  cloud  deployed  20231114-ba28031b  http://127.0.0.1:*/sites/env-a/api  # s simulated (glob)
  $ grep -c . ../talk
  0
  [1]

No real host is contacted, whatever is in the environment.

  $ export TENCENTCLOUD_SECRET_ID=real TENCENTCLOUD_SECRET_KEY=real SAMPAN_ENDPOINT_TENCENT=https://real.example
  $ sampan rehearse -q --scenario crash 2>/dev/null
  cloud  failed  20231114-ba28031b  still live: api-006  # s simulated (glob)
  [2]

No key is printed: it is emulated. Hints are those of a real deploy, and next steps that can be rehearsed are rehearsals.

  $ sampan rehearse 2>&1 | sed '/→ tcbr/q'
  sampan: rehearsing "calm" on this machine: everything works; the default
  sampan: clouds, keys and addresses are made up, time is simulated; hints are those of a real deploy
  cloud → tcbr env-a/api   20231114-ba28031b
  $ sampan rehearse --scenario denied 2>&1 | grep 'hint:'
  sampan: hint: grant the key the named action on the named resource, or the preset policy QcloudTCBFullAccess
  sampan: hint: print the policy that deploys need: sampan doctor --credentials
  $ sampan rehearse --scenario gray 2>&1 | grep 'next'
  next: sampan rehearse cloud --scenario gray --then promote   or: sampan rehearse cloud --scenario gray --then cancel
  $ sampan rehearse --scenario build-lost 2>&1 | grep 'hint:'
  sampan: hint: stop it: sampan cancel cloud
  sampan: hint: fix the cause and deploy again; see what serves: sampan status cloud
  sampan: hint: read the whole log: sampan logs cloud
  $ sampan rehearse --scenario version-dead 2>&1 | grep 'more lines'
      … 31 more lines: sampan rehearse cloud --scenario version-dead --then logs
  $ sampan rehearse --scenario busy 2>&1 | grep -o 'since .* UTC'
  since $TIME UTC
  $ sampan rehearse --scenario stuck --then status 2>&1 | grep -o 'since .*'
  since $TIME UTC
  $ GITHUB_ACTIONS=true GITHUB_OUTPUT=$HOME/outputs GITHUB_STEP_SUMMARY=$HOME/summary sampan rehearse -q >/dev/null 2>&1
  $ sed 3q ../summary; ls ../outputs
  **A rehearsal on emulated clouds: nothing was deployed.**
  
  ## Deployed 20231114\-ba28031b to cloud in # s simulated
  ls: cannot access '../outputs': No such file or directory
  [2]
  $ rm ../summary

A scenario that would change nothing is refused. The service has a network, which an update can lose.

  $ sampan rehearse --scenario image-refused
  sampan: error: scenario "image-refused" has no effect on target "cloud": it needs a target with "image"
  sampan: hint: run without --scenario: sampan rehearse cloud
  [64]
  $ sampan rehearse --scenario repository-address 2>&1 | grep error
  sampan: error: scenario "repository-address" has no effect on target "cloud": the emulated cloud of "tcbr" does not play it
  $ sampan rehearse -q --scenario settings-lost 2>&1 | grep -o 'setting .*'
  setting "VpcConf" of api-007 is not what the version before had

After the rollout the service itself is requested; an unexpected response fails the deploy.

  $ cat > verify.json <<'END'
  > { "targets": { "cloud": {
  >   "tcbr": { "envId": "env-a", "serverName": "api" }, "package": {},
  >   "verify": { "url": "/", "expectBody": "nothing of the kind" } } } }
  > END
  $ sampan rehearse -q cloud --config verify.json > ../log 2>&1
  [2]
  $ grep -E 'error|hint' ../log
  sampan: error: verify.json:3:3: verify: http://127.0.0.1:*/sites/env-a/api/ does not contain "nothing of the kind" (glob)
  sampan: hint: the release receives traffic, but the response does not match "verify": check its log

A local target is rehearsed in a temporary folder, which is removed at the end.

  $ cp $FIXTURES/here.json sampan.json && git add -A && git commit -qm 'Go home'
  $ sampan rehearse -q 2>/dev/null
  here  deployed  20231114-*  file://$HOME/tmp/sampan-*/here/current  # s simulated (glob)
  $ ls .. ../tmp
  ..:
  log
  talk
  tmp
  work
  
  ../tmp:

It has no cloud: a scenario would change nothing.

  $ sampan rehearse --scenario busy
  sampan: error: scenario "busy" has no effect on target "here": local targets have no cloud
  sampan: hint: run without --scenario: sampan rehearse here
  [64]
  $ sampan rehearse -q --then rollback 2>/dev/null
  here  deployed  earlier  file://$HOME/tmp/sampan-*/here/current  rolled back from * (glob)
  $ python3 -c 'import json; a = json.load(open("sampan.json")); a["targets"].update(json.load(open("'$FIXTURES'/cloud.json"))["targets"]); json.dump(a, open("both.json", "w"))'
  $ sampan rehearse --config both.json --scenario crash 2>&1 | grep 'no effect'; sampan rehearse -q --config both.json --scenario crash here
  sampan: scenario "crash" has no effect on target "here": local targets have no cloud
  sampan: error: scenario "crash" has no effect on target "here": local targets have no cloud
  sampan: hint: run without --scenario: sampan rehearse here
  [64]

Durations are stored of real rollouts only.

  $ ls .git/sampan | grep rollouts
  [1]

The packages of WeChat's services are stored by Tencent, whatever other targets exist.

  $ echo '{ "targets": { "mini": { "wechat": { "envId": "prod-1a2b3c", "serverName": "api" }, "package": {} } } }' > mini.json
  $ sampan -q rehearse mini --config mini.json | grep -o '^mini  [a-z]*'
  mini  deployed

Without the Dockerfile that the config needs, both clouds fail, as `check` warns.

  $ git rm -q Dockerfile && cp $FIXTURES/cloud.json sampan.json && git add -A && git commit -qm 'No Dockerfile'
  $ sampan rehearse -q 2>&1 | grep -E '^sampan.*(warning|error|hint):'
  sampan.json:*: warning: the package has no "Dockerfile" (glob)
  sampan: hint: commit it, or name it in "items": { "Dockerfile": … }
  sampan: hint: set "buildPacks" when the cloud builds without one
  sampan: error: there is no Dockerfile in the package
  sampan: hint: commit it at the package's root, or set its path in the provider's options
  sampan: hint: before a deploy, sampan check warns of it
  sampan: hint: see what serves: sampan status cloud
  $ sampan rehearse -q mini --config mini.json >/dev/null 2>&1
  [2]
