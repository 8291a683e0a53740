cloud: crash

A private image that the cloud may not pull: each cloud needs something else for it.

  $ cat > sampan.json <<'END'
  > { "targets": { "cloud": {
  >   "tcbr": { "envId": "env-a", "serverName": "api" }, "wait": { "interval": "1s" },
  >   "image": { "repository": "registry.example.com/acme/api", "tag": "1.2.3" }
  > } } }
  > END
  $ git add -A && git commit -qm 'Add the service'
  $ cp $FIXTURES/logs/image-private.log ~/process.log
  $ sampan deploy cloud
  cloud → tcbr env-a/api   20231114-1cc1f5bd
    Tencent Cloud key … from TENCENTCLOUD_SECRET_ID
    api-006 is live without a stamp of sampan: cannot tell whether it is newer
    preflight api-006 is live                                         # s
    package   registry.example.com/acme/api:1.2.3                     # s
    publish   done                                                    # s
    update    operation 2323885                                       # s
    rollout   CreateVersion running
    rollout   CreateVersion failed: Readiness probe failed: dial tcp 10.0.0.7:8080: connect: connection refused  # s
    process log of api-007:
      | create_eks_virtual_service : creating
      | check_eks_virtual_service : process, Pulling image "registry.example.com/acme/api:1.2.3"
      | check_eks_virtual_service : process, Failed to pull image "registry.example.com/acme/api:1.2.3": rpc error: code = Unknown desc = failed to pull and unpack image "registry.example.com/acme/api:1.2.3": failed to resolve reference "registry.example.com/acme/api:1.2.3": pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed
      | check_eks_virtual_service : process, Error: ErrImagePull
      | check_eks_virtual_service : fail, [ErrorCode]:300502, [ErrorMessage]:Error: ImagePullBackOff
  
  sampan: error: sampan.json:3:3: the cloud is not allowed to pull the image registry.example.com/acme/api:1.2.3: it is private, or does not exist
  sampan: cause: the provider reports: CreateVersion: Readiness probe failed: dial tcp 10.0.0.7:8080: connect: connection refused
  sampan: request id $ID
  sampan: hint: in the console, give the service the secret of the registry (LinkImageRegistry), or use a repository of the environment's own account
  sampan: hint: make the repository public, or push the image to a registry that the cloud can read
  sampan: hint: see what serves: sampan status cloud
  
  cloud  failed  20231114-1cc1f5bd  still live: api-006  # s
  [2]

  $ cp $FIXTURES/logs/image-platform.log ~/process.log
  $ sampan deploy cloud 2>&1 | grep -E '^sampan: (error|hint)'
  sampan: error: sampan.json:3:3: the image is not built for linux/amd64
  sampan: hint: build it for this platform: docker buildx build --platform linux/amd64
  sampan: hint: see what serves: sampan status cloud

A rehearsal plays the same; TEM reports only what its instances wait for.

  $ sampan rehearse cloud --scenario image-refused 2>&1 | grep -E '^sampan: (error|hint)'
  sampan: error: sampan.json:3:3: the cloud is not allowed to pull the image registry.example.com/acme/api:1.2.3: it is private, or does not exist
  sampan: hint: in the console, give the service the secret of the registry (LinkImageRegistry), or use a repository of the environment's own account
  sampan: hint: make the repository public, or push the image to a registry that the cloud can read
  sampan: hint: see what serves: sampan status cloud

  $ cat > sampan.json <<'END'
  > { "targets": { "cloud": {
  >   "tem": { "region": "ap-guangzhou", "applicationId": "app-a", "environmentId": "en-a" }, "wait": { "interval": "10s" },
  >   "image": { "repository": "registry.example.com/acme/api", "tag": "1.2.3" }
  > } } }
  > END
  $ git commit -qam 'Deploy to TEM'
  $ sampan rehearse cloud --scenario image-refused 2>&1 | grep -E '^sampan: (error|hint)'
  sampan: error: sampan.json:3:3: the cloud could not pull the image
  sampan: hint: check that it exists and that the cloud may read it: docker pull of it, without a login
  sampan: hint: use a repository of the same account's TCR, which TEM is allowed to read in its console, or a public one
  sampan: hint: see what serves: sampan status cloud

ESA and WeChat give no reason at all.

  $ cat > sampan.json <<'END'
  > { "targets": {
  >   "edge": {
  >     "esa": { "appId": "app-1", "publishEnv": "prod" },
  >     "image": { "repository": "registry.example.com/acme/api", "tag": "1.2.3" } },
  >   "mini": {
  >     "wechat": { "envId": "env-a", "serverName": "api" }, "wait": { "interval": "10s" },
  >     "image": { "repository": "registry.example.com/acme/api", "tag": "1.2.3" } }
  > } }
  > END
  $ git commit -qam 'Deploy to ESA and WeChat'
  $ sampan rehearse edge --scenario image-refused 2>&1 | grep -E '^sampan: (error|hint|request)'
  sampan: error: sampan.json:4:5: ESA could not create version ver-900000000000000001 from registry.example.com/acme/api:1.2.3, and gives no reason
  sampan: request id $ID
  sampan: hint: check that it exists and that the cloud may read it: docker pull of it, without a login
  sampan: hint: store the registry's account in the app once: image secrets in the console (CreateEdgeContainerAppImageSecret)
  sampan: hint: inspect the version in the console, among those of app app-1; nothing was published
  $ sampan rehearse mini --scenario image-refused 2>&1 | grep -E '^sampan: (error|hint|request)'
  sampan: error: the rollout failed: api-003 did not become ready (deploy_fail); the platform shows its log only in the console
  sampan: hint: fix the cause and deploy again; see what serves: sampan status mini
  sampan: hint: if the cloud may not pull the image: use a repository of the environment's own account, or a public one; the console lists those that it can pull
