cloud: crash
calls: UpdateCloudRunServer 1

A version that never gets ready fails the deploy.

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
    rollout   CreateVersion failed: Readiness probe failed: dial tcp 10.0.0.7:8080: connect: connection refused  # s
    build log of api-007:
      | #2 [2/3] RUN npm ci: package 30 of 30
      | #3 exporting to image
      | #3 pushing layers done
      … 31 more lines: * (glob)
    process log of api-007:
      | check_build_image : succ
      | create_eks_virtual_service : creating
      | check_eks_virtual_service : process, Readiness probe failed: dial tcp 10.0.0.7:8080: connect: connection refused
      | check_eks_virtual_service : fail, [ErrorCode]:300502, [ErrorMessage]:Readiness probe failed: dial tcp 10.0.0.7:8080: connect: connection refused
      … 1 more line: * (glob)
  
  sampan: error: nothing listens on port 8080 in the new release
  sampan: cause: the provider reports: CreateVersion: Readiness probe failed: dial tcp 10.0.0.7:8080: connect: connection refused
  sampan: request id $ID
  sampan: hint: make the program listen on 0.0.0.0:8080, or set the port that it listens on as the service's
  sampan: hint: see why it did not start: * (glob)
  sampan: hint: see what serves: sampan status cloud
  
  cloud  failed  20231114-ba28031b  still live: api-006  # s
  [2]
