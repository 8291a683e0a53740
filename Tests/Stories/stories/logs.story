cloud: calm
calls: PublishEdgeContainerAppVersion 1

The log of a release: lines are results, all else goes to standard error. Nothing is written at the cloud.

  $ cp $FIXTURES/clouds.json sampan.json && git add -A && git commit -qm 'Add the service'
  $ sampan -q deploy edge >/dev/null 2>&1
  $ sampan logs edge 2>/dev/null | head -2
  listening on 0.0.0.0:8080
  GET /orders/1 200
  $ sampan logs edge --run --json 2>/dev/null | python3 -c 'import json, sys; print(*[(l["target"], l["kind"], l["lines"][0]) for l in json.load(sys.stdin)["logs"]])'
  ('edge', 'run', 'listening on 0.0.0.0:8080')

Only the logs that the provider has can be asked for.

  $ sampan logs edge --build
  sampan: error: sampan.json:14:5: provider "esa" has no build log
  sampan: hint: available: --run
  [64]
  $ sampan logs mini
  sampan: error: sampan.json:9:5: provider "wechat" cannot show logs: WeChat has no call that returns logs; they are in its console
  sampan: hint: supported: diff, history, promote, rollback, status
  [64]

A log that is followed ends with the target's timeout, or with a signal, at once.

  $ sed 's/"interval": "1s"/"interval": "1s", "timeout": "3s"/' sampan.json > short.json
  $ sampan logs edge -f --config short.json 2>&1 >/dev/null | grep -v key
  sampan: stopped following after # s ("wait": { "timeout": … }); to continue: sampan logs edge --follow --since 1m
  $ env --default-signal=INT sampan logs edge --follow > ../lines 2>&1 & pid=$!
  > until grep -qs '^GET /orders' ../lines; do sleep 0.1; done
  > kill -INT $pid; wait $pid
  [130]
  $ sampan logs edge --follow --json --events ../events > ../report 2>/dev/null & pid=$!
  > until grep -qs 'GET /orders' ../events; do sleep 0.1; done
  > kill -TERM $pid; wait $pid
  [143]
  $ python3 -c 'import json, sys; j = json.load(sys.stdin); print(j["exit_code"], j["error"]["kind"], len(j["logs"]))' < ../report
  143 terminated 1
