cloud: gray
calls: UpdateCloudRunServer 1

A gray release waits for a person.

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
  
  cloud  awaiting  20231114-ba28031b  gray release api-007 is ready: promote or cancel it  still live: api-006
  next: sampan promote cloud   or: sampan cancel cloud
  [4]
