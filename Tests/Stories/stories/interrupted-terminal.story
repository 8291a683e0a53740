cloud: stuck
calls: UpdateCloudRunServer 1

The terminal or the ssh connection is closed: what is in progress is printed, and no process is left running.

  $ cp $FIXTURES/cloud.json sampan.json
  $ printf 'FROM scratch\n' > Dockerfile
  $ git add -A && git commit -qm 'Add the service'
  $ env --default-signal=HUP sampan deploy > ../log 2>&1 & pid=$!
  > until grep -qs 'rollout' ../log; do sleep 0.1; done
  > kill -HUP $pid; wait $pid
  [143]
  $ grep -A1 error ../log
  sampan: error: stopped by SIGHUP while waiting; rollout 2323885 is still running at the provider (BuildImage: running)
  sampan: hint: continue watching: sampan status cloud --wait
  $ ls $TMPDIR
