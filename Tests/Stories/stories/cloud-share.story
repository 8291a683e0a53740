cloud: gray
calls: UpdateCloudRunServer 1, ReleaseGray 2

A gray release gets a share of the traffic, and then all of it.

  $ sed 's/"serverName": "api"/"serverName": "api", "releaseType": "GRAY"/' $FIXTURES/cloud.json > sampan.json
  $ printf 'FROM scratch\n' > Dockerfile
  $ git add -A && git commit -qm 'Add the service'
  $ sampan deploy -q
  cloud  awaiting  20231114-4115fd1e  gray release api-007 is ready: promote or cancel it  still live: api-006
  next: sampan promote cloud   or: sampan cancel cloud
  [4]
  $ sampan promote cloud --percent 30
  sampan: Tencent Cloud key … from TENCENTCLOUD_SECRET_ID
  rollout   BuildImage finished                                       # s
  rollout   CreateVersion finished                                    # s
  rollout   GrayRelease running
  cloud  awaiting  api-007  api-007 gets 30 % of the traffic
  next: sampan promote cloud   or: sampan cancel cloud
  [4]
  $ sampan status | head -4
  sampan: Tencent Cloud key … from TENCENTCLOUD_SECRET_ID
  cloud → tcbr env-a/api   $CLOUD/sites/env-a/api
    state     deploying
    live      api-006, 70 % of traffic
              nginx
  $ sampan promote cloud --percent 30 -q
  cloud  awaiting  api-007  api-007 gets 30 % of the traffic
  next: sampan promote cloud   or: sampan cancel cloud
  [4]
  $ sampan status cloud --wait -q
  sampan: notice: gray release api-007 receives 30 % of the traffic: promote or cancel it
  sampan: hint: sampan promote cloud
  sampan: hint: sampan cancel cloud
  [4]
  $ sampan promote cloud
  sampan: Tencent Cloud key … from TENCENTCLOUD_SECRET_ID
  cloud  deployed  20231114-4115fd1e  $CLOUD/sites/env-a/api  # s
  $ sampan status | head -3
  sampan: Tencent Cloud key … from TENCENTCLOUD_SECRET_ID
  cloud → tcbr env-a/api   $CLOUD/sites/env-a/api
    live      api-007, 100 % of traffic, commit 4115fd1ed039
              ccr.ccs.tencentyun.com/tcb-100000000001-abcd/ca-abcd_api:api-007
  $ sampan promote cloud --percent 50 -q
  sampan: error: no release of "api" is waiting for promotion
  sampan: hint: check its state: sampan status cloud
  cloud  failed  api-007  # s
  [64]
