A file for the CI system that cannot be written is a warning: it does not change the exit code of the deploy.

  $ cp $FIXTURES/here.json sampan.json && git add -A && git commit -qm 'Start'
  $ export GITHUB_ACTIONS=true NO_COLOR=1
  $ GITHUB_OUTPUT=$HOME/gone/outputs sampan deploy -q --json > ../json
  here  deployed  20231114-9b2fdc81  file://$HOME/site/current  # s
  sampan: warning: cannot append to "$HOME/gone/outputs": no such file or directory
  $ python3 -c 'import json; print(json.load(open("../json"))["exit_code"])'
  0
  $ GITHUB_OUTPUT=/dev/full sampan deploy -q 2>&1 >/dev/null
  sampan: warning: cannot append to "/dev/full": it is not a regular file

A relative path starts in the current directory of the process.

  $ mkdir ../else && (cd ../else && GITHUB_OUTPUT=outputs sampan -C ../work deploy -q) && sed -n '1s/<<.*//p' ../else/outputs
  here  unchanged  20231114-9b2fdc81  file://$HOME/site/current  20231114-9b2fdc81 has the same content and settings (commit 9b2fdc81c512)
  status

A run that failed before any target has outputs as well.

  $ GITHUB_OUTPUT=$HOME/failed sampan -C . deploy --config gone.json 2>/dev/null
  [78]
  $ sed -n '1,2s/<<.*//p' ../failed
  status

Results that cannot be written are an error, unless the reader has closed the pipe.

  $ unset GITHUB_ACTIONS
  $ sampan plan --json > /dev/full
  sampan: error: cannot write results to standard output: no space left on device
  sampan: hint: check where standard output goes
  [78]
  $ sampan package here -o ../here.zip --list > /dev/full
  sampan: error: cannot write results to standard output: no space left on device
  sampan: hint: check where standard output goes
  [78]
  $ sampan plan > /dev/full
  sampan: error: cannot write results to standard output: no space left on device
  sampan: hint: check where standard output goes
  [78]
  $ (sampan help config; echo $? >&2) | true
  0
