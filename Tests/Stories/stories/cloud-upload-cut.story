cloud: upload-cut
calls: UpdateCloudRunServer 1

An upload that is interrupted starts again.

  $ cp $FIXTURES/cloud.json sampan.json
  $ printf 'FROM scratch\n' > Dockerfile
  $ git add -A && git commit -qm 'Add the service'
  $ sampan deploy
  cloud → tcbr env-a/api   20231114-ba28031b
    Tencent Cloud key … from TENCENTCLOUD_SECRET_ID
    api-006 is live without a stamp of sampan: cannot tell whether it is newer
    preflight api-006 is live                                         # s
    package   2 files, 353 B, sha256 $SHA256  # s
    the connection to $CLOUD was closed before the response was complete; uploading again in # s
    the connection to $CLOUD was closed before the response was complete; uploading again in # s
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
