cloud: upload-cut
calls: UpdateCloudRunServer 1

An upload that breaks off begins again.

  $ cp $FIXTURES/cloud.json sampan.json
  [-1]
  $ printf 'FROM scratch\n' > Dockerfile
  [-1]
  $ git add -A && git commit -qm 'Add the service'
  [-1]
  $ sampan deploy
  [-1]
