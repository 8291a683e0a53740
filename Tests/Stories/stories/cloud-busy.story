cloud: busy
calls: UpdateCloudRunServer 0

Another rollout is in progress: nothing is sent, and a later retry is worth it.

  $ cp $FIXTURES/cloud.json sampan.json
  $ printf 'FROM scratch\n' > Dockerfile
  $ git add -A && git commit -qm 'Add the service'
  $ sampan deploy
  cloud → tcbr env-a/api   20231114-ba28031b
    Tencent Cloud key … from TENCENTCLOUD_SECRET_ID
    api-006 is live without a stamp of sampan: cannot tell whether it is newer
  
  sampan: error: rollout 2323885 (todo, in CreateVersion, since $TIME UTC) is in progress
  sampan: hint: deploy again when it has ended: sampan status cloud --wait
  sampan: hint: "onConflict": "wait" waits for it, "cancel" stops it
  
  cloud  failed  20231114-ba28031b  still live: api-006  # s
  [75]
