If a deploy is stopped before anything was sent, it prints that nothing was deployed.

  $ cp $FIXTURES/here.json sampan.json
  $ head -c 60000000 /dev/urandom > big && git add -A && git commit -qm 'Add something big'
  $ sampan deploy > ../log 2>&1 & pid=$!
  > until grep -qs 'preflight' ../log; do sleep 0.02; done
  > kill -TERM $pid; wait $pid
  [143]
  $ grep -v preflight ../log
  here → local ../site   20231114-* (glob)
  
  sampan: error: interrupted while packaging; nothing was deployed
  sampan: hint: deploy again: nothing is in progress
  
  here  failed  20231114-*  # s (glob)
  $ ls ../site ../tmp
  ls: cannot access '../site': No such file or directory
  ../tmp:
  [2]
