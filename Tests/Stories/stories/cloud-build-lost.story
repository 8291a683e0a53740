cloud: build-lost
calls: UpdateCloudRunServer 1, OperateServerManage 1

A build that is lost at the provider, whose task keeps running, ends the deploy with the line that says so.

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
    process log of api-007:
      | create_build_image : creating
      | check_build_image : fail, [ErrorCode]:300502, [ErrorMessage]:build not found
  
  sampan: error: the rollout failed: api-007 is not built or started: check_build_image : fail, [ErrorCode]:300502, [ErrorMessage]:build not found
  sampan: cause: rollout 2323885 has not ended, and blocks other deploys
  sampan: request id $ID
  sampan: hint: stop it: sampan cancel cloud
  sampan: hint: fix the cause and deploy again; see what serves: sampan status cloud
  sampan: hint: read the whole log: sampan logs cloud
  
  cloud  failed  20231114-ba28031b  still live: api-006  # s
  [2]

The task blocks the next deploy until it is cancelled.

  $ sampan deploy -q 2>&1 | grep error
  sampan: error: rollout 2323885 (running, in BuildImage, since *) is in progress (glob)
  $ sampan cancel cloud -q
  cloud  unchanged  api-006  $CLOUD/sites/env-a/api  rollout 2323885 (api-007, from commit ba28031b) was cancelled  still live: api-006
