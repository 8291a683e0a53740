ESA has no status for a version that fails: it goes back to the one before, or never ends. Its log is what there is to read.

  $ cat > sampan.json <<'END'
  > { "targets": { "edge": {
  >   "esa": { "appId": "app-1", "publishEnv": "prod" }, "onFailure": "rollback",
  >   "image": { "repository": "registry.example.com/acme/api", "tag": "1.2.3" }
  > } } }
  > END
  $ git add -A && git commit -qm 'Deploy to ESA'
  $ sampan rehearse edge --scenario crash 2>&1 | sed -n '/container log/,$p'
    container log of app-1 (all versions that run):
      | listening on 0.0.0.0:8080
      | fatal: out of memory: allocated 2.1 GiB of 2 GiB
  
  sampan: error: the rollout failed: ESA went back from version ver-900000000000000001 to ver-879626371616512000 and gives no reason; a user may have requested it
  sampan: cause: not rolled back ("onFailure"): ver-879626371616512000 is live, not this deploy's release
  sampan: request id $ID
  sampan: hint: fix the cause and deploy again; see what serves: sampan status edge
  sampan: hint: read the whole log: sampan logs edge
  
  edge  failed  20231114-caf3adde  still live: ver-879626371616512000  # s simulated

What was shown of a log is not shown again.

  $ sampan rehearse edge --scenario stuck > stuck.txt 2>&1
  [3]
  $ sed -n '/container log/,$p' stuck.txt | sed '/orders.[0-9]* /d'
    container log of app-1 (all versions that run):
      | listening on 0.0.0.0:8080
  sampan: warning: nothing has changed for 10 min (publish: running): the rollout may be stuck, and it blocks others
  sampan: hint: stop it: sampan cancel edge
    container log of app-1 (all versions that run):
      … 40 more lines: sampan rehearse edge --scenario stuck --then logs
  
  sampan: error: still rolling out after 30 min (publish: running); it was not stopped
  sampan: request id $ID
  sampan: hint: sampan status edge --wait
  sampan: hint: increase the limit: "wait": { "timeout": "1h" }
  sampan: hint: stop it: sampan cancel edge
  
  edge  timeout  20231114-caf3adde  live: ver-900000000000000001 (caf3adde)  # s simulated
  $ grep orders stuck.txt | sort | uniq -d
