cloud: retired
calls: UpdateCloudRunServer 0

An interface that was taken out of service.

  $ cp $FIXTURES/cloud.json sampan.json
  [-1]
  $ printf 'FROM scratch\n' > Dockerfile
  [-1]
  $ git add -A && git commit -qm 'Add the service'
  [-1]
  $ sampan deploy
  [-1]
