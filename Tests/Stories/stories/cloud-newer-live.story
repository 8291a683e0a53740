cloud: newer-live
calls: UpdateCloudRunServer 1

A commit that this clone does not know is live: it cannot be compared, and that is said.

  $ cp $FIXTURES/cloud.json sampan.json
  [-1]
  $ printf 'FROM scratch\n' > Dockerfile
  [-1]
  $ git add -A && git commit -qm 'Add the service'
  [-1]
  $ sampan deploy
  [-1]
