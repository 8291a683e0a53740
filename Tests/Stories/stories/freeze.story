Nothing is deployed during a freeze. The window of this story is always open.

  $ cat > sampan.json <<'END'
  > { "targets": { "here": { "local": { "directory": "../site" }, "package": {},
  >   "freeze": { "from": "2000-01-01", "to": "2999-12-31", "zone": "Asia/Shanghai" } } } }
  > END
  $ git add -A && git commit -qm 'Start'
  $ sampan plan here
  sampan.json:2:13: warning: target "here" is frozen until 3000-01-01 00:00 Asia/Shanghai: a deploy is refused until then
  here → local ../site
    version   20231114-e2e3a9ff   commit e2e3a9ff "Start" (A)
    remark    20231114-e2e3a9ff Start (e2e3a9ff A) sampan:e2e3a9ff0373.0953801c7080.349fd3
    package   .: 1 file, 165 B
    requests  3 writes; with -v, each is listed
  $ sampan deploy here
  here → local ../site   20231114-e2e3a9ff
  
  sampan: error: sampan.json:2:13: target "here" is frozen until 3000-01-01 00:00 Asia/Shanghai
  sampan: hint: run this again after that
  sampan: hint: or now: sampan deploy here --during-freeze
  
  here  failed  20231114-e2e3a9ff  # s
  [5]
  $ ls ../site
  ls: cannot access '../site': No such file or directory
  [2]
  $ sampan deploy here --json 2>/dev/null | python3 -c 'import json, sys; t = json.load(sys.stdin)["targets"][0]; print(t["status"], t["exit_code"], t["error"]["kind"], t["error"]["place"])'
  failed 5 guarded {'column': 13, 'file': 'sampan.json', 'line': 2}

A rehearsal is no deploy: it only reports the freeze.

  $ sampan rehearse -q here
  sampan.json:2:13: warning: target "here" is frozen until 3000-01-01 00:00 Asia/Shanghai: a deploy is refused until then
  here  deployed  20231114-e2e3a9ff  file://$HOME/tmp/sampan-*/here/current  # s simulated (glob)

In an emergency.

  $ sampan deploy here --during-freeze
  here → local ../site   20231114-e2e3a9ff
  sampan.json:2:13: warning: target "here" is frozen until 3000-01-01 00:00 Asia/Shanghai, which --during-freeze ignores
    preflight nothing is live yet                                     # s
    package   1 file, 245 B, sha256 $SHA256  # s
    publish   done                                                    # s
    update    operation 20231114-e2e3a9ff                             # s
    rollout   20231114-e2e3a9ff                                       # s
    verify    receives all traffic                                    # s
  
  here  deployed  20231114-e2e3a9ff  file://$HOME/site/current  # s
  $ SAMPAN_DURING_FREEZE=true sampan deploy -q here
  sampan.json:2:13: warning: target "here" is frozen until 3000-01-01 00:00 Asia/Shanghai, which --during-freeze ignores
  here  unchanged  20231114-e2e3a9ff  file://$HOME/site/current  20231114-e2e3a9ff has the same content and settings (commit e2e3a9ff0373)

A freeze does not keep anyone from going back.

  $ echo 2 > two && git add -A && git commit -qm 'Two' && sampan deploy -q here --during-freeze
  sampan.json:2:13: warning: target "here" is frozen until 3000-01-01 00:00 Asia/Shanghai, which --during-freeze ignores
  here  deployed  20231114-e4daa015  file://$HOME/site/current  # s
  $ sampan rollback -q here
  here  deployed  20231114-e2e3a9ff  file://$HOME/site/current  rolled back from 20231114-e4daa015  # s

After its window a freeze is not mentioned. Windows that leave no gap are one.

  $ config() {
  >   printf '{ "targets": { "here": { "local": { "directory": "../site" }, "package": {}, "freeze": %s } } }\n' \
  >     "$1" > sampan.json && git commit -qam 'Change the freeze'
  > }
  $ config '{ "from": "2000-01-01", "to": "2001-12-31" }' && sampan deploy -q here
  here  deployed  20231114-6ca34bd2  file://$HOME/site/current  # s
  $ config '[{ "from": "Mon 00:00", "to": "Sun 12:00" }, { "from": "Sun 12:00", "to": "Mon 00:00" }]'
  $ sampan deploy -q here
  sampan: error: sampan.json:1:*: target "here" is frozen until * UTC (glob)
  sampan: hint: run this again after that
  sampan: hint: or now: sampan deploy here --during-freeze
  here  failed  20231114-76270c92  # s
  [5]

Several targets: the frozen one stops those after it.

  $ cat > sampan.json <<'END'
  > { "targets": {
  >   "first": { "when": { "branch": "main" }, "local": { "directory": "../first" }, "package": {} },
  >   "second": { "when": { "branch": "main" }, "local": { "directory": "../second" }, "package": {},
  >     "freeze": { "from": "2000-01-01", "to": "2999-12-31" } },
  >   "third": { "when": { "branch": "main" }, "local": { "directory": "../third" }, "package": {} } } }
  > END
  $ git add -A && git commit -qm 'Three' && sampan deploy -q
  first   deployed  20231114-c85b20a7  file://$HOME/first/current  # s
  second  failed    20231114-c85b20a7  target "second" is frozen until 3000-01-01 00:00 UTC  # s
  third   skipped   target "second" ended as failed
  sampan: error: sampan.json:4:15: second: target "second" is frozen until 3000-01-01 00:00 UTC
  sampan: hint: run this again after that
  sampan: hint: or now: sampan deploy second --during-freeze
  [5]

A zone that does not exist is found by check.

  $ sed -i 's/"to": "2999-12-31"/&, "zone": "Asia\/Shanghia"/' sampan.json && sampan check
  sampan.json:4:67: error: time zone "Asia/Shanghia" is not known on this machine
  sampan: hint: did you mean "Asia/Shanghai"?
  [78]

A folder of the database is no zone, and an abbreviation is not a misspelling of another one.

  $ sed -i 's/Asia\/Shanghia/Europe/' sampan.json && sampan check
  sampan.json:4:67: error: time zone "Europe" is not known on this machine
  sampan: hint: write a name of the time zone database such as "Asia/Shanghai", or an offset such as "+08:00"
  [78]
  $ sed -i 's/"zone": "Europe"/"zone": "CST"/' sampan.json && sampan check
  sampan.json:4:67: error: time zone "CST" is not known on this machine
  sampan: hint: write a name of the time zone database such as "Asia/Shanghai", or an offset such as "+08:00"
  [78]
