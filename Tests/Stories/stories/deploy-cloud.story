cloud: calm
calls: UpdateCloudRunServer 1

A commit is packaged, uploaded, rolled out and seen serving. The second time there is nothing to do.

  $ cp $FIXTURES/cloud.json sampan.json
  [-1]
  $ printf 'FROM scratch\n' > Dockerfile
  [-1]
  $ git add -A && git commit -qm 'Add the service'
  [-1]
  $ sampan deploy
  [-1]
  $ sampan deploy
  [-1]
  $ sampan status
  [-1]
