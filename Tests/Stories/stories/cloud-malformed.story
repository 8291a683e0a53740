cloud: malformed
calls: UpdateCloudRunServer 0

Answers that are not what they claim to be.

  $ cp $FIXTURES/cloud.json sampan.json
  [-1]
  $ printf 'FROM scratch\n' > Dockerfile
  [-1]
  $ git add -A && git commit -qm 'Add the service'
  [-1]
  $ sampan deploy
  [-1]
