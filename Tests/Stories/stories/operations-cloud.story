cloud: gray
calls: UpdateCloudRunServer 2, ReleaseGray 1, SubmitServerRollback 1, OperateServerManage 1

A gray release is promoted, and rolled back.

  $ cp $FIXTURES/cloud.json sampan.json
  $ printf 'FROM scratch\n' > Dockerfile
  $ git add -A && git commit -qm 'Add the service'
  $ sampan deploy -q
  cloud  awaiting  20231114-ba28031b  gray release api-007 is ready: promote or cancel it  still live: api-006
  next: sampan promote cloud   or: sampan cancel cloud
  [4]
  $ sampan promote cloud
  sampan: Tencent Cloud key … from TENCENTCLOUD_SECRET_ID
  cloud  deployed  20231114-ba28031b  $CLOUD/sites/env-a/api  # s
  $ sampan status | head -2
  sampan: Tencent Cloud key … from TENCENTCLOUD_SECRET_ID
  cloud → tcbr env-a/api   $CLOUD/sites/env-a/api
    live      api-007, 100 % of traffic, commit ba28031b3055
  $ sampan promote cloud
  sampan: Tencent Cloud key … from TENCENTCLOUD_SECRET_ID
  sampan: error: no release of "api" is waiting for promotion
  sampan: hint: check its state: sampan status cloud
  
  cloud  failed  # s
  [64]
  $ sampan rollback cloud
  sampan: Tencent Cloud key … from TENCENTCLOUD_SECRET_ID
  rollout   ReleaseVersion running
  rollout   ReleaseVersion finished                                   # s
  cloud  deployed  api-006  $CLOUD/sites/env-a/api  rolled back from api-007  # s
  $ sampan status | head -2
  sampan: Tencent Cloud key … from TENCENTCLOUD_SECRET_ID
  cloud → tcbr env-a/api   $CLOUD/sites/env-a/api
    live      api-006, 100 % of traffic

The next one is cancelled.

  $ echo 'EXPOSE 80' >> Dockerfile && git commit -qam 'Open a port'
  $ sampan deploy -q
  cloud  awaiting  20231114-10d8eb61  gray release api-008 is ready: promote or cancel it  still live: api-006
  next: sampan promote cloud   or: sampan cancel cloud
  [4]
  $ sampan cancel cloud
  sampan: Tencent Cloud key … from TENCENTCLOUD_SECRET_ID
  cloud  unchanged  api-006  $CLOUD/sites/env-a/api  rollout 2323887 (api-008, from commit 10d8eb61) was cancelled  still live: api-006
  $ sampan cancel cloud
  sampan: Tencent Cloud key … from TENCENTCLOUD_SECRET_ID
  cloud  skipped  nothing is in progress

  $ sampan rollback cloud --to api-001
  sampan: Tencent Cloud key … from TENCENTCLOUD_SECRET_ID
  sampan: error: "api" has no version "api-001"
  sampan: hint: list the releases: sampan history cloud
  
  cloud  failed  # s
  [64]
  $ sampan rollback cloud --to api-006 2>&1 | grep error
  sampan: error: api-006 is already live
  $ for release in 006 api-6 api-008; do sampan rollback cloud --to $release 2>&1 | grep error; done
  sampan: error: "api" has no version "006"
  sampan: error: "api" has no version "api-6"
  sampan: error: api-008 is newer than api-006, which is live: it is not an earlier version
  $ sampan rollback
  sampan: error: rollback needs one target
  sampan: hint: sampan rollback TARGET
  sampan: hint: list the targets: sampan check
  [64]
