An update whose response is lost and that has no effect was not executed: it is sent once more.

  $ cp $FIXTURES/cloud.json sampan.json
  $ printf 'FROM scratch\n' > Dockerfile
  $ git add -A && git commit -qm 'Add the service'
  $ sampan rehearse --scenario update-dropped 2>&1 | grep -E 'confirm|once more|deployed'
  sampan: warning: could not confirm that the update was accepted (the connection to 127.0.0.1:* was closed before the response was complete); checking for its rollout (glob)
    no rollout of this deploy appeared within # s, so the update was not executed; sending it once more
  cloud  deployed  20231114-ba28031b  http://127.0.0.1:*/sites/env-a/api  # s simulated (glob)

A busy cloud responds in the same way, and does not report whether it has executed the call.

  $ cp $FIXTURES/clouds.json sampan.json
  $ git add -A && git commit -qm 'Go everywhere'
  $ sampan rehearse mini edge shop --scenario system-busy 2>&1 | grep -oE '\(rollup.*\)|\(Pub.*\)|\(Roll.*\)|once more|^[a-z]* *deployed'
  (RollingUpdateApplicationByVersion: An internal error has occurred. Retry your request later.)
  once more
  (rollupdatecloudbaserunserverversion: system error)
  once more
  (PublishEdgeContainerAppVersion: Failed to call the service. Try again later.)
  once more
  shop  deployed
  mini  deployed
  edge  deployed

If the wait is shorter than the time after which a rollout appears, the result is unknown.

  $ sed 's/"wait": .*/"wait": { "timeout": "10s", "interval": "1s" }/' $FIXTURES/cloud.json > short.json
  $ sampan rehearse -q cloud --config short.json --scenario update-dropped 2>&1 | grep -v warning
  sampan: error: could not confirm that the update was accepted: the connection to 127.0.0.1:* was closed before the response was complete (glob)
  sampan: cause: Empty reply from server
  sampan: cause: no rollout of this deploy appeared within # s
  sampan: hint: check what is live: sampan status cloud
  sampan: hint: deploy again: it is safe, a rollout in progress is detected
  cloud  failed  * (glob)
