cloud: lost-answer
calls: UpdateCloudRunServer 1

The answer to the update is lost: its rollout is found by our stamp, and the update is not repeated.

  $ cp $FIXTURES/cloud.json sampan.json
  [-1]
  $ printf 'FROM scratch\n' > Dockerfile
  [-1]
  $ git add -A && git commit -qm 'Add the service'
  [-1]
  $ sampan deploy
  [-1]
