Killed at any moment, a local deploy leaves a complete release live, and the next one cleans up.

  $ cp $FIXTURES/here.json sampan.json
  $ seq 3000 > m && echo 0 > a && echo 0 > z && git add -A && git commit -qm 'Start' && sampan deploy -q > /dev/null 2>&1
  $ for n in $(seq 40); do
  >   echo $n > a; echo $n > z; git commit -qam "Change $n"
  >   sampan deploy -q > /dev/null 2>&1 & pid=$!
  >   sleep 0.$(printf %03d $((n * 4))); kill -9 $pid; wait $pid
  >   echo $? >> ../ends
  >   cmp ../site/current/a ../site/current/z
  > done 2> ../noise
  $ grep -v -e Killed -e 'No such process' -e '^ *$' ../noise
  [1]

Some were killed in time.

  $ test $(grep -c 137 ../ends) -gt 3
  $ echo last > last && git add last && git commit -qm 'Last'
  $ sampan deploy -q > /dev/null 2>&1
  $ cat ../site/current/a
  40
  $ ls -A ../site; ls -A ../site/releases | wc -l
  .sampan
  .sampan.lock
  current
  releases
  2

No temporary files are left.

  $ ls -A $TMPDIR
