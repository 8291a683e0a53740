cloud: stuck
calls: UpdateCloudRunServer 1

A signal ends the wait at once: what is in progress and how to continue is printed.

  $ cp $FIXTURES/cloud.json sampan.json
  $ printf 'FROM scratch\n' > Dockerfile
  $ git add -A && git commit -qm 'Add the service'
  $ sampan deploy > ../log 2>&1 & pid=$!
  > until grep -qs 'rollout' ../log; do sleep 0.1; done
  > kill -TERM $pid; wait $pid
  [143]
  $ cat ../log
  cloud → tcbr env-a/api   20231114-ba28031b
    Tencent Cloud key … from TENCENTCLOUD_SECRET_ID
    api-006 is live without a stamp of sampan: cannot tell whether it is newer
    preflight api-006 is live                                         # s
    package   2 files, 353 B, sha256 $SHA256  # s
    publish   done                                                    # s
    update    operation 2323885                                       # s
    rollout   BuildImage running
  
  sampan: error: stopped by SIGTERM while waiting; rollout 2323885 is still running at the provider (BuildImage: running)
  sampan: hint: continue watching: sampan status cloud --wait
  
  cloud  failed  20231114-ba28031b  # s

A second deploy finds the rollout in progress.

  $ sampan deploy
  cloud → tcbr env-a/api   20231114-ba28031b
    Tencent Cloud key … from TENCENTCLOUD_SECRET_ID
    api-006 is live without a stamp of sampan: cannot tell whether it is newer
  
  sampan: error: rollout 2323885 (running, in BuildImage, since $TIME UTC) is in progress
  sampan: hint: deploy again when it has ended: sampan status cloud --wait
  sampan: hint: "onConflict": "wait" waits for it, "cancel" stops it
  
  cloud  failed  20231114-ba28031b  still live: api-006  # s
  [75]
  $ sampan status --wait > ../status 2>&1 & pid=$!
  > until grep -qs 'rollout' ../status; do sleep 0.1; done
  > kill -INT $pid; wait $pid
  [130]
  $ cat ../status
  sampan: Tencent Cloud key … from TENCENTCLOUD_SECRET_ID
  rollout   BuildImage finished                                       # s
  rollout   CreateVersion running
  sampan: error: interrupted while waiting; rollout 2323885 is still running at the provider (CreateVersion: running)
  sampan: hint: continue watching: sampan status cloud --wait
