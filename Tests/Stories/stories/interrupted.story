cloud: stuck
calls: UpdateCloudRunServer 1

A signal ends the wait at once: what is in flight and how to go on is said.

  $ cp $FIXTURES/cloud.json sampan.json
  [-1]
  $ printf 'FROM scratch\n' > Dockerfile
  [-1]
  $ git add -A && git commit -qm 'Add the service'
  [-1]
  $ sampan deploy > ../log 2>&1 & pid=$!
  > until grep -q 'rollout' ../log; do sleep 0.1; done
  > kill -TERM $pid; wait $pid
  [-1]
  $ cat ../log
  [-1]

A second deploy finds the rollout in flight.

  $ sampan deploy
  [-1]
  $ sampan status --wait > ../log 2>&1 & pid=$!
  > until grep -q 'rollout' ../log; do sleep 0.1; done
  > kill -INT $pid; wait $pid
  [-1]
  $ cat ../log
  [-1]
