cloud: stuck
calls: UpdateCloudRunServer 1

A rollout that does not end is left to itself at the deadline, and the way to go on is said.

  $ sed 's/"1s"/"1s", "timeout": "3s"/' $FIXTURES/cloud.json > sampan.json
  [-1]
  $ printf 'FROM scratch\n' > Dockerfile
  [-1]
  $ git add -A && git commit -qm 'Add the service'
  [-1]
  $ sampan deploy
  [-1]
