cloud: calm
calls: UpdateCloudRunServer 0

Wrong and missing credentials are told apart, and no secret is shown.

  $ cp $FIXTURES/cloud.json sampan.json
  [-1]
  $ printf 'FROM scratch\n' > Dockerfile
  [-1]
  $ git add -A && git commit -qm 'Add the service'
  [-1]
  $ TENCENTCLOUD_SECRET_KEY=not-the-key-of-the-story sampan deploy
  [-1]
  $ TENCENTCLOUD_SECRET_ID=AKIDnobody sampan deploy
  [-1]
  $ TENCENTCLOUD_SECRET_KEY= sampan deploy
  [-1]
  $ sed -i s/env-a/env-b/ sampan.json && git commit -qam 'Move' && sampan deploy
  [-1]
  $ SAMPAN_ENDPOINT_TENCENT=http://cloud.example sampan deploy
  [-1]
