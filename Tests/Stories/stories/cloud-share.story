cloud: gray
calls: UpdateCloudRunServer 1, ReleaseGray 2

A gray release gets a share of the traffic, and then all of it.

  $ sed 's/"serverName": "api"/"serverName": "api", "releaseType": "GRAY"/' $FIXTURES/cloud.json > sampan.json
  $ printf 'FROM scratch\n' > Dockerfile
  $ git add -A && git commit -qm 'Add the service'
  $ sampan deploy -q
  cloud  awaiting  20231114-4115fd1e  gray release api-007 is ready: promote or cancel it
  next: sampan promote cloud   or: sampan cancel cloud
  [4]
  $ sampan promote cloud --percent 30
  sampan: Tencent Cloud key … from TENCENTCLOUD_SECRET_ID
  rollout   BuildImage finished                                       # s
  rollout   CreateVersion finished                                    # s
  rollout   GrayRelease running
  cloud  awaiting  api-007  api-007 gets 30 % of the traffic
  next: sampan promote cloud   or: sampan cancel cloud
  [4]
  $ sampan status | head -4
  $ sampan promote cloud --percent 30 -q
  $ sampan status cloud --wait -q
  $ sampan promote cloud
  $ sampan status | head -3
  $ sampan promote cloud --percent 50 -q
