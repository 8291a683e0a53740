cloud: build-fails
calls: UpdateCloudRunServer 1

A build that fails ends the deploy with the provider's reason, its request id and the end of the log.

  $ cp $FIXTURES/cloud.json sampan.json
  [-1]
  $ printf 'FROM scratch\n' > Dockerfile
  [-1]
  $ git add -A && git commit -qm 'Add the service'
  [-1]
  $ sampan deploy
  [-1]
