cloud: gray
calls: UpdateCloudRunServer 1, ReleaseGray 2

A gray release gets a share of the traffic, and then all of it.

  $ sed 's/"serverName": "api"/"serverName": "api", "releaseType": "GRAY"/' $FIXTURES/cloud.json > sampan.json
  $ printf 'FROM scratch\n' > Dockerfile
  $ git add -A && git commit -qm 'Add the service'
  $ sampan deploy -q
  $ sampan promote cloud --percent 30
  $ sampan status | head -4
  $ sampan promote cloud --percent 30 -q
  $ sampan status cloud --wait -q
  $ sampan promote cloud
  $ sampan status | head -3
  $ sampan promote cloud --percent 50 -q
