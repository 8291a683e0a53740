cloud: calm
calls: UpdateCloudRunServer 1

A commit is packaged, uploaded and rolled out, and serves. The second time it is unchanged.

  $ cp $FIXTURES/cloud.json sampan.json
  $ printf 'FROM scratch\n' > Dockerfile
  $ git add -A && git commit -qm 'Add the service'
  $ sampan deploy
  cloud → tcbr env-a/api   20231114-ba28031b
    Tencent Cloud key … from TENCENTCLOUD_SECRET_ID
    api-006 is live without a stamp of sampan: cannot tell whether it is newer
    preflight api-006 is live                                         # s
    package   2 files, 353 B, sha256 $SHA256  # s
    publish   done                                                    # s
    update    operation 2323885                                       # s
    rollout   BuildImage running
    rollout   BuildImage finished                                     # s
    rollout   CreateVersion running
    rollout   CreateVersion finished                                  # s
    rollout   ReleaseVersion finished                                 # s
    rollout   api-007                                                 # s
    verify    receives all traffic                                    # s
  
  cloud  deployed  20231114-ba28031b  $CLOUD/sites/env-a/api  # s
  $ sampan deploy
  cloud → tcbr env-a/api   20231114-ba28031b
    Tencent Cloud key … from TENCENTCLOUD_SECRET_ID
    preflight api-007 is live, from ba28031b                          # s
  
  cloud  unchanged  20231114-ba28031b  $CLOUD/sites/env-a/api  api-007 has the same content and settings (commit ba28031b3055)
  $ sampan status
  sampan: Tencent Cloud key … from TENCENTCLOUD_SECRET_ID
  cloud → tcbr env-a/api   $CLOUD/sites/env-a/api
    live      api-007, 100 % of traffic, commit ba28031b3055
              ccr.ccs.tencentyun.com/tcb-100000000001-abcd/ca-abcd_api:api-007
              20231114-ba28031b Add the service (ba28031b A) sampan:ba28031b3055.b35a14fa9ec3.e04e5a
    HEAD      ba28031b3055 Add the service
              is live

The duration of the rollout is stored for the next one.

  $ grep -cx '[1-9][0-9]*' .git/sampan/rollouts-cloud
  1
