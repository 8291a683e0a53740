What logs, history, diff and promote --percent refuse, before anything is sent.

  $ cp $FIXTURES/clouds.json sampan.json && git add -A && git commit -qm 'Start'
  $ sampan logs
  sampan: error: logs needs one target
  sampan: hint: sampan logs TARGET
  sampan: hint: list the targets: sampan check
  [64]
  $ sampan diff a b
  sampan: error: diff needs one target
  sampan: hint: sampan diff TARGET
  sampan: hint: list the targets: sampan check
  [64]
  $ sampan logs nowhere 2>&1 | head -1
  sampan: error: target "nowhere" is not in sampan.json
  $ for since in 0 10 3x 1m1h; do sampan logs nowhere --since $since 2>&1 | head -1; done
  sampan: error: "0" is not a valid duration for --since
  sampan: error: "10" is not a valid duration for --since
  sampan: error: "3x" is not a valid duration for --since
  sampan: error: "1m1h" is not a valid duration for --since
  $ for share in 0 101 -5 ten 2.5; do sampan promote nowhere --percent=$share 2>&1 | head -1; done
  sampan: error: "0" is not a valid share for --percent
  sampan: error: "101" is not a valid share for --percent
  sampan: error: "-5" is not a valid share for --percent
  sampan: error: "ten" is not a valid share for --percent
  sampan: error: "2.5" is not a valid share for --percent
  $ sampan promote nowhere --percent 0
  sampan: error: "0" is not a valid share for --percent
  sampan: hint: valid values: 1 to 100; 100 finishes the gray release
  [64]

A provider that has no logs, no share, or nothing to promote.

  $ cat > sampan.json << 'END'
  > { "targets": { "here": { "local": { "directory": "../site" }, "package": {} } } }
  > END
  $ sampan logs here --follow
  sampan: error: sampan.json:1:16: provider "local" cannot show logs: a local release has no log
  sampan: hint: supported: diff, history, rollback, status
  [64]
  $ sampan promote here --percent 25
  sampan: error: sampan.json:1:16: provider "local" cannot promote: a local release serves at once
  sampan: hint: supported: diff, history, rollback, status
  [64]

Words of other tools lead to them.

  $ for word in tail releases drift traffic; do sampan $word 2>&1 | sed -n 2p; done
  sampan: hint: to see the logs of a release: sampan logs TARGET
  sampan: hint: to see the releases that the provider keeps: sampan history
  sampan: hint: to see the commits and files between what is live and HEAD: sampan diff TARGET
  sampan: hint: to give a gray release a share of the traffic: sampan promote TARGET --percent N
