cloud: tidying
calls: UpdateCloudRunServer 0

The platform tidies up after an earlier rollout and refuses updates for a while, though no rollout is to be seen.

  $ cp $FIXTURES/cloud.json sampan.json
  $ printf 'FROM scratch\n' > Dockerfile
  $ git add -A && git commit -qm 'Add the service'
  $ sampan -q deploy
  sampan: error: UpdateCloudRunServer: 当前已有部署发布任务运行中,请结束后再执行
  sampan: code ResourceInUse, request id $ID
  sampan: hint: another operation is in progress on it: deploy again in some minutes
  sampan: hint: "onConflict": "wait" waits until the update is accepted
  cloud  failed  20231114-ba28031b  still live: api-006  # s
  [75]

With "onConflict": "wait" the update is sent until it is accepted.

  $ sed 's/"wait": .*/"onConflict": "wait"/' $FIXTURES/cloud.json > waits.json
  $ sampan rehearse --config waits.json --scenario tidying 2>&1 | grep -oE 'the platform is busy|sending the update every .*|cloud  deployed  [^ ]*'
  the platform is busy
  sending the update every # s until it is accepted
  cloud  deployed  20231114-ba28031b
