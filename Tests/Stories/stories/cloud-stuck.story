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
    build log of api-007:
      | Cloning package ...
      | #1 [internal] load build definition from Dockerfile
      | #2 [2/3] RUN npm ci: package 1 of 30
      | #2 [2/3] RUN npm ci: package 2 of 30
      | #2 [2/3] RUN npm ci: package 3 of 30
      | #2 [2/3] RUN npm ci: package 4 of 30
      | #2 [2/3] RUN npm ci: package 5 of 30
      | #2 [2/3] RUN npm ci: package 6 of 30
      | #2 [2/3] RUN npm ci: package 7 of 30
      | #2 [2/3] RUN npm ci: package 8 of 30
      | #2 [2/3] RUN npm ci: package 9 of 30
      | #2 [2/3] RUN npm ci: package 10 of 30
      | #2 [2/3] RUN npm ci: package 11 of 30
      | #2 [2/3] RUN npm ci: package 12 of 30
      | #2 [2/3] RUN npm ci: package 13 of 30
      | #2 [2/3] RUN npm ci: package 14 of 30
      | #2 [2/3] RUN npm ci: package 15 of 30
      | #2 [2/3] RUN npm ci: package 16 of 30
      | #2 [2/3] RUN npm ci: package 17 of 30
      | #2 [2/3] RUN npm ci: package 18 of 30
      | #2 [2/3] RUN npm ci: package 19 of 30
      | #2 [2/3] RUN npm ci: package 20 of 30
      | #2 [2/3] RUN npm ci: package 21 of 30
      | #2 [2/3] RUN npm ci: package 22 of 30
      | #2 [2/3] RUN npm ci: package 23 of 30
      | #2 [2/3] RUN npm ci: package 24 of 30
      | #2 [2/3] RUN npm ci: package 25 of 30
      | #2 [2/3] RUN npm ci: package 26 of 30
      | #2 [2/3] RUN npm ci: package 27 of 30
      | #2 [2/3] RUN npm ci: package 28 of 30
      | #2 [2/3] RUN npm ci: package 29 of 30
      | #2 [2/3] RUN npm ci: package 30 of 30
      | #3 exporting to image
      | #3 pushing layers done
    process log of api-007:
      | create_build_image : creating
      | check_build_image : succ
      | create_eks_virtual_service : creating
  
  sampan: error: still rolling out after # s (CreateVersion: running); it was not stopped
  sampan: request id $ID
  sampan: hint: sampan status cloud --wait
  sampan: hint: increase the limit: "wait": { "timeout": "1h" }
  
  cloud  timeout  20231114-c6c688e1  still live: api-006  # s
  [3]
