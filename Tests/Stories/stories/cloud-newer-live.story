cloud: newer-live
calls: UpdateCloudRunServer 1

A commit that is not in this clone is live: it cannot be compared, and a warning is printed.

  $ cp $FIXTURES/cloud.json sampan.json
  $ printf 'FROM scratch\n' > Dockerfile
  $ git add -A && git commit -qm 'Add the service'
  $ sampan deploy
  cloud → tcbr env-a/api   20231114-ba28031b
    Tencent Cloud key … from TENCENTCLOUD_SECRET_ID
  sampan: warning: api-006 is live; cannot tell whether its commit fedcba987654 is newer: commit fedcba987654 is not in this clone
    preflight api-006 is live, from fedcba98                          # s
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
