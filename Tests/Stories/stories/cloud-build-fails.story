cloud: build-fails
calls: UpdateCloudRunServer 1

A build that fails ends the deploy with the provider's reason, its request id and the end of the log.

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
    rollout   BuildImage failed: build image failed: exit status 1    # s
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
      | ::error::not an annotation of this job
      | \x1B[31mERROR\x1B[0m: build image failed: exit status 1
    process log of api-007:
      | create_build_image : creating
      | check_build_image : process, build image failed: exit status 1
      | check_build_image : fail, [ErrorCode]:300502, [ErrorMessage]:build image failed: exit status 1
  
  sampan: error: the rollout failed: BuildImage: build image failed: exit status 1
  sampan: request id $ID
  sampan: hint: fix the cause and deploy again; see what serves: sampan status cloud
  sampan: hint: read the whole log: sampan logs cloud
  
  cloud  failed  20231114-ba28031b  still live: api-006  # s
  [2]
