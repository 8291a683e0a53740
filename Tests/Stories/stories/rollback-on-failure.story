A release that fails "verify" is rolled back if "onFailure" is set to that.

  $ cat > sampan.json <<'END'
  > { "targets": { "cloud": {
  >   "tcbr": { "envId": "env-a", "serverName": "api" }, "package": {},
  >   "verify": { "url": "/", "expectBody": "nothing of the kind" }, "onFailure": "rollback" } } }
  > END
  $ printf 'FROM scratch\n' > Dockerfile
  $ git add -A && git commit -qm 'Add the service'
  $ sampan plan cloud -v 2>&1 | grep -c SubmitServerRollback
  1
  $ sampan rehearse cloud 2>&1 | grep -v 'waiting\| running' | tail -7
    rollout   ReleaseVersion finished                                 # s
  
  sampan: error: sampan.json:3:3: verify: http://127.0.0.1:*/sites/env-a/api/ does not contain "nothing of the kind" (glob)
  sampan: cause: rolled back from api-007 to api-006
  sampan: hint: fix what failed in api-007, then deploy again
  
  cloud  failed  20231114-7e9677e5  still live: api-006  # s simulated
