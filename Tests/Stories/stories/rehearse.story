Without an account, the whole deploy against a cloud in the same process.

  $ cp $FIXTURES/cloud.json sampan.json
  $ printf 'FROM scratch\n' > Dockerfile
  $ git add -A && git commit -qm 'Add the service'
  $ sampan rehearse -q 2> ../talk
  cloud deployed 20231114-ba28031b http://127.0.0.1:*/sites/env-a/api (# s) (glob)
  $ grep -c . ../talk
  0
  [1]

Nothing of the real world is asked, whatever the environment says.

  $ export TENCENTCLOUD_SECRET_ID=real TENCENTCLOUD_SECRET_KEY=real SAMPAN_ENDPOINT_TENCENT=https://real.example
  $ sampan rehearse -q --scenario crash 2>/dev/null
  cloud failed 20231114-ba28031b http://127.0.0.1:*/sites/env-a/api (# s) (glob)
  [2]

After the rollout the service itself is asked; another answer than the expected one fails the deploy.

  $ cat > verify.json <<'END'
  > { "targets": { "cloud": {
  >   "tcbr": { "envId": "env-a", "serverName": "api" }, "package": {},
  >   "verify": { "url": "/", "expectBody": "nothing of the kind" } } } }
  > END
  $ sampan rehearse -q cloud --config verify.json > ../log 2>&1
  [2]
  $ grep -E 'error|hint' ../log
  sampan: error: verify.json:1:16: verify: http://127.0.0.1:*/sites/env-a/api/ does not contain "nothing of the kind" (glob)
  sampan: hint: the release serves, but not as "verify" wants: look at its log

A local target is rehearsed below a temporary folder, which is gone in the end.

  $ cp $FIXTURES/here.json sampan.json && git add -A && git commit -qm 'Go home'
  $ sampan rehearse -q 2>/dev/null
  here deployed 20231114-* file://$HOME/tmp/sampan-*/here/current (# s) (glob)
  $ ls .. ../tmp
  ..:
  log
  talk
  tmp
  work
  
  ../tmp:

How long a rollout took is remembered of real ones only.

  $ ls .git/sampan | grep rollouts
  [1]
