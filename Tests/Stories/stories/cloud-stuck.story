cloud: stuck
calls: UpdateCloudRunServer 1

A rollout that does not end is left running at the deadline, and the command to continue is printed.

  $ sed 's/"1s"/"1s", "timeout": "3s"/' $FIXTURES/cloud.json > sampan.json
  $ printf 'FROM scratch\n' > Dockerfile
  $ git add -A && git commit -qm 'Add the service'
  $ sampan deploy
  cloud → tcbr env-a/api   20231114-c6c688e1
    Tencent Cloud key … from TENCENTCLOUD_SECRET_ID
    api-006 is live without a stamp of sampan: cannot tell whether it is newer
    preflight api-006 is live                                         # s
    package   2 files, 363 B, sha256 $SHA256  # s
    publish   done                                                    # s
    update    operation 2323885                                       # s
    rollout   BuildImage running
    rollout   BuildImage finished                                     # s
    rollout   CreateVersion running
  
  sampan: error: still rolling out after # s (CreateVersion: running); it was not stopped
  sampan: request id $ID
  sampan: hint: sampan status cloud --wait
  sampan: hint: increase the limit: "wait": { "timeout": "1h" }
  
  cloud  timeout  20231114-c6c688e1  # s
  [3]
