cloud: busy
calls: UpdateCloudRunServer 0

Another rollout is in flight: nothing is sent, and trying again later is worth it.

  $ cp $FIXTURES/cloud.json sampan.json
  [-1]
  $ printf 'FROM scratch\n' > Dockerfile
  [-1]
  $ git add -A && git commit -qm 'Add the service'
  [-1]
  $ sampan deploy
  [-1]
