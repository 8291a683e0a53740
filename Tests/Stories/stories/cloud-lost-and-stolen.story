cloud: lost-and-stolen
calls: UpdateCloudRunServer 0

The update is lost, and the rollout that appears is another deploy's.

  $ cp $FIXTURES/cloud.json sampan.json
  $ printf 'FROM scratch\n' > Dockerfile
  $ git add -A && git commit -qm 'Add the service'
  $ sampan deploy
  cloud → tcbr env-a/api   20231114-ba28031b
    Tencent Cloud key … from TENCENTCLOUD_SECRET_ID
    api-006 is live without a stamp of sampan: cannot tell whether it is newer
    preflight api-006 is live                                         # s
    package   2 files, 353 B, sha256 $SHA256  # s
    publish   done                                                    # s
  sampan: warning: could not confirm that the update was accepted (the connection to $CLOUD was closed before the response was complete); checking for its rollout
    update    unknown                                                 # s
  
  sampan: error: another update is rolling out: task 2323885, with the remark "another deploy's change", is in progress instead
  sampan: request id $ID
  sampan: hint: deploy again when it has ended: sampan status cloud --wait
  
  cloud  failed  20231114-ba28031b  still live: api-006  # s
  [75]
