cloud: task-zero-stolen
calls: UpdateCloudRunServer 0

The update is answered without a task, and the rollout that turns up is somebody else's: it is not taken for ours.

  $ cp $FIXTURES/cloud.json sampan.json
  $ printf 'FROM scratch\n' > Dockerfile
  $ git add -A && git commit -qm 'Add the service'
  $ sampan deploy
