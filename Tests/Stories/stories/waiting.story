cloud: calm
calls: UpdateCloudRunServer 1

Without waiting, a deploy is submitted, and `status --wait` follows it.

  $ sed 's/"wait": .*/"wait": false/' $FIXTURES/cloud.json > sampan.json
  $ printf 'FROM scratch\n' > Dockerfile
  $ git add -A && git commit -qm 'Add the service'
  $ sampan -q deploy
  cloud  submitted  20231114-e410a03d  $CLOUD/sites/env-a/api  "wait" is false; the provider's operation is 2323885  # s
  $ sampan -q status --wait
  cloud → tcbr env-a/api   $CLOUD/sites/env-a/api
    live      api-007, 100 % of traffic, commit e410a03d1fe5
              ccr.ccs.tencentyun.com/tcb-100000000001-abcd/ca-abcd_api:api-007
              20231114-e410a03d Add the service (e410a03d A) sampan:e410a03d1fe5.d02c90b6f0fa.e04e5a
    HEAD      e410a03d1fe5 Add the service
              is live

A rollout in progress can be waited for, or cancelled.

  $ sed 's/"wait": .*/"onConflict": "wait"/' $FIXTURES/cloud.json > waits.json
  $ sampan rehearse --config waits.json --scenario busy 2>&1 | grep -oE 'waiting for rollout|cloud  deployed  [^ ]*'
  waiting for rollout
  cloud  deployed  20231114-e410a03d
  $ sed 's/"wait": .*/"onConflict": "cancel"/' $FIXTURES/cloud.json > cancels.json
  $ sampan rehearse --config cancels.json --scenario busy 2>&1 | grep -o 'cancelling rollout'
  cancelling rollout

Another deploy that is running in a local directory blocks this one.

  $ cp $FIXTURES/here.json here.json && mkdir ../site && : > ../site/.sampan.lock
  $ flock ../site/.sampan.lock sampan -q deploy here --config here.json
  sampan: error: another deploy is running in $HOME/site
  sampan: hint: wait for it, then deploy again
  here  failed  20231114-e410a03d  # s
  [5]

With "wait", it starts after the other.

  $ sed 's/"when"/"onConflict": "wait", "when"/' here.json > here-waits.json
  $ ( flock 9; sleep 1; flock -u 9 ) 9> ../site/.sampan.lock & sleep 0.3
  $ sampan deploy here --config here-waits.json 2>&1 | grep -oE 'waiting for [^(]*|here  deployed'
  waiting for rollout by another process 
  here  deployed
