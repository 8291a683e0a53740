Commands after a deploy are rehearsed on the same emulated clouds: the promotion of a gray release,

  $ cp $FIXTURES/cloud.json sampan.json
  $ printf 'FROM scratch\n' > Dockerfile
  $ git add -A && git commit -qm 'Add the service'
  $ sampan rehearse -q --scenario gray 2>/dev/null
  cloud  awaiting  20231114-ba28031b  gray release api-007 is ready: promote or cancel it  still live: api-006
  [4]
  $ sampan rehearse --scenario gray --then promote 2>&1 | sed '1,/GrayRelease/d'
  sampan: then: sampan promote cloud
  
  cloud  deployed  20231114-*  http://127.0.0.1:*/sites/env-a/api  # s simulated (glob)

the cancellation of a rollout that never ends,

  $ sampan rehearse -q --scenario stuck 2>/dev/null
  cloud  timeout  20231114-ba28031b  still live: api-006  30 min simulated
  [3]
  $ sampan rehearse -q --scenario stuck --then cancel 2>/dev/null
  cloud  unchanged  api-006  http://127.0.0.1:*/sites/env-a/api  rollout * (api-007, from commit ba28031b) was cancelled  still live: api-006 (glob)

a rollback,

  $ sampan rehearse --then rollback 2>&1 | sed '1,/then:/d'
  rollout   ReleaseVersion running
  rollout   ReleaseVersion finished                                   # s
  
  cloud  deployed  api-006  http://127.0.0.1:*/sites/env-a/api  rolled back from api-007  # s simulated (glob)

and the status.

  $ sampan rehearse -q --then status 2>/dev/null
  cloud → tcbr env-a/api   http://127.0.0.1:*/sites/env-a/api (glob)
    live      api-007, 100 % of traffic, commit ba28031b3055
              ccr.ccs.tencentyun.com/tcb-100000000001-abcd/ca-abcd_api:api-007
              20231114-ba28031b Add the service (ba28031b A) sampan:ba28031b3055.* (glob)
    HEAD      ba28031b3055 Add the service
              is live
  cloud  deployed  20231114-ba28031b  http://127.0.0.1:*/sites/env-a/api  # s simulated (glob)

The result and the exit code are those of the last operation; `status` does not change them.

  $ sampan rehearse -q --then promote 2>&1 | grep error
  sampan: error: no release of "api" is waiting for promotion
  $ sampan rehearse -q --then promote >/dev/null 2>&1
  [64]
  $ sampan rehearse -q --scenario crash --then status >/dev/null 2>&1
  [2]
  $ sampan rehearse --json --scenario gray --then promote 2>/dev/null | python3 -c 'import json, sys; print(*[t["status"] for t in json.load(sys.stdin)["targets"]])'
  deployed
  $ sampan rehearse --then deploy
  sampan: error: invalid value "deploy" for --then
  sampan: hint: valid values: promote, cancel, rollback, status, logs, history, diff
  [64]
