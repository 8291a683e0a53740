The first signal ends the program, even if a library call never returns: here it opens a pipe that
has no writer.

  $ cp $FIXTURES/here.json sampan.json && git add -A && git commit -qm 'Start' && git tag v1.0.0
  $ git config include.path pipe && mkfifo .git/pipe
  $ stop() {
  >   sampan plan here > ../log 2>&1 & pid=$!
  >   sleep 0.5; kill -$1 $pid; start=$(date +%s%N); wait $pid; status=$?
  >   [ $(( $(date +%s%N) - start )) -lt 2500000000 ] || echo 'it took too long'
  >   cat ../log; return $status
  > }
  $ stop TERM
  sampan: error: stopped by SIGTERM while busy
  sampan: hint: see what is live and what is in progress: sampan status
  [143]
  $ stop INT
  sampan: error: interrupted while busy
  sampan: hint: see what is live and what is in progress: sampan status
  [130]
