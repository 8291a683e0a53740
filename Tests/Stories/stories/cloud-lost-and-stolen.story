cloud: lost-and-stolen
calls: UpdateCloudRunServer 0

The update is lost, and the rollout that turns up is somebody else's.

  $ cp $FIXTURES/cloud.json sampan.json
  [-1]
  $ printf 'FROM scratch\n' > Dockerfile
  [-1]
  $ git add -A && git commit -qm 'Add the service'
  [-1]
  $ sampan deploy
  [-1]
