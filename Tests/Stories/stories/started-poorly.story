A program that is started with closed standard streams, or with few descriptors.

  $ cp $FIXTURES/here.json sampan.json
  $ git add -A && git commit -qm 'Start'
  $ for closed in '<&- 2>&-' '>&- 2>&-' '<&- >&- 2>&-'; do
  >   rm -rf ../site; eval "sampan deploy here $closed" > ../log; echo "$? $(ls ../site/current)"
  > done
  0 sampan.json
  0 sampan.json
  0 sampan.json
  $ (ulimit -n 9; sampan deploy here)
  sampan: error: only * more files can be opened, and a run needs 32 (glob)
  sampan: hint: raise the limit of open files: ulimit -n 1024
  [78]
  $ (ulimit -n 9; sampan version --json) > ../report; grep -o '"exit_code":[0-9]*' ../report | sort -u
  sampan: error: only * more files can be opened, and a run needs 32 (glob)
  sampan: hint: raise the limit of open files: ulimit -n 1024
  "exit_code":78
  $ (ulimit -S -n 9; sampan version)
  sampan * (glob)

A closed pipe for results or messages does not end the program by a signal.

  $ (sampan nonsense; echo $? >../status) 2>&1 | true; cat ../status
  64
  $ (sampan help config; echo $? >../status) | true; cat ../status
  0
