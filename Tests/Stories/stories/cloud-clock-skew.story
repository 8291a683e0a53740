cloud: clock-skew
calls: UpdateCloudRunServer 1

A wrong clock is corrected by the provider's.

  $ cp $FIXTURES/cloud.json sampan.json
  $ printf 'FROM scratch\n' > Dockerfile
  $ git add -A && git commit -qm 'Add the service'
  $ sampan deploy
  cloud → tcbr env-a/api   20231114-ba28031b
    Tencent Cloud key … from TENCENTCLOUD_SECRET_ID
  sampan: warning: this machine's clock is # s behind
  sampan: hint: set the clock; the request was signed with the server's time
    DescribeServerManageTask: The signature has expired: `X-TC-Timestamp` and the server's time differ by more than five minutes.; retrying in # s
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
