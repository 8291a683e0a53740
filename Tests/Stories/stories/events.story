A program can follow a run: one JSON object a line, as things happen.

  $ cp $FIXTURES/here.json sampan.json
  $ echo hello > index.html
  $ git add -A && git commit -qm 'Add the page'
  $ sampan deploy -q --events ../events.jsonl
  here  deployed  20231114-*  file://$HOME/site/current  # s (glob)
  $ sed -n 's/.*"kind":"\([a-z_]*\)".*"target":\([a-z"]*\).*/\1 \2/p' ../events.jsonl | uniq
  run_started null
  target_started "here"
  step_started "here"
  step_finished "here"
  step_started "here"
  step_finished "here"
  step_started "here"
  step_finished "here"
  step_started "here"
  step_finished "here"
  step_started "here"
  step_finished "here"
  step_started "here"
  step_finished "here"
  target_finished "here"
  run_finished null
  $ head -1 ../events.jsonl
  {"facts":{"command":"deploy","rehearsal":false,"version":"*"},"kind":"run_started","schema":1,"target":null,"time":"*Z"} (glob)

A new run begins the file anew. The last line has the exit code and the error.

  $ sampan deploy nowhere --events ../events.jsonl 2>/dev/null
  [64]
  $ tail -1 ../events.jsonl | grep -o '"exit_code":[0-9]*},"kind":"run_finished"'
  "exit_code":64},"kind":"run_finished"
  $ grep -c . ../events.jsonl
  2

Every command has it; a relative path starts in the directory of -C. The lines fit their schema.

  $ sampan schema --of events > ../events.schema.json
  $ sampan rehearse -q --events ../1.jsonl > /dev/null 2>&1; sampan check --events ../2.jsonl > /dev/null; sampan -C . status --events ../3.jsonl > /dev/null
  $ echo '{ "targets": {}, "nothing": 1 }' > wrong.json; sampan check --config wrong.json --events ../4.jsonl > /dev/null
  [78]
  $ SAMPAN_EVENTS=../5.jsonl sampan plan > /dev/null
  $ "$JUDGES/python3" -B $FIXTURES/judge-output.py ../events.schema.json ../events.jsonl ../[1-5].jsonl
  all valid

And what --json prints fits its own.

  $ sampan schema --of report > ../report.schema.json
  $ for command in 'deploy' 'plan -v' 'check' 'check --config wrong.json' 'package -o ../a.zip --list' 'status' 'history' 'diff here' 'logs here' 'rehearse' 'rollback here' 'cancel here' 'promote here' 'doctor' 'help deploy' 'version' 'schema' 'completions bash' 'hook status' 'deploy nowhere' 'init --print' 'plan --format github-matrix'; do sampan $command --json 2> ../talk >> ../reports.jsonl || [ $? != 1 ] || echo "$command failed"; done
  $ grep -c . ../reports.jsonl
  22
  $ "$JUDGES/python3" -B $FIXTURES/judge-output.py ../report.schema.json ../reports.jsonl
  all valid

A pipe or an open descriptor is written as things happen; standard output is refused.

  $ mkfifo ../pipe; (sed -n 1p < ../pipe > ../first; cat > /dev/null) & sampan version --events ../pipe; wait; grep -c run_started ../first
  sampan * (glob)
  1
  $ sampan version -q --events /dev/fd/3 3> ../third > /dev/null; grep -c . ../third
  2
  $ sampan version --events -
  sampan: error: --events needs a file: the lines would be mixed with results and messages
  sampan: hint: write them to another file descriptor: --events /dev/fd/3 3>events.jsonl
  [64]

What cannot be written is a warning, once, and changes nothing.

  $ sampan deploy -q --events /dev/full
  sampan: warning: cannot write "/dev/full": no space left on device
  sampan: hint: free some disk space: df -h shows what is in use
  here  unchanged  * (glob)
  $ sampan version --events ../missing/file
  sampan: warning: cannot write "$HOME/work/../missing/file": no such file or directory
  sampan * (glob)
  $ mkfifo ../alone; sampan version --events ../alone
  sampan: warning: cannot write "$HOME/work/../alone": no program reads it
  sampan: hint: start the program that reads it first
  sampan * (glob)

It is no problem of the config.

  $ sampan check --events ../missing/file 2>&1 | grep '^sampan.json: '
  sampan.json: 1 target, no problems
